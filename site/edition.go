package site

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// An edition is a form that the book is set in.
type edition int

const (
	online edition = iota // the site: a page for each section of a long chapter
	ebook                 // the same pages, for an EPUB
	whole                 // all chapters on one page
)

// id is the id on the page of what a chapter's file calls so.
func (p *page) id(ch *tangle.Chapter, local string) string {
	local = prefix(ch) + local
	if p.edition == whole {
		local = ch.Slug + "." + local
	}
	return local
}

// way is the link from this page to something in a section, or to its head.
func (p *page) way(to *tangle.Section, local string) string {
	if p.edition == whole && local == "" {
		local = headID(to)
	}
	fragment := ""
	if local != "" {
		fragment = "#" + p.id(to.Chapter, local)
	}
	name := p.home(to)
	switch {
	case p.edition == whole, name == p.name && fragment != "":
		return fragment
	case p.edition == ebook:
		return chapterFile(name) + fragment
	}
	return relative(p.name, name) + fragment
}

// headID is the id of a section's heading, or of the chapter's.
func headID(s *tangle.Section) string {
	if s.Number > 0 {
		return headingID(s.Heading)
	}
	for n := s.Chapter.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 1 {
			return headingID(h)
		}
	}
	return ""
}

// chapterFile is the name that a page has in an EPUB.
func chapterFile(name string) string { return strings.TrimSuffix(name, ".html") + ".xhtml" }

// relative is the way from one file of the site to another.
func relative(from, to string) string {
	return root(from) + to
}

// root is the way from a file of the site to the folder that holds all of it.
func root(from string) string {
	return strings.Repeat("../", strings.Count(path.Clean(from), "/"))
}
