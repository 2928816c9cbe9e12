package site

import (
	"bytes"
	"fmt"
	"html"
)

// wholeName is the page that has all chapters on it, for those who print, search
// with their browser, or read where there is no net.
const wholeName = "book.html"

// editionPages are all files of the book set in an edition, in reading order:
// whole, the chapters as they are; in an ebook, as the site has them.
func (s *Site) editionPages(e edition) (all []*page) {
	for _, l := range s.leaves {
		if e == whole {
			if l.section != nil {
				continue
			}
			l = &leaf{chapter: l.chapter, name: wholeName, all: true}
		}
		p := newPage(s, l)
		p.edition = e
		all = append(all, p)
	}
	return all
}

// wholeBook is the page of all chapters.
func (s *Site) wholeBook() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<header class=\"opening title\">\n<h1>%s</h1>\n</header>\n<nav class=\"toc\" aria-label=\"Chapters\">\n<ol class=\"contents\">\n", html.EscapeString(Title))
	pages := s.editionPages(whole)
	for _, p := range pages {
		number := ""
		if p.chapter.Number > 0 && p.chapter.Of == nil {
			number = fmt.Sprint(p.chapter.Number)
		}
		fmt.Fprintf(&b, "<li><a href=\"%s\"><span class=\"n\">%s</span> %s</a></li>\n", p.way(p.chapter.Sections[0], ""), number, html.EscapeString(p.chapter.Title))
	}
	b.WriteString("</ol>\n</nav>\n")
	for _, p := range pages {
		p.render()
		b.Write(p.out.Bytes())
	}
	d := s.document(wholeName, Title, b.Bytes())
	d.About = "All chapters and answers on one page."
	return d.bytes()
}
