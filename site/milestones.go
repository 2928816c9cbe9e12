package site

import (
	"bytes"
	"fmt"
	"html"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"draco/tangle"
)

const milestonesID = "page.milestones"

// milestones ends the first page: the chapters whose cards say when they are
// done, each with those words, its time and its steps. The script adds a box to
// tick; without it there is none that would forget.
func (s *Site) milestones() []byte {
	var b bytes.Buffer
	for _, ch := range s.book.Chapters {
		when := said(ch, "Done when")
		if ch.Number == 0 || when == nil {
			continue
		}
		e := s.entry(ch)
		fmt.Fprintf(&b, "<li>\n<h3><a href=\"%s\"%s><span class=\"n\">%s</span> %s</a></h3>\n", e.Href, e.Time(), e.Number, html.EscapeString(e.Title))
		fmt.Fprintf(&b, "<p><strong>Done when</strong> %s</p>\n", s.quoted(ch, when))
		if time := s.quoted(ch, said(ch, "Time")); len(time) > 0 {
			fmt.Fprintf(&b, "<p><strong>Time</strong> %s</p>\n", time)
		}
		if split(ch) {
			fmt.Fprintf(&b, "<details>\n<summary>%d steps</summary>\n", len(e.Sections))
			writeSteps(&b, e.Sections)
			b.WriteString("</details>\n")
		}
		b.WriteString("</li>\n")
	}
	if b.Len() == 0 {
		return nil
	}
	return fmt.Appendf(nil, `<section class="milestones" aria-labelledby="%[1]s">
<h2 id="%[1]s">Milestones</h2>
<ol>
%s</ol>
</section>
`, milestonesID, b.Bytes())
}

// quoted is a part of a chapter as it stands on the first page, without the
// references to notes, which have stayed behind.
func (s *Site) quoted(ch *tangle.Chapter, part []ast.Node) []byte {
	p := newPage(s, &leaf{chapter: ch, name: first})
	for _, n := range part {
		if _, ok := n.(*extast.FootnoteLink); !ok {
			p.node(n)
		}
	}
	return bytes.TrimSpace(p.out.Bytes())
}
