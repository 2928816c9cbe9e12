package site

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// noteLink is the number in the text that stands for a footnote. The note
// itself follows the block; margin puts it there.
func (p nodes) noteLink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	l := n.(*extast.FootnoteLink)
	id := ""
	if !p.referred[l.Index] {
		p.referred[l.Index] = true
		id = ` id="` + p.id(p.chapter, fmt.Sprintf("ref.%d", l.Index)) + `"`
	}
	note := p.id(p.chapter, fmt.Sprintf("note.%d", l.Index))
	str(w, fmt.Sprintf(`<a class="ref"%s href="#%s" role="doc-noteref" aria-label="Note %d">%d</a>`, id, note, l.Index, l.Index))
	p.waiting = append(p.waiting, l.Index)
	return ast.WalkContinue, nil
}

// margin places the notes of the block before it, each once.
func (p *page) margin() {
	for len(p.waiting) > 0 { // a note may refer to another
		i := p.waiting[0]
		p.waiting = p.waiting[1:]
		note := p.notes[i]
		if note == nil || p.placed[i] {
			continue
		}
		p.placed[i] = true
		id, ref := p.id(p.chapter, fmt.Sprintf("note.%d", i)), p.id(p.chapter, fmt.Sprintf("ref.%d", i))
		p.write(`<div class="note" id="%s" role="note"><a class="back" href="#%s" aria-label="Note %d, back to the text">%d</a>`+"\n", id, ref, i, i)
		p.children(note)
		p.write("</div>\n")
	}
}

// collectNotes finds the chapter's footnotes, which stand at its end.
func (p *page) collectNotes() {
	for n := p.chapter.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		if list, ok := n.(*extast.FootnoteList); ok {
			for n := list.FirstChild(); n != nil; n = n.NextSibling() {
				if note, ok := n.(*extast.Footnote); ok {
					p.notes[note.Index] = note
				}
			}
		}
	}
	if p.section == nil && p.edition == online { // once, on the chapter's first page
		p.checkNotes()
	}
}

// checkNotes reports what Markdown would lose without a word: a note that nothing
// refers to is left out, a reference to none is printed as it stands.
func (p *page) checkNotes() {
	used := map[string]bool{}
	for _, note := range p.notes {
		used[string(note.Ref)] = true
	}
	code := map[int]bool{} // where the lines of code begin
	_ = ast.Walk(p.chapter.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				code[n.Lines().At(i).Start] = true
			}
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading, *extast.TableCell:
			p.unresolved(n)
		}
		return ast.WalkContinue, nil
	})
	for _, m := range noteStart.FindAllSubmatchIndex(p.chapter.Source, -1) {
		if name := string(p.chapter.Source[m[2]:m[3]]); !used[name] && !code[m[0]] {
			p.fault(m[0], "nothing refers to note [^"+name+"]", "refer to it, or take it out")
		}
	}
}

var (
	noteStart = regexp.MustCompile(`(?m)^\[\^([^\]\n]+)\]:`)
	leftOver  = regexp.MustCompile(`\[\^[^\]\s]+\]|\[[^\]]+\]\[[^\]]*\]`)
)

// unresolved reports references that are still text: [^turn], [words][name].
func (p *page) unresolved(n ast.Node) {
	var text strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := c.(*ast.CodeSpan); ok {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := c.(*ast.Text); ok && entering {
			text.Write(t.Segment.Value(p.chapter.Source))
		}
		return ast.WalkContinue, nil
	})
	if found := leftOver.FindString(text.String()); found != "" {
		p.fault(offset(n), found+" refers to nothing in this chapter", "define it, [^turn]: or [name]: on a line of its own, or write code in backticks")
	}
}
