package site

import (
	"html"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"draco/tangle/xref"
)

// known holds the lexers that were asked for: to look one up takes chroma
// longer than to use it.
var known sync.Map // of string to chroma.Lexer, nil for a language it does not know

func lexer(lang string) chroma.Lexer {
	if l, ok := known.Load(lang); ok {
		l, _ := l.(chroma.Lexer)
		return l
	}
	l := lexers.Get(lang)
	if l != nil {
		l = chroma.Coalesce(untimed(l))
	}
	known.Store(lang, l)
	return l
}

// untimed is a lexer whose rules have no time limit. Chroma gives each match a
// quarter of a second, and takes another rule after that: on a busy machine the
// page would depend on the clock.
func untimed(l chroma.Lexer) chroma.Lexer {
	r, ok := l.(*chroma.RegexLexer)
	if !ok {
		return l
	}
	rules, err := r.Rules()
	if err != nil {
		return l
	}
	rules = rules.Clone()
	root := rules["root"]
	rules["root"] = append(slices.Clip(root), chroma.Rule{Pattern: never, Mutator: limitless{}})
	fresh, err := chroma.NewLexer(r.Config(), func() chroma.Rules { return rules })
	if err != nil {
		return l
	}
	return fresh.SetRegistry(lexers.GlobalLexerRegistry)
}

// never matches nothing.
const never = `(?!)`

// limitless is a rule's mutator by which chroma lets us at the rules that it has
// compiled, and that it takes the limits off.
type limitless struct{}

func (limitless) Mutate(*chroma.LexerState) error { return nil }

func (limitless) MutateLexer(rules chroma.CompiledRules, state string, i int) error {
	rules[state] = slices.Delete(rules[state], i, i+1) // done, and not to be done again
	for _, list := range rules {
		for _, rule := range list {
			if rule.Regexp != nil {
				rule.Regexp.MatchTimeout = math.MaxInt64
			}
		}
	}
	return nil
}

// A span is a run of bytes of a line that is set in its own way.
type span struct {
	start, end int
	class      string       // for the style sheet, or ""
	object     *xref.Object // that it names, or nil
	declares   bool         // the object, here
}

// highlight is the spans of a program's lines: what the style sheet tells
// apart, and no more, for the rest would be weight.
func highlight(lang string, lines []string) [][]span {
	if lang == "go" {
		return goSpans(lines)
	}
	out := make([][]span, len(lines))
	l := lexer(lang)
	if lang == "" || lang == "text" || l == nil {
		return out
	}
	it, err := l.Tokenise(nil, strings.Join(lines, "\n")+"\n")
	if err != nil {
		return out
	}
	split := chroma.SplitTokensIntoLines(it.Tokens())
	for i, line := range lines {
		var spans []span
		at := 0
		if i < len(split) {
			for _, t := range split[i] {
				text := strings.TrimSuffix(t.Value, "\n")
				if class := classOf(t.Type); class != "" && strings.TrimSpace(text) != "" {
					spans = append(spans, span{start: at, end: at + len(text), class: class})
				}
				at += len(text)
			}
		}
		if at == len(line) { // a lexer that changes the text is not believed
			out[i] = spans
		}
	}
	return out
}

// set is a line as HTML. Neighbours of one class are one element, and a name
// links to what it stands for.
func (p *page) set(line string, spans []span) string {
	var b strings.Builder
	at, open := 0, ""
	class := func(c string) {
		if c == open {
			return
		}
		if open != "" {
			b.WriteString("</span>")
		}
		if c != "" {
			b.WriteString(`<span class="` + c + `">`)
		}
		open = c
	}
	for _, s := range spans {
		if gap := line[at:s.start]; strings.TrimSpace(gap) != "" {
			class("")
		}
		b.WriteString(html.EscapeString(line[at:s.start])) // white space has no colour
		class(s.class)
		b.WriteString(p.named(s.object, line[s.start:s.end], s.declares))
		at = s.end
	}
	if rest := line[at:]; strings.TrimSpace(rest) != "" {
		class("")
	}
	b.WriteString(html.EscapeString(line[at:]))
	class("")
	return b.String()
}

// setAll is lines as HTML.
func (p *page) setAll(lines []string, spans [][]span) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = p.set(line, spans[i])
	}
	return out
}

// classOf is the class that the style sheet has for a kind of token: k for
// keywords, t types, s strings, d numbers, c comments.
func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Comment):
		return "c"
	case t == chroma.KeywordType, t == chroma.NameAttribute:
		return "t"
	case t.InCategory(chroma.Keyword), t == chroma.NameTag:
		return "k"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t.InSubCategory(chroma.LiteralNumber):
		return "d"
	}
	return ""
}

// illustration is code that shows something and is no part of the program.
func (p *page) illustration(lang string, lines []string) string {
	label := "Illustration"
	if lang != "" {
		label += ", " + lang
	}
	var b strings.Builder
	b.WriteString(`<pre class="illustration" tabindex="0" role="group" aria-label="` + html.EscapeString(label) + `"><code>`)
	for _, line := range p.setAll(lines, highlight(lang, lines)) {
		b.WriteString(`<span class="l">` + line + "\n</span>")
	}
	b.WriteString("</code></pre>\n")
	return b.String()
}

// console is what a terminal shows: after "$ " what is typed, else what comes
// back. The prompts are not part of what is copied.
func console(lines []string) string {
	var b strings.Builder
	b.WriteString(`<pre class="console" tabindex="0" role="group" aria-label="Terminal">`)
	typed := false // the line before goes on in this one
	for _, line := range lines {
		command, prompt := strings.CutPrefix(line, "$ ")
		switch {
		case prompt:
			b.WriteString(`<kbd class="l"><span class="prompt" aria-hidden="true">$ </span>` + html.EscapeString(command) + "\n</kbd>")
		case typed && strings.HasPrefix(line, "> "): // the shell asks for the rest
			b.WriteString(`<kbd class="l"><span class="prompt" aria-hidden="true">&gt; </span>` + html.EscapeString(line[2:]) + "\n</kbd>")
		case typed:
			b.WriteString(`<kbd class="l">` + html.EscapeString(line) + "\n</kbd>")
		default:
			b.WriteString(`<samp class="l">` + html.EscapeString(line) + "\n</samp>")
		}
		typed = (prompt || typed) && strings.HasSuffix(line, `\`)
	}
	b.WriteString("</pre>\n")
	return b.String()
}
