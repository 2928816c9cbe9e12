package site

import (
	"bytes"
	"embed"
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"sync"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// Title is the title of the book.
const Title = "Draco: from a TCP socket to your own web framework"

// The heads of the files that this package makes say so.
const (
	generator = `<meta name="generator" content="weave" />`
	madeBy    = "Made by weave"
)

// Made tells by the head of a file whether this package made it. A file of that
// name without the mark is somebody else's.
func Made(name string, content []byte) bool {
	mark := madeBy
	if path.Ext(name) == ".html" {
		mark = generator
	}
	return bytes.Contains(content[:min(len(content), 512)], []byte(mark))
}

//go:embed css mark.svg theme.js js
var assets embed.FS

// Build makes the website of a sound book: its files by name. The figures are
// read from fsys, which the book was read from. The error is the faults that
// show only here, all of them: broken links, figures that are missing or not
// fit for a page.
func Build(book *tangle.Book, fsys fs.FS) (map[string][]byte, error) {
	s, faults := newSite(book, fsys)
	var pages []*page
	var wg sync.WaitGroup
	for _, l := range s.leaves {
		p := newPage(s, l)
		pages = append(pages, p)
		wg.Go(p.render)
	}
	wg.Wait()
	files := Assets()
	for _, p := range pages {
		faults = append(faults, p.faults...)
		files[p.name] = p.document()
	}
	if files[first] == nil {
		files[first] = s.contents()
	}
	files[searchIndex] = s.index()
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return files, nil
}

// joined are the files of the site that are made of several, in this order.
var joined = map[string][]string{
	"site.css": {"css/house.css", "css/reading.css", "css/print.css"},
	"site.js":  {"js/base.js", "js/search.js", "js/copy.js", "js/colours.js", "js/contents.js", "js/progress.js", "js/milestones.js", "js/notes.js", "js/answers.js", "js/keys.js"},
}

// Assets are the files of the site that no chapter changes.
func Assets() map[string][]byte {
	files := map[string][]byte{"mark.svg": asset("mark.svg"), "theme.js": asset("theme.js")}
	for name, parts := range joined {
		for _, part := range parts {
			files[name] = append(files[name], asset(part)...)
		}
	}
	return files
}

func asset(name string) []byte {
	data, err := assets.ReadFile(name)
	if err != nil {
		panic(err) // embedded above
	}
	return data
}

const first = "index.html"

// A site is what the pages have to know of each other.
type site struct {
	book     *tangle.Book
	fsys     fs.FS
	leaves   []*leaf                      // in reading order
	pages    map[string]string            // the first page of a chapter's file
	homes    map[*tangle.Section]string   // the page of a section that has its own
	prefixes map[string]string            // of the ids on a file's pages
	anchors  map[string]map[string]string // the pages of the ids in a chapter's file
	ids      map[*tangle.Block]string
	blocks   map[*ast.FencedCodeBlock]*tangle.Block
	sections map[*ast.Heading]*tangle.Section
	minutes  map[string]int                      // that a page takes
	items    map[*ast.ListItem]*tangle.Challenge // that have answers
}

func newSite(book *tangle.Book, fsys fs.FS) (s *site, faults tangle.Errors) {
	s = &site{
		book: book, fsys: fsys,
		pages: map[string]string{}, homes: map[*tangle.Section]string{}, prefixes: map[string]string{},
		anchors: map[string]map[string]string{}, ids: map[*tangle.Block]string{},
		blocks: map[*ast.FencedCodeBlock]*tangle.Block{}, sections: map[*ast.Heading]*tangle.Section{},
		items: map[*ast.ListItem]*tangle.Challenge{},
	}
	taken := map[string]*tangle.Chapter{}
	for _, ch := range book.Files() {
		name := ch.Slug + ".html"
		if ch.Of != nil {
			name = ch.Slug + "-answers.html"
		} else if ch.Number == 0 {
			name = first
		} else if name == first {
			faults = append(faults, &tangle.Error{Pos: token.Position{Filename: ch.File}, Msg: "the page index.html belongs to chapter 00",
				Hint: "give the chapter another name"})
		}
		if other := taken[name]; other != nil {
			faults = append(faults, &tangle.Error{Pos: token.Position{Filename: ch.File}, Msg: "the page " + name + " is there twice",
				Hint: "give one of the chapters another name", Related: []tangle.Error{{Pos: token.Position{Filename: other.File}, Msg: "the other one"}}})
		}
		taken[name] = ch
		s.pages[ch.File], s.prefixes[ch.File] = name, prefix(ch)
		for _, l := range leaves(ch, name) {
			s.leaves = append(s.leaves, l)
			if l.section != nil {
				s.homes[l.section] = l.name
			}
		}
		s.anchors[ch.File] = s.headings(ch)
		for _, c := range ch.Challenges {
			if c.Answer != nil {
				s.items[c.Item] = c
			}
		}
		versions := map[string]int{}
		for _, b := range ch.Blocks {
			slug := slugOf(b.Name)
			versions[slug]++
			s.blocks[b.Node] = b
			s.ids[b] = "code." + slug
			if n := versions[slug]; n > 1 {
				s.ids[b] += fmt.Sprintf(".%d", n)
			}
			s.anchors[ch.File][s.ids[b]] = s.home(b.Section)
			s.ids[b] = prefix(ch) + s.ids[b]
		}
		for _, sec := range ch.Sections[1:] {
			s.sections[sec.Heading] = sec
		}
	}
	s.minutes = s.times()
	return s, faults
}

// headings are the ids of the chapter's headings, and the pages they are on.
func (s *site) headings(ch *tangle.Chapter) map[string]string {
	ids := map[string]string{}
	_ = ast.Walk(ch.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			ids[headingID(h)] = s.home(ch.SectionAt(offset(h)))
		}
		return ast.WalkContinue, nil
	})
	return ids
}

func headingID(h *ast.Heading) string {
	id, _ := h.AttributeString("id")
	switch id := id.(type) {
	case []byte:
		return string(id)
	case string:
		return id
	}
	return ""
}

// slugOf makes the end of an id of a chunk's name. Every id that is not a
// heading's has a dot, and a heading's has none: the two never meet.
func slugOf(name string) string {
	slug := make([]byte, 0, len(name))
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '_':
			slug = append(slug, c)
		case 'A' <= c && c <= 'Z':
			slug = append(slug, c+'a'-'A')
		case len(slug) > 0 && slug[len(slug)-1] != '-':
			slug = append(slug, '-')
		}
	}
	for len(slug) > 0 && slug[len(slug)-1] == '-' {
		slug = slug[:len(slug)-1]
	}
	return string(slug)
}
