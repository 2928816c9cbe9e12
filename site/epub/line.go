package epub

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
)

// An e-reader knows neither tab-size nor the unit ch: indentation is spaces. A
// screen is small, so a tab is two, and so is what the website's is four of.
const (
	tab      = "  "
	deepest  = 8 // the steps of two columns that a wrapped line goes in, at most
	tabStops = 8 // of the tabs inside of a line
)

// A line is one of code.
type line struct {
	classes []string
	sign    string // of two columns, or none
	indent  string // how far in the listing stands
	begin   int    // of its text in the converter's output
	lead    int    // the columns of spaces that the text begins with
	column  int    // where the text has come to
}

func newLine(name string, classes []string, signs bool, begin int) *line {
	l := &line{begin: begin}
	for _, class := range classes {
		if n, err := strconv.Atoi(strings.TrimPrefix(class, "in")); err == nil {
			l.indent = strings.Repeat(" ", n/2)
			continue
		}
		l.classes = append(l.classes, class)
	}
	if signs {
		l.sign = map[string]string{"ins": "+ ", "del": "− "}[name]
		if l.sign == "" {
			l.sign = "  "
		}
	}
	return l
}

// expand makes spaces of the tabs in a part of the line's text.
func (l *line) expand(text string) string {
	var b strings.Builder
	for _, r := range text {
		put := string(r)
		switch {
		case r != '\t':
		case l.lead == l.column:
			put = tab
		default:
			put = strings.Repeat(" ", tabStops-l.column%tabStops)
		}
		if l.lead == l.column && put[0] == ' ' {
			l.lead += len(put)
		}
		l.column += len([]rune(put))
		b.WriteString(put)
	}
	return b.String()
}

// element is the finished line. The class h3 says that it begins six columns in.
func (l *line) element(name, text string) string {
	deep := min((len([]rune(l.sign))+len(l.indent)+l.lead)/len(tab), deepest)
	classes := append(slices.Clone(l.classes), fmt.Sprintf("h%d", deep))
	out := "<" + name + ` class="` + html.EscapeString(strings.Join(classes, " ")) + `">`
	if l.sign != "" {
		out += `<span class="sign" aria-hidden="true">` + l.sign + "</span>"
	}
	out += l.indent
	if slices.Contains(l.classes, "gap") {
		out += `<span class="sign" aria-hidden="true">⋮</span>`
	}
	if l.sign != "" && name == "del" {
		text = `<span class="gone">` + text + "</span>" // the sign is not struck out
	}
	return out + text + "</" + name + ">"
}
