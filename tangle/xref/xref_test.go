package xref

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"draco/tangle"
)

var update = flag.Bool("update", false, "record the expected outputs in testdata anew")

// TestBooks makes the index of every small book in testdata. Its section names
// is what every name in the listings stands for, builds what is said of the
// blocks, and lookup what code in the prose names: each line a section's number
// and the code, and what it is.
func TestBooks(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no books", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			book, x := index(t, archive)
			for i, f := range archive.Files {
				var got string
				switch f.Name {
				case "names":
					got = dump(book, x)
				case "builds":
					got = verdicts(book, x)
				case "lookup":
					got = lookups(book, x, string(f.Data))
				default:
					if !strings.HasPrefix(f.Name, "book/") {
						t.Errorf("no output is called %s", f.Name)
					}
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("%s:\n--- got\n%s--- want\n%s", f.Name, got, f.Data)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func index(t *testing.T, archive *txtar.Archive) (*tangle.Book, *Index) {
	t.Helper()
	mem := fstest.MapFS{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "book/") {
			mem[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	book, err := tangle.Read(fs.FS(mem), "book")
	if err != nil {
		t.Fatal(err)
	}
	x, err := NewCache().Index(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, x
}

func dump(book *tangle.Book, x *Index) string {
	var out strings.Builder
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			for i, l := range b.Lines {
				for _, r := range x.Line(b, i) {
					sign := ""
					if r.Decl {
						sign = "*"
					}
					fmt.Fprintf(&out, "%d:%d %s%s: %s\n", l.Pos.Line, r.Start+1, r.Object.Name, sign, show(r.Object))
				}
			}
		}
	}
	return out.String()
}

func show(o *Object) string {
	if o == nil {
		return "nothing"
	}
	where := o.URL
	if where == "" {
		where = fmt.Sprintf("%d:%d", o.Pos.Line, o.Pos.Column)
	}
	text := o.Signature + " @ " + where
	if o.Doc != "" {
		text += " # " + o.Doc
	}
	return text
}

func verdicts(book *tangle.Book, x *Index) string {
	var out strings.Builder
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			fmt.Fprintf(&out, "%d %s: %v\n", b.Pos.Line, b.Name, x.Builds(b))
		}
	}
	return out.String()
}

func lookups(book *tangle.Book, x *Index, lines string) string {
	var out strings.Builder
	for line := range strings.Lines(lines) {
		ask, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		var section int
		at, text, _ := strings.Cut(ask, " ")
		_, _ = fmt.Sscan(at, &section)
		last := book.Chapters[len(book.Chapters)-1]
		fmt.Fprintf(&out, "%s => %s\n", ask, show(x.Lookup(last.Sections[section], text)))
	}
	return out.String()
}

// What cannot be resolved is left out, and nothing panics.
func TestBroken(t *testing.T) {
	_, x := index(t, txtar.Parse([]byte("-- book/01-a.md --\n# A\n\n```go\n// <<a.go>> :=\npackage draco\n\nimport \"no/such/package\"\n\nfunc f() { package.Call(undefined, 1 }\n```\n")))
	b := x.book.Blocks[0]
	if x.Builds(b) {
		t.Error("that builds")
	}
	book, x2 := index(t, txtar.Parse([]byte("-- book/01-a.md --\n# A\n\n```go\n// <<a.go>> :=\npackage draco\n\nfunc f() {}\n\nfunc g() {}\n}\n```\n")))
	if x2.Builds(book.Blocks[0]) {
		t.Error("a syntax error builds")
	}
	for i := range b.Lines {
		x.Line(b, i)
	}
	x.File(b.Chapter, "a.go")
	if o := x.Lookup(b.Section, "undefined"); o != nil {
		t.Errorf("undefined is %v", o)
	}
}
