package xref

import (
	"go/scanner"
	"go/token"
	"os"
	"path"
	"reflect"
	"strings"
	"sync"
	"testing"

	"draco/tangle"
)

// real is the real book and its index, for tests that only read them.
var real = sync.OnceValues(func() (*tangle.Book, *Index) {
	book, _, err := tangle.Load(os.DirFS("../.."), "book")
	if err != nil {
		panic(err)
	}
	x, err := NewCache().Index(book)
	if err != nil {
		panic(err)
	}
	return book, x
})

// Every name lies in its line and is spelled there, and nearly every identifier
// of the program is one.
func TestRefs(t *testing.T) {
	book, x := real()
	words, found := 0, 0
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			if b.Lang != "go" {
				continue
			}
			known := map[[2]int]bool{}
			for i, l := range b.Lines {
				last := 0
				for _, r := range x.Line(b, i) {
					if r.Start < last || r.End > len(l.Text) || l.Text[r.Start:r.End] != r.Object.Name {
						t.Errorf("%s: %d to %d is not %s", l.Pos, r.Start, r.End, r.Object.Name)
					}
					last = r.End
					known[[2]int{i, r.Start}] = true
					if o := r.Object; o.Signature == "" || (o.URL == "") != o.Pos.IsValid() {
						t.Errorf("%s: %+v", l.Pos, o)
					}
				}
			}
			if _, file, _ := tangle.Classify(b.Name); strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, at := range identifiers(b) {
				words++
				if known[at] {
					found++
				}
			}
		}
	}
	if words == 0 || float64(found) < .99*float64(words) {
		t.Errorf("%d of %d identifiers stand for something", found, words)
	}
}

// identifiers are where the identifiers of a block are: line and column.
func identifiers(b *tangle.Block) (all [][2]int) {
	for i, l := range b.Lines {
		if l.Import || l.Ref != "" || strings.HasPrefix(l.Text, "package ") {
			continue
		}
		var s scanner.Scanner
		f := token.NewFileSet().AddFile("", -1, len(l.Text))
		s.Init(f, []byte(l.Text), func(token.Position, string) {}, 0)
		for {
			pos, tok, lit := s.Scan()
			if tok == token.EOF {
				break
			}
			if tok == token.IDENT && lit != "_" {
				all = append(all, [2]int{i, f.Offset(pos)})
			}
		}
	}
	return all
}

// What is said of the building of a program is what the compiler's checker says
// of all of it; and at the end of a section it builds, unless it says otherwise.
func TestBuilds(t *testing.T) {
	book, x := real()
	yes, no := 0, 0
	for _, ch := range book.Files() {
		for _, s := range ch.Sections {
			for _, b := range s.Blocks {
				truth := len(code(x.walks[ch]().after[b])) > 0 && x.cache.sound(code(x.walks[ch]().after[b]), nil)
				if x.Builds(b) != truth {
					t.Errorf("%s: %s: it builds: %v, and so it was said: %v", b.Pos, b.Name, truth, x.Builds(b))
				}
				if truth {
					yes++
				} else {
					no++
				}
			}
			if n := len(s.Blocks); n > 0 && x.Builds(s.Blocks[n-1]) == s.Broken {
				t.Errorf("%s ends with a program that builds: %v", s, !s.Broken)
			}
		}
	}
	if yes == 0 || no == 0 {
		t.Errorf("%d programs build, %d do not", yes, no)
	}
}

// Two indexes of a book say the same, whatever is asked first, and of however
// many at once.
func TestIndexIsDeterministic(t *testing.T) {
	book, x := real()
	again, err := NewCache().Index(book)
	if err != nil {
		t.Fatal(err)
	}
	files := book.Files()
	var wg sync.WaitGroup
	for i := range files {
		ch := files[len(files)-1-i]
		wg.Go(func() {
			for _, b := range ch.Blocks {
				for line := range b.Lines {
					if got, want := again.Line(b, line), x.Line(b, line); !reflect.DeepEqual(got, want) {
						t.Errorf("%s: %v, and then %v", b.Pos, want, got)
					}
				}
				again.Builds(b)
			}
		})
	}
	wg.Wait()
}

// The files at the ends of the chapters have the names that the checker sees in
// all of them.
func TestFiles(t *testing.T) {
	book, x := real()
	for _, ch := range book.Chapters[1:] {
		for _, f := range book.EndOf(ch.Sections[len(ch.Sections)-1]).Files() {
			if path.Ext(f.Path) != ".go" {
				continue
			}
			names := 0
			for i, refs := range x.File(ch, f.Path) {
				for _, r := range refs {
					names++
					if got := f.Lines[i].Text[r.Start:r.End]; got != r.Object.Name {
						t.Errorf("chapter %d, %s:%d: %s is not %s", ch.Number, f.Path, i+1, got, r.Object.Name)
					}
				}
			}
			if names == 0 && len(f.Lines) > 20 && !strings.Contains(f.Text(), "//go:build") {
				t.Errorf("chapter %d: %s has no names", ch.Number, f.Path)
			}
		}
	}
}

// BenchmarkIndex is all that can be asked of the real book, by a process that
// knows nothing yet.
func BenchmarkIndex(b *testing.B) {
	book, _ := real()
	for b.Loop() {
		x, err := NewCache().Index(book)
		if err != nil {
			b.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, ch := range book.Files() {
			wg.Go(func() {
				for _, block := range ch.Blocks {
					x.Line(block, 0)
					x.Builds(block)
				}
				if ch.Of == nil {
					x.File(ch, "")
				}
			})
		}
		wg.Wait()
	}
}
