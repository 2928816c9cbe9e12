package main

import (
	"bytes"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"

	"draco/tangle/xref"
)

// theBook is the real book, in memory.
func theBook(b *testing.B) fstest.MapFS {
	b.Helper()
	mem := fstest.MapFS{}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, "book", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		mem[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return mem
}

// BenchmarkBuild is the whole site, names and all, in a process that has just
// begun, but for the writing.
func BenchmarkBuild(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	book := theBook(b)
	for b.Loop() {
		w := weaver{fsys: book, names: xref.NewCache()}
		s, err := w.weave()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Build(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSaved is what serve does between the saving of a chapter and the page
// that shows it: a word changed, or a line of the program.
func BenchmarkSaved(b *testing.B) {
	const page = "advanced.the-guest-book.html"
	for _, edit := range []struct{ name, old, new string }{
		{"prose", "\nThe ", "\nAnd the "},
		{"code", "\treturn nil\n", "\treturn nil // done\n"},
	} {
		b.Run(edit.name, func(b *testing.B) {
			book := theBook(b)
			const chapter = "book/06-advanced.md"
			before := book[chapter].Data
			at := bytes.Index(before, []byte("## The guest book"))
			after := append(bytes.Clone(before[:at]), strings.Replace(string(before[at:]), edit.old, edit.new, 1)...)
			if bytes.Equal(before, after) {
				b.Fatal("the chapter has no such words")
			}
			w := weaver{fsys: book, names: xref.NewCache()}
			show := func() {
				s, err := w.weave()
				if err != nil {
					b.Fatal(err)
				}
				if s.File(page) == nil {
					b.Fatal("no page")
				}
			}
			show()
			for i := 0; b.Loop(); i++ {
				data := after
				if i%2 == 1 {
					data = before
				}
				book[chapter] = &fstest.MapFile{Data: data}
				show()
			}
		})
	}
}
