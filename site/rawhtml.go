package site

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// The HTML that a chapter may write itself: what folds away, and keys. All else
// has a form in Markdown, or has no place on a page.
var (
	rawTag  = regexp.MustCompile(`^<(/?)(details|summary|kbd|sub|sup|br)( open)?\s*(/?)>`)
	comment = regexp.MustCompile(`(?s)^<!--.*?-->`)
)

func (p nodes) rawInline(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		var text strings.Builder
		segments := n.(*ast.RawHTML).Segments
		for i := range segments.Len() {
			s := segments.At(i)
			text.Write(s.Value(source))
		}
		p.place = n
		str(w, p.raw(offset(n), text.String()))
	}
	return ast.WalkSkipChildren, nil
}

func (p nodes) rawBlock(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		block := n.(*ast.HTMLBlock)
		text := strings.Join(linesOf(n, source), "\n") + "\n"
		if block.HasClosure() {
			text += string(block.ClosureLine.Value(source))
		}
		p.place = n
		str(w, p.raw(offset(n), text))
	}
	return ast.WalkSkipChildren, nil
}

// raw passes the HTML that is allowed, drops comments, and reports the rest.
func (p *page) raw(at int, text string) string {
	var b strings.Builder
	for text != "" {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			i = len(text)
		}
		b.WriteString(html.EscapeString(html.UnescapeString(text[:i])))
		if i == len(text) {
			break
		}
		at, text = at+i, text[i:]
		taken := len(comment.FindString(text))
		if m := rawTag.FindStringSubmatch(text); m != nil {
			taken = len(m[0])
			p.tag(&b, at, m[2], m[1] == "/", m[3] != "")
		}
		if taken == 0 {
			tag, _, _ := strings.Cut(text, ">")
			if !strings.HasPrefix(tag, "</") { // its opening tag was reported
				p.fault(at, fmt.Sprintf("%s> is not HTML that a chapter may use", strings.TrimSuffix(tag, "\n")),
					"<details>, <summary>, <kbd>, <sub>, <sup> and <br> are; say the rest in Markdown")
			}
			return b.String()
		}
		at, text = at+taken, text[taken:]
	}
	return b.String()
}

// An openTag waits for its end, which must come in the same parent: elements
// that overlap are no tree.
type openTag struct {
	name   string
	at     int
	parent ast.Node
}

func (p *page) tag(b *strings.Builder, at int, name string, closing, open bool) {
	top := openTag{}
	if len(p.tags) > 0 {
		top = p.tags[len(p.tags)-1]
	}
	parent := p.place.Parent()
	shown := "<" + name + ">"
	if closing {
		shown = "</" + name + ">"
	}
	folds := name == "details" || name == "summary"
	switch {
	case name == "br":
		b.WriteString("<br />")
	case folds && (p.place.Kind() != ast.KindHTMLBlock || parent.Kind() != ast.KindDocument):
		p.fault(at, shown+" inside a paragraph, a list or a quotation", "write it on a line of its own, outside lists and quotations")
	case closing && (top.name != name || top.parent != parent):
		p.fault(at, shown+" closes nothing", "its opening tag comes before it, in the same paragraph; that of </details> in one before")
	case closing:
		p.tags = p.tags[:len(p.tags)-1]
		b.WriteString(shown)
	case name == "summary" && top.name != "details":
		p.fault(at, "<summary> outside <details>", "it comes right after <details>, and says what is folded away")
	default:
		b.WriteString("<" + name)
		if open && name == "details" {
			b.WriteString(` open=""`)
		}
		b.WriteString(">")
		p.tags = append(p.tags, openTag{name, at, parent})
	}
}

// unclosed reports the tags that are open after a block; <details> alone may
// be, but not at the end of the chapter.
func (p *page) unclosed(end bool) {
	for i := len(p.tags) - 1; i >= 0 && (end || p.tags[i].name != "details"); i-- {
		p.fault(p.tags[i].at, "<"+p.tags[i].name+"> is never closed", "write </"+p.tags[i].name+">")
		p.tags = p.tags[:i]
	}
}
