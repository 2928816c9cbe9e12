package site

import (
	"fmt"
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
			b.WriteString(text)
			break
		}
		b.WriteString(text[:i])
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

// An openTag waits for its end.
type openTag struct {
	name string
	at   int
}

func (p *page) tag(b *strings.Builder, at int, name string, closing, open bool) {
	top := len(p.tags) - 1
	switch {
	case name == "br":
		b.WriteString("<br />")
	case closing && (top < 0 || p.tags[top].name != name):
		p.fault(at, "</"+name+"> closes nothing", "its opening tag comes before it, in the same paragraph; that of </details> in one before")
	case closing:
		p.tags = p.tags[:top]
		b.WriteString("</" + name + ">")
	case open:
		b.WriteString("<" + name + ` open="">`)
		p.tags = append(p.tags, openTag{name, at})
	default:
		b.WriteString("<" + name + ">")
		p.tags = append(p.tags, openTag{name, at})
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
