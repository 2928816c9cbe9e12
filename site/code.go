package site

import (
	"html"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
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

// highlight is the lines of a program as HTML, one element for each. A line
// has spans for what the style sheet tells apart, and no more: the rest would
// be weight.
func highlight(lang string, lines []string) []string {
	out := make([]string, len(lines))
	var tokens []chroma.Token
	if l := lexer(lang); lang != "" && lang != "text" && l != nil {
		if it, err := l.Tokenise(nil, strings.Join(lines, "\n")+"\n"); err == nil {
			tokens = it.Tokens()
		}
	}
	split := chroma.SplitTokensIntoLines(tokens)
	for i, line := range lines {
		var text strings.Builder
		if i < len(split) {
			for _, t := range split[i] {
				text.WriteString(t.Value)
			}
		}
		if strings.TrimSuffix(text.String(), "\n") == line && len(tokens) > 0 {
			out[i] = spans(split[i])
		} else {
			out[i] = html.EscapeString(line)
		}
	}
	return out
}

func spans(tokens []chroma.Token) string {
	var b strings.Builder
	last := ""
	for _, t := range tokens {
		text := strings.TrimSuffix(t.Value, "\n")
		if text == "" {
			continue
		}
		class := classOf(t.Type)
		if strings.TrimSpace(text) == "" {
			class = last // white space has no colour
		}
		if class != last {
			if last != "" {
				b.WriteString("</span>")
			}
			if class != "" {
				b.WriteString(`<span class="` + class + `">`)
			}
			last = class
		}
		b.WriteString(html.EscapeString(text))
	}
	if last != "" {
		b.WriteString("</span>")
	}
	return b.String()
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
func illustration(lang string, lines []string) string {
	label := "Illustration"
	if lang != "" {
		label += ", " + lang
	}
	var b strings.Builder
	b.WriteString(`<pre class="illustration" tabindex="0" role="group" aria-label="` + html.EscapeString(label) + `"><code>`)
	for _, line := range highlight(lang, lines) {
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
