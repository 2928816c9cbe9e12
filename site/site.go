package site

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
	"draco/tangle/xref"
)

// Title is the title of the book.
const Title = "Draco: from a TCP socket to your own web framework"

// Options are what a site depends on beside the book.
type Options struct {
	// URL is where the site will stand, https://example.org/book/, for what can
	// only be said in full: canonical links, the feed, the map of the site. A
	// site without it lacks them, and works anywhere.
	URL string
	// PDF is the name of a PDF of the book that will stand beside index.html, for
	// pages to link to, or "". A site cannot print itself: who builds it adds that.
	PDF string
	// Names is the cross-reference of the book. Without it names are no links, and
	// no listing says whether the program builds.
	Names *xref.Index
	// Date is the book's, for formats that must have one. Zero is 1980.
	Date time.Time
}

// A Site is a website that is made page by page, each when it is asked for
// first. It can be asked by many at once.
type Site struct {
	options  Options
	book     *tangle.Book
	fsys     fs.FS
	leaves   []*leaf                               // in reading order
	pages    map[string]string                     // the first page of a chapter's file
	chapters map[string]*tangle.Chapter            // by file, those of answers too
	homes    map[*tangle.Section]string            // the page of a section that has its own
	anchors  map[string]map[string]*tangle.Section // where the ids in a chapter's file are
	ids      map[*tangle.Block]string              // without the prefix of the edition
	changes  map[*tangle.Block]func() *change      // worked out when somebody asks first
	spans    map[*tangle.Block]func() [][]span     // of the block's lines
	blocks   map[*ast.FencedCodeBlock]*tangle.Block
	sections map[*ast.Heading]*tangle.Section
	minutes  map[string]int                      // that a page takes
	entries  func() []entry                      // the contents, no page of them open
	items    map[*ast.ListItem]*tangle.Challenge // that have answers

	programs map[*tangle.Chapter]func() *program
	lives    map[string]func() *life // by the path of the file

	files  map[string]func() []byte
	bound  []*page       // the pages of the book, in reading order
	faults tangle.Errors // of the book's file names
	mu     sync.Mutex
	failed []error // to make files
}

// Build makes all files of the site, by name. The error is the faults that show
// only here, all of them: broken links, figures that are missing or not fit for a
// page.
func (s *Site) Build() (map[string][]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	var mu sync.Mutex
	each(dealt(s.Names(), path.Dir), func(name string) {
		data := s.File(name)
		mu.Lock()
		defer mu.Unlock()
		files[name] = data
	})
	return files, errors.Join(s.failed...)
}

// Names are the files of the site, sorted.
func (s *Site) Names() []string { return slices.Sorted(maps.Keys(s.files)) }

// File is a file of the site, or nil if it has none of that name.
func (s *Site) File(name string) []byte {
	if make := s.files[name]; make != nil {
		return make()
	}
	return nil
}

// Plain is the site of the same book without its names: what is wrong with the
// pages shows there as well, and sooner.
func (s *Site) Plain() *Site {
	options := s.options
	options.Names = nil
	return New(s.book, s.fsys, options)
}

// Check sets all pages of the book and reports the faults that show only there.
func (s *Site) Check() error {
	each(s.bound, (*page).render)
	faults := slices.Clone(s.faults)
	for _, p := range s.bound {
		faults = append(faults, p.faults...)
	}
	return faults.Err()
}

// each does something with every item, as many at a time as there are processors:
// what is half done is large.
func each[T any](items []T, do func(T)) {
	var wg sync.WaitGroup
	at := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, item := range items {
		at <- struct{}{}
		wg.Go(func() {
			defer func() { <-at }()
			do(item)
		})
	}
	wg.Wait()
}

// dealt has the same items in another order, one from each pile in turn: what
// stands together waits for the same things to be worked out, and all but one would
// be idle.
func dealt[T any](items []T, pile func(T) string) []T {
	turns := [][]T{}
	had := map[string]int{}
	for _, item := range items {
		turn := had[pile(item)]
		had[pile(item)]++
		if turn == len(turns) {
			turns = append(turns, nil)
		}
		turns[turn] = append(turns[turn], item)
	}
	return slices.Concat(turns...)
}

// add adds a file that is made when it is asked for.
func (s *Site) add(name string, make func() []byte) { s.files[name] = sync.OnceValue(make) }

const first = "index.html"

// New is the site of a sound book, of which nothing is made yet. The figures are
// read from fsys, which the book was read from.
func New(book *tangle.Book, fsys fs.FS, options Options) *Site {
	s := &Site{
		options: options, book: book, fsys: fsys,
		pages: map[string]string{}, chapters: map[string]*tangle.Chapter{}, homes: map[*tangle.Section]string{},
		anchors: map[string]map[string]*tangle.Section{}, ids: map[*tangle.Block]string{}, changes: map[*tangle.Block]func() *change{},
		spans:  map[*tangle.Block]func() [][]span{},
		blocks: map[*ast.FencedCodeBlock]*tangle.Block{}, sections: map[*ast.Heading]*tangle.Section{},
		items:    map[*ast.ListItem]*tangle.Challenge{},
		programs: map[*tangle.Chapter]func() *program{}, lives: map[string]func() *life{},
		files: map[string]func() []byte{},
	}
	taken := map[string]*tangle.Chapter{}
	for _, ch := range book.Files() {
		name := ch.Slug + ".html"
		if ch.Of != nil {
			name = ch.Slug + "-answers.html"
		} else if ch.Number == 0 {
			name = first
		} else if name == first {
			s.faults = append(s.faults, &tangle.Error{Pos: token.Position{Filename: ch.File}, Msg: "the page index.html belongs to chapter 00",
				Hint: "give the chapter another name"})
		}
		if other := taken[name]; other != nil {
			s.faults = append(s.faults, &tangle.Error{Pos: token.Position{Filename: ch.File}, Msg: "the page " + name + " is there twice",
				Hint: "give one of the chapters another name", Related: []tangle.Error{{Pos: token.Position{Filename: other.File}, Msg: "the other one"}}})
		}
		taken[name] = ch
		s.register(ch, name)
	}
	for _, a := range assetFiles() {
		s.add(a.path, func() []byte { return a.data })
	}
	for _, l := range s.leaves {
		p := newPage(s, l)
		s.bound = append(s.bound, p)
		s.add(l.name, p.document)
		if options.Names != nil {
			s.add(namesName(l.name), func() []byte {
				p.render()
				return p.names.json()
			})
		}
	}
	if s.files[first] == nil {
		s.add(first, s.contents)
	}
	s.addSources()
	s.addBranches()
	s.addLives()
	s.addFeeds()
	s.addDownloads()
	s.addCards()
	s.add(wholeName, s.wholeBook)
	s.add(searchIndex, s.index)
	s.minutes = s.times()
	s.entries = sync.OnceValue(s.readEntries)
	return s
}

// register notes what can be referred to in a chapter's file, and where it is.
func (s *Site) register(ch *tangle.Chapter, name string) {
	s.pages[ch.File], s.chapters[ch.File] = name, ch
	for _, l := range leaves(ch, name) {
		s.leaves = append(s.leaves, l)
		if l.section != nil {
			s.homes[l.section] = l.name
		}
	}
	s.anchors[ch.File] = headings(ch)
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
		s.anchors[ch.File][s.ids[b]] = b.Section
		s.spans[b] = sync.OnceValue(func() [][]span { return s.namesIn(b) })
		s.changes[b] = sync.OnceValue(func() *change { return newChange(s.book.Branch(b.Section), b) })
	}
	for _, sec := range ch.Sections[1:] {
		s.sections[sec.Heading] = sec
	}
}

// headings are the ids of the chapter's headings, and the sections they are in.
func headings(ch *tangle.Chapter) map[string]*tangle.Section {
	ids := map[string]*tangle.Section{}
	_ = ast.Walk(ch.Doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			ids[headingID(h)] = ch.SectionAt(offset(h))
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
