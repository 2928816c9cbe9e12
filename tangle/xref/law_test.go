package xref

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"draco/tangle"
)

// realBook is the book's files, in a short test those of its first half.
func realBook(t testing.TB) fstest.MapFS {
	t.Helper()
	fsys, root := fstest.MapFS{}, os.DirFS("../..")
	for _, pattern := range []string{"book/*.md", "book/answers/*.md"} {
		names, err := fs.Glob(root, pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, name := range names {
			if testing.Short() && path.Base(name)[:2] > "03" {
				continue
			}
			data, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			fsys[name] = &fstest.MapFile{Data: data}
		}
	}
	return fsys
}

func load(t testing.TB, fsys fs.FS) *tangle.Book {
	t.Helper()
	book, _, err := tangle.Load(fsys, "book")
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func indexed(t testing.TB, c *Cache, book *tangle.Book) *Index {
	t.Helper()
	x, err := c.Index(book)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// ask calls a function for every block of the book, two at a time.
func ask(book *tangle.Book, each func(*tangle.Block)) {
	var wg sync.WaitGroup
	blocks := make(chan *tangle.Block)
	for range 2 {
		wg.Go(func() {
			for b := range blocks {
				each(b)
			}
		})
	}
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			blocks <- b
		}
	}
	close(blocks)
	wg.Wait()
}

// inOrder reports a line's names that do not lie in it, are not spelled like
// what they stand for, or come out of order.
func inOrder(refs []Ref, text string) error {
	end := 0
	for _, r := range refs {
		switch {
		case r.Start < end:
			return fmt.Errorf("%q: %s at %d begins before %d", text, r.Object.Name, r.Start, end)
		case r.End > len(text) || text[r.Start:r.End] != r.Object.Name:
			return fmt.Errorf("%q: %d to %d is not %s", text, r.Start, r.End, r.Object.Name)
		case r.Object.Signature == "":
			return fmt.Errorf("%q: %s has no signature", text, r.Object.Name)
		case r.Object.Pos.IsValid() == (r.Object.URL != ""):
			return fmt.Errorf("%q: %s is in the book or out of it: %v %q", text, r.Object.Name, r.Object.Pos, r.Object.URL)
		}
		end = r.End
	}
	return nil
}

// TestNames checks every name of the book's listings and last files, and that
// next to none is missed.
func TestNames(t *testing.T) {
	book := load(t, realBook(t))
	x := indexed(t, NewCache(), book)
	words, found := 0, 0
	var missed []string
	var mu sync.Mutex
	ask(book, func(b *tangle.Block) {
		if b.Lang != "go" {
			return
		}
		all := map[int]map[int]bool{}
		for i, l := range b.Lines {
			all[i] = map[int]bool{}
			refs := x.Line(b, i)
			if err := inOrder(refs, l.Text); err != nil {
				t.Errorf("%s: %v", l.Pos, err)
			}
			for _, r := range refs {
				all[i][r.Start] = true
			}
		}
		if _, file, _ := tangle.Classify(b.Name); strings.HasSuffix(file, "_test.go") {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, at := range identifiers(b) {
			words++
			if all[at.Line-1][at.Column-1] {
				found++
				continue
			}
			missed = append(missed, fmt.Sprintf("%s:%d: %s", b.Chapter.File, b.Lines[at.Line-1].Pos.Line, b.Lines[at.Line-1].Text))
		}
	})
	t.Logf("%d of %d identifiers have a name", found, words)
	if found*100 < words*99 {
		t.Errorf("%d identifiers have none:\n%s", len(missed), strings.Join(missed, "\n"))
	}
	ch := book.Chapters[len(book.Chapters)-1]
	for _, f := range book.EndOf(ch.Sections[len(ch.Sections)-1]).Files() {
		for i, refs := range x.File(ch, f.Path) {
			if err := inOrder(refs, f.Lines[i].Text); err != nil {
				t.Errorf("%s:%d: %v", f.Path, i+1, err)
			}
		}
	}
}

// identifiers are where the words of a block are that could stand for
// something: not the blank one, nor those of imports and package clauses.
func identifiers(b *tangle.Block) (at []token.Position) {
	var text bytes.Buffer
	for _, l := range b.Lines {
		if !l.Import {
			text.WriteString(l.Text)
		}
		text.WriteByte('\n')
	}
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", -1, text.Len()), text.Bytes(), func(token.Position, string) {}, 0)
	last := token.ILLEGAL
	for {
		pos, tok, word := s.Scan()
		if tok == token.EOF {
			return at
		}
		if tok == token.IDENT && word != "_" && last != token.PACKAGE {
			at = append(at, fset.PositionFor(pos, false))
		}
		last = tok
	}
}

// everything is all that two indexes of the same book have to agree about.
func everything(book *tangle.Book, x *Index) map[string]any {
	all := map[string]any{}
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			for i := range b.Lines {
				all[fmt.Sprint(b.Pos, " ", i)] = x.Line(b, i)
			}
			all[fmt.Sprint(b.Pos, " builds")] = x.Builds(b)
		}
		for _, s := range ch.Sections {
			for _, word := range []string{"Serve", "Context", "c.Param", "http.Server", "append(s, x)", "close"} {
				all[fmt.Sprint(s.Pos, " ", word)] = x.Lookup(s, word)
			}
		}
		for _, f := range book.EndOf(ch.Sections[len(ch.Sections)-1]).Files() {
			all[ch.File+" "+f.Path] = x.File(ch, f.Path)
		}
	}
	return all
}

// TestAgain changes the book step by step, and finds that an index made with
// what the cache has kept is one made from nothing.
func TestAgain(t *testing.T) {
	fsys := realBook(t)
	for name := range fsys { // two chapters and their answers will do
		if number := path.Base(name)[:2]; number > "02" {
			delete(fsys, name)
		}
	}
	kept := NewCache()
	for _, edit := range [][3]string{
		{"book/02-parsing.md", "", ""},
		{"book/02-parsing.md", "\n## ", "\nAnother line.\n\n## "},
		{"book/01-sockets.md", "\n## ", "\nAnother line.\n\n## "},
		{"book/answers/01-sockets.md", "\n## ", "\nAnother line.\n\n## "},
	} {
		f := fsys[edit[0]]
		fsys[edit[0]] = &fstest.MapFile{Data: bytes.Replace(f.Data, []byte(edit[1]), []byte(edit[2]), 1)}
		book := load(t, fsys)
		got := everything(book, indexed(t, kept, book))
		want := everything(book, indexed(t, NewCache(), book))
		for what := range want {
			if !reflect.DeepEqual(got[what], want[what]) {
				t.Fatalf("after %q in %s, %s: %v, want %v", edit[2], edit[0], what, got[what], want[what])
			}
		}
	}
}

// TestParallel asks an index everything from several sides at once.
func TestParallel(t *testing.T) {
	fsys := realBook(t)
	for name := range fsys {
		if number := path.Base(name)[:2]; number > "01" {
			delete(fsys, name)
		}
	}
	book := load(t, fsys)
	cache := NewCache()
	want := everything(book, indexed(t, NewCache(), book))
	var wg sync.WaitGroup
	for range 2 {
		x := indexed(t, cache, book)
		for range 2 {
			wg.Go(func() {
				if got := everything(book, x); !reflect.DeepEqual(got, want) {
					t.Error("asked by many, an index gives something else")
				}
			})
		}
	}
	wg.Wait()
}

// TestBuilds compares every verdict with that of the whole checker, which knows
// nothing of earlier programs. Where a section ends, the program builds, unless
// the book says that it does not.
func TestBuilds(t *testing.T) {
	book := load(t, realBook(t))
	c := NewCache()
	x := indexed(t, c, book)
	var truths sync.Map // by program
	ask(book, func(b *tangle.Block) {
		p := code(x.chapters[b.Chapter.File].walk().after[b])
		truth, ok := truths.Load(key(p))
		if !ok {
			truth = len(p) > 0 && c.sound(p, nil)
			truths.Store(key(p), truth)
		}
		if got := x.Builds(b); got != truth {
			t.Errorf("%s: <<%s>>: Builds is %v, and the checker says %v", b.Pos, b.Name, got, truth)
		}
		last := b.Section.Blocks[len(b.Section.Blocks)-1] == b
		if b.Section.Answer == nil && b.Chapter.Of != nil {
			return
		}
		if last && b.Lang == "go" && !b.Section.Broken && truth == false {
			t.Errorf("%s: the program does not build at the end of %s", b.Pos, b.Section)
		}
	})
}
