package site

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"draco/tangle"
)

// figure sets a picture: the SVG itself stands in the page, so that it takes
// the page's colours in light and in dark.
func (p *page) figure(img *ast.Image) {
	at := offset(img)
	name := path.Join(path.Dir(p.chapter.File), string(img.Destination))
	alt := tangle.Plain(img, p.chapter.Source)
	if alt == "" {
		p.fault(at, "a figure without words for those who cannot see it", "write them between the brackets: ![Two boxes and an arrow.](figures/two.svg)")
	}
	if path.Ext(name) != ".svg" {
		p.fault(at, "not an SVG figure: "+name, "figures are drawn as SVG, so that they follow light and dark")
		return
	}
	data, err := fs.ReadFile(p.fsys, name)
	if err != nil {
		msg := "figure " + name + " cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			msg = "figure " + name + " does not exist"
		}
		p.fault(at, msg, "figures lie in the folder figures beside the chapters")
		return
	}
	p.figures++
	svg := svgWriter{prefix: p.id(p.chapter, fmt.Sprintf("fig.%d.", p.figures)), ids: map[string]bool{}}
	if err := svg.copy(data); err != nil {
		p.fault(at, "figure "+name+": "+err.Error(), svg.hint)
		return
	}
	class := "figure"
	if svg.wide {
		class += " wide"
	}
	p.write(`<figure class="%s">`+"\n"+`<div class="drawing" tabindex="0" role="group" aria-label="Figure">%s</div>`+"\n",
		class, svg.out.String())
	if len(img.Title) > 0 {
		p.write("<figcaption>%s</figcaption>\n", html.EscapeString(apostrophe.ReplaceAllString(string(img.Title), "$1’$2")))
	}
	p.write("</figure>\n")
}

// A title is no text to Markdown, which sets the apostrophes everywhere else.
var apostrophe = regexp.MustCompile(`(\pL)'(\pL)`)

// strayImage is an image inside a sentence.
func (p nodes) strayImage(_ util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		p.fault(offset(n), "an image in the middle of a paragraph", "a figure is a paragraph of its own, at the margin of the page")
	}
	return ast.WalkSkipChildren, nil
}

// An svgWriter copies a drawing into the page. Ids get a prefix, so that those
// of two drawings do not meet; comments and declarations stay behind.
type svgWriter struct {
	prefix string
	out    strings.Builder
	hint   string
	ids    map[string]bool
	wide   bool // too wide to be read when it is squeezed into a phone
}

func (s *svgWriter) copy(data []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(data)))
	var open []xml.Name // the elements that have not ended
	has := map[string]bool{}
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			depth := len(open)
			if depth == 0 && t.Name.Local != "svg" {
				return errors.New("the outermost element is not <svg>")
			}
			if err := s.start(t, depth); err != nil {
				return err
			}
			open = append(open, t.Name)
			if depth == 1 {
				has[t.Name.Local] = true
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name {
				return fmt.Errorf("</%s> closes nothing", qualified(t.Name))
			}
			open = open[:len(open)-1]
			s.out.WriteString("</" + qualified(t.Name) + ">")
		case xml.CharData:
			if len(open) > 0 {
				s.out.WriteString(html.EscapeString(string(t)))
			}
		}
	}
	switch {
	case len(open) > 0 || s.out.Len() == 0:
		return errors.New("the drawing is cut off")
	case !has["title"], !has["desc"]:
		s.hint = "its first elements are <title> and <desc>, for those who cannot see it"
		return errors.New("it has no <title> or no <desc>")
	}
	return nil
}

func (s *svgWriter) start(t xml.StartElement, depth int) error {
	switch t.Name.Local {
	case "style", "script", "foreignObject", "image":
		s.hint = "use attributes such as fill=\"var(--accent)\", and shapes"
		return fmt.Errorf("<%s> has no place in a figure", t.Name.Local)
	}
	s.out.WriteString("<" + qualified(t.Name))
	hasRole := false
	for _, a := range t.Attr {
		name := qualified(a.Name)
		if name == "xlink:href" {
			name = "href" // the old name of the same
		}
		value, err := s.attribute(name, a.Value)
		switch {
		case err != nil:
			return err
		case depth == 0 && (name == "width" || name == "height" || strings.HasPrefix(name, "xmlns")):
			continue // the page sets the size, and knows SVG
		case depth == 0 && name == "viewBox":
			if f := strings.Fields(value); len(f) == 4 {
				w, _ := strconv.ParseFloat(f[2], 64)
				s.wide = w > 400
			}
		case name == "role":
			hasRole = true
		}
		s.out.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
	if depth == 0 && !hasRole {
		s.out.WriteString(` role="img"`)
	}
	s.out.WriteString(">")
	return nil
}

var localURL = regexp.MustCompile(`url\(\s*['"]?#`)

// attribute is an attribute's value with the ids in it renamed.
func (s *svgWriter) attribute(name, value string) (string, error) {
	switch {
	case name == "style" || strings.HasPrefix(name, "on"):
		s.hint = "write fill=\"...\" and stroke=\"...\" in place of style"
		return "", fmt.Errorf("the attribute %s has no place in a figure", name)
	case name == "id" && s.ids[value]:
		s.hint = "an id names one element"
		return "", fmt.Errorf("the id %s is there twice", value)
	case name == "id":
		s.ids[value] = true
		return s.prefix + value, nil
	case name == "href":
		id, ok := strings.CutPrefix(value, "#")
		if !ok {
			s.hint = "a figure refers to nothing outside itself"
			return "", fmt.Errorf("a link to %s", value)
		}
		return "#" + s.prefix + id, nil
	case name == "aria-labelledby" || name == "aria-describedby":
		ids := strings.Fields(value)
		for i := range ids {
			ids[i] = s.prefix + ids[i]
		}
		return strings.Join(ids, " "), nil
	}
	return localURL.ReplaceAllString(value, "url(#"+s.prefix), nil
}

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}
