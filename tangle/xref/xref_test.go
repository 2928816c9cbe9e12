package xref

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"draco/tangle"
)

var update = flag.Bool("update", false, "record the expected outputs in testdata anew")

// TestBooks runs every small book in testdata. A section that is no file of the
// book is an expected output, computed by its name; one that names nothing fails.
func TestBooks(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no books in testdata: %v", err)
	}
	cache := NewCache()
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys := fstest.MapFS{}
			for _, f := range archive.Files {
				if strings.HasPrefix(f.Name, "book/") {
					fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			book, _, err := tangle.Load(fsys, "book")
			if err != nil {
				t.Fatal(err)
			}
			index, err := cache.Index(book)
			if err != nil {
				t.Fatal(err)
			}
			checked := 0
			for i, f := range archive.Files {
				if strings.HasPrefix(f.Name, "book/") {
					continue
				}
				checked++
				got, err := output(book, index, f.Name, string(f.Data))
				switch {
				case err != nil:
					t.Errorf("section %s: %v", f.Name, err)
				case *update:
					archive.Files[i].Data = []byte(got)
				case got != string(f.Data):
					t.Errorf("section %s:\n--- got\n%s--- want\n%s", f.Name, got, f.Data)
				}
			}
			if checked == 0 {
				t.Error("nothing is expected of this book: add a section such as names or builds")
			}
			if *update && !t.Failed() {
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func output(book *tangle.Book, index *Index, name, recorded string) (string, error) {
	switch {
	case name == "names":
		return namesIn(book, index), nil
	case name == "builds":
		return buildsIn(book, index), nil
	case name == "lookup":
		return lookups(book, index, recorded)
	case strings.HasPrefix(name, "file "):
		return namesOf(book, index, strings.TrimPrefix(name, "file "))
	}
	return "", errors.New("there is no such output")
}

// namesIn shows every name of every block.
func namesIn(book *tangle.Book, index *Index) string {
	var b strings.Builder
	for _, ch := range book.Files() {
		for _, block := range ch.Blocks {
			for i, l := range block.Lines {
				for _, r := range index.Line(block, i) {
					fmt.Fprintf(&b, "%s:%d:%d %s\n", filepath.Base(ch.File), l.Pos.Line, r.Start+1, shown(r))
				}
			}
		}
	}
	return b.String()
}

// namesOf shows every name of a file at the end of the last chapter.
func namesOf(book *tangle.Book, index *Index, path string) (string, error) {
	lines := index.File(book.Chapters[len(book.Chapters)-1], path)
	if lines == nil {
		return "", errors.New("the program has no such Go file")
	}
	var b strings.Builder
	for i, refs := range lines {
		for _, r := range refs {
			fmt.Fprintf(&b, "%d:%d %s\n", i+1, r.Start+1, shown(r))
		}
	}
	return b.String(), nil
}

func shown(r Ref) string {
	arrow := "->"
	if r.Decl {
		arrow = ":="
	}
	return fmt.Sprintf("%s %s %s", r.Object.Name, arrow, object(r.Object))
}

// object shows one without its name.
func object(o *Object) string {
	where := o.URL
	if o.Pos.IsValid() {
		where = fmt.Sprintf("%s:%d:%d", filepath.Base(o.Pos.Filename), o.Pos.Line, o.Pos.Column)
	}
	return fmt.Sprintf("%s | %s | %s", o.Signature, o.Doc, where)
}

func buildsIn(book *tangle.Book, index *Index) string {
	var b strings.Builder
	for _, ch := range book.Files() {
		for _, block := range ch.Blocks {
			answer := "no"
			if index.Builds(block) {
				answer = "yes"
			}
			fmt.Fprintf(&b, "%s:%d <<%s>> %s %s\n", filepath.Base(ch.File), block.Pos.Line, block.Name, block.Op, answer)
		}
	}
	return b.String()
}

var lookedUp = regexp.MustCompile(`^(\S+): (.*?) = `)

// lookups asks again what the recorded lines ask: "1.2: Serve = ".
func lookups(book *tangle.Book, index *Index, recorded string) (string, error) {
	sections := map[string]*tangle.Section{}
	for _, ch := range book.Files() {
		for _, s := range ch.Sections {
			if ch.Of == nil || s.Answer != nil {
				sections[s.Locator()] = s
			}
		}
	}
	var b strings.Builder
	for line := range strings.Lines(recorded) {
		m := lookedUp.FindStringSubmatch(line)
		if m == nil {
			return "", fmt.Errorf("%q does not begin like %q", strings.TrimSpace(line), "1.2: Serve = ")
		}
		s := sections[m[1]]
		if s == nil {
			return "", fmt.Errorf("there is no section %s", m[1])
		}
		found := "nothing"
		if o := index.Lookup(s, m[2]); o != nil {
			found = object(o)
		}
		fmt.Fprintf(&b, "%s%s\n", m[0], found)
	}
	return b.String(), nil
}

// A library that grows, as a writer adds an import, is still one: a type of what
// was there is that of what has come.
func TestLibraryGrows(t *testing.T) {
	const first = "# One\n\n```go\n// <<a.go>> :=\npackage draco\n\nimport \"net\"\n\nvar c net.Conn\n```\n"
	const second = first + "\n```go\n// <<b.go>> :=\npackage draco\n\nimport \"crypto/tls\"\n\nfunc b(t *tls.Conn) { c = t }\n```\n"
	cache := NewCache()
	for _, text := range []string{first, second} {
		book := load(t, fstest.MapFS{"book/01-one.md": {Data: []byte(text)}})
		x := indexed(t, cache, book)
		for _, b := range book.Blocks {
			if !x.Builds(b) {
				t.Errorf("with %s it does not build", b.Name)
			}
		}
	}
}
