package xref

import (
	"bytes"
	"go/token"
	"maps"
	"sync"
	"sync/atomic"

	"draco/tangle"
)

// A Cache holds what indexes of one book after the other have in common: the
// standard library, files that were parsed, and chapters in which, as in all
// before them, nothing has changed. Its zero value is not ready.
type Cache struct {
	fset    *token.FileSet
	library atomic.Pointer[library]

	mu       sync.Mutex
	indexes  int // so far
	chapters map[string]*chapter
	files    map[string]*parsed
	parses   int // so far
	verdicts map[string]*verdict
	builtins func() map[string][2]string
}

// NewCache is an empty cache.
func NewCache() *Cache {
	return &Cache{fset: token.NewFileSet(), chapters: map[string]*chapter{}, files: map[string]*parsed{},
		verdicts: map[string]*verdict{}, builtins: sync.OnceValue(builtins)}
}

// Index makes an index of a book. The error is that the go command could not
// tell about the standard library.
func (c *Cache) Index(book *tangle.Book) (*Index, error) {
	x := c.index(book)
	paths := imported(book)
	if l := c.library.Load(); l != nil && l.has(paths) {
		return x, nil
	}
	var l *library
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { l, err = readLibrary(c.fset, paths) })
	x.read() // while the go command works
	wg.Wait()
	if err != nil {
		return nil, err
	}
	c.library.Store(l)
	return x, nil
}

func (c *Cache) index(book *tangle.Book) *Index {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sweep()
	x := &Index{map[string]*chapter{}}
	for _, ch := range book.Files() {
		var before *chapter // that the program begins with
		if ch.Of != nil {
			before = x.chapters[ch.Of.File]
		} else if last := book.Chapter(ch.Number - 1); last != nil {
			before = x.chapters[last.File]
		}
		made := c.chapters[ch.File]
		if made == nil || made.before != before || !bytes.Equal(made.Source, ch.Source) {
			made = c.chapter(book, ch, before)
		}
		x.chapters[ch.File] = made
	}
	c.chapters = x.chapters
	return x
}

// read does what takes no library: all programs of the book are parsed, and
// outlined.
func (x *Index) read() {
	var wg sync.WaitGroup
	for _, ch := range x.chapters {
		wg.Go(func() {
			for _, step := range ch.steps() {
				for _, f := range step {
					if f != nil {
						f.outline()
					}
				}
			}
		})
	}
	wg.Wait()
}

// keep is for how many more indexes the cache keeps what it has no use for.
const keep = 4

// sweep drops what the last indexes had no use for: a day's writing is
// thousands of programs.
func (c *Cache) sweep() {
	c.indexes++
	maps.DeleteFunc(c.files, func(_ string, p *parsed) bool { return p.used+keep < c.indexes })
	maps.DeleteFunc(c.verdicts, func(_ string, v *verdict) bool { return v.used+keep < c.indexes })
}
