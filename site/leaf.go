package site

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// A leaf is what one page shows: a file of the book, or, of a chapter that is
// split, its opening or one of its sections.
type leaf struct {
	chapter *tangle.Chapter
	section *tangle.Section // nil for an opening and for a whole file
	all     bool            // all of a file, however long
	name    string          // of the page
}

// splitAbove is how many sections a chapter may have on one page. With more of
// them each has a page of its own, which is what one reads in a sitting; all on
// one would be half a megabyte for a telephone.
const splitAbove = 6

func split(ch *tangle.Chapter) bool {
	return ch.Of == nil && ch.Number > 0 && len(ch.Sections)-1 > splitAbove
}

// leaves are the pages of a file whose first page has that name.
func leaves(ch *tangle.Chapter, name string) []*leaf {
	all := []*leaf{{chapter: ch, name: name}}
	if split(ch) {
		for _, s := range ch.Sections[1:] {
			// A chapter's name has no dot, so the two never meet.
			all = append(all, &leaf{chapter: ch, section: s, name: ch.Slug + "." + headingID(s.Heading) + ".html"})
		}
	}
	return all
}

// home is the name of the page that a section is on.
func (s *Site) home(sec *tangle.Section) string {
	if name := s.homes[sec]; name != "" {
		return name
	}
	return s.pages[sec.Chapter.File]
}

// nodes are the blocks of the leaf.
func (l *leaf) nodes() (all []ast.Node) {
	for n := l.chapter.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		if l.all || !split(l.chapter) || l.chapter.SectionAt(offset(n)) == l.from() {
			all = append(all, n)
		}
	}
	return all
}

// from is the section that the leaf begins with.
func (l *leaf) from() *tangle.Section {
	if l.section != nil {
		return l.section
	}
	return l.chapter.Sections[0]
}

// aboutLength is how much of a description is usually shown, in bytes.
const aboutLength = 155

// about is the first paragraph of the leaf, or its first words.
func (l *leaf) about() (text string) {
	for _, n := range l.nodes() {
		_ = ast.Walk(n, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			switch n.(type) {
			case *ast.Paragraph, *ast.TextBlock:
				text = newline.Replace(tangle.Plain(n, l.chapter.Source))
			}
			if text != "" {
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
		if text != "" {
			break
		}
	}
	if len(text) > aboutLength {
		text = text[:strings.LastIndexByte(text[:aboutLength], ' ')+1] + "…"
	}
	return text
}

// steps lists the sections of a chapter that has a page for each.
func (p *page) steps() {
	steps := p.entry(p.chapter).Sections
	for i, sec := range p.chapter.Sections[1:] {
		steps[i].Href = p.way(sec, "")
	}
	writeSteps(&p.out, steps)
}

func writeSteps(b *bytes.Buffer, steps []entry) {
	b.WriteString(`<ol class="contents steps">` + "\n")
	for _, e := range steps {
		fmt.Fprintf(b, `<li><a href="%s"%s><span class="n">%s</span> %s</a></li>`+"\n", e.Href, e.Time(), e.Number, html.EscapeString(e.Title))
	}
	b.WriteString("</ol>\n")
}
