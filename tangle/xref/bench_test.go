package xref

import (
	"bytes"
	"fmt"
	"go/types"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"

	"draco/tangle"
)

// everyPage asks for what all pages of the site show.
func everyPage(book *tangle.Book, x *Index) {
	ask(book, func(b *tangle.Block) {
		x.Line(b, 0)
		x.Builds(b)
	})
	for _, ch := range book.Chapters {
		x.File(ch, "")
	}
}

// page asks for what one section shows.
func page(s *tangle.Section, x *Index) {
	for _, b := range s.Blocks {
		x.Line(b, 0)
		x.Builds(b)
	}
}

// BenchmarkXref measures the whole index of the book: all names in the listings
// and in the files at the ends of the chapters, and all verdicts. The library
// is read already.
func BenchmarkXref(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300)) // as the command does
	book := load(b, realBook(b))
	read := NewCache()
	indexed(b, read, book)
	for b.Loop() {
		c := NewCache()
		l := read.library.Load()
		c.fset = read.fset
		c.library.Store(&library{fset: l.fset, packages: l.packages, docs: map[string]func() map[mark]string{}, owners: l.owners, faultless: map[string]*types.Package{}})
		everyPage(book, indexed(b, c, book))
	}
}

// BenchmarkXrefAgain measures what a writer waits for between two saves, apart
// from the loading of the book: a line is changed, each time to a text that was
// not there before, in the last listing of a chapter or in the first, and then the
// last section of it is shown, or the whole book.
func BenchmarkXrefAgain(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	for _, change := range []struct {
		name, chapter string
		first, prose  bool
	}{
		{"prose", "book/06-advanced.md", false, true},
		{"code", "book/06-advanced.md", false, false},
		{"early code", "book/06-advanced.md", true, false},
		{"middle code", "book/03-responses.md", true, false},
	} {
		for _, whole := range []bool{false, true} {
			name := change.name + "/section"
			if whole {
				name = change.name + "/book"
			}
			b.Run(name, func(b *testing.B) {
				fsys := realBook(b)
				before := fsys[change.chapter].Data
				book := load(b, fsys)
				at, shown := places(b, book, change.chapter, change.first, change.prose)
				c := NewCache()
				everyPage(book, indexed(b, c, book))
				for n := 0; b.Loop(); n++ {
					b.StopTimer()
					line := fmt.Sprintf("// Change %d.\n", n)
					if change.prose {
						line = fmt.Sprintf("Change %d.\n\n", n)
					}
					fsys[change.chapter] = &fstest.MapFile{Data: bytes.Join([][]byte{before[:at], []byte(line), before[at:]}, nil)}
					book := load(b, fsys)
					b.StartTimer()
					x := indexed(b, c, book)
					if whole {
						everyPage(book, x)
						continue
					}
					for _, ch := range book.Chapters {
						if ch.File == change.chapter {
							page(ch.Sections[shown], x)
						}
					}
				}
			})
		}
	}
}

// places are the offset in a chapter where a line may be put, before a function
// or the section that it is in, and the last section that has one.
func places(b *testing.B, book *tangle.Book, chapter string, first, prose bool) (at, shown int) {
	for _, ch := range book.Chapters {
		if ch.File != chapter {
			continue
		}
		for _, s := range ch.Sections {
			for _, block := range s.Blocks {
				for _, l := range block.Lines {
					if block.Lang == "go" && strings.HasPrefix(l.Text, "func ") {
						if at == 0 || !first {
							at = l.Pos.Offset
							if prose {
								at = s.Pos.Offset
							}
						}
						shown = s.Number
					}
				}
			}
		}
	}
	if at == 0 {
		b.Fatalf("%s has no function", chapter)
	}
	return at, shown
}
