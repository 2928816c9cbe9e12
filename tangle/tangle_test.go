package tangle

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "record the expected outputs in testdata anew")

// TestBooks runs every small book in testdata. A section that is no file of
// the book is an expected output, computed by its name; one that names nothing
// that the book produces fails.
func TestBooks(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no books in testdata: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys := bookFS(archive)
			checked := 0
			for i, f := range archive.Files {
				if strings.HasPrefix(f.Name, "book/") {
					continue
				}
				checked++
				got, err := section(fsys, f.Name)
				if err != nil {
					t.Errorf("section %s: %v", f.Name, err)
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("section %s:\n--- got\n%s--- want\n%s", f.Name, got, f.Data)
				}
			}
			if checked == 0 {
				t.Error("nothing is expected of this book: add a section such as errors or ch01/main.go")
			}
			if *update && !t.Failed() {
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// bookFS is the book of an archive. A file called ....crlf has its line ends
// changed: txtar cannot hold them.
func bookFS(archive *txtar.Archive) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "book/") {
			name, crlf := strings.CutSuffix(f.Name, ".crlf")
			data := string(f.Data)
			if crlf {
				data = strings.TrimSuffix(strings.ReplaceAll(data, "\n", "\r\n"), "\r\n")
			}
			fsys[name] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	return fsys
}

func section(fsys fs.FS, name string) (string, error) {
	book, snaps, err := Load(fsys, "book")
	if name == "errors" {
		if err == nil {
			return "", nil
		}
		return err.Error() + "\n", nil
	}
	if err != nil {
		return "", err
	}
	outputs := Generated(snaps, "example.org/m")
	switch name {
	case "dump":
		return dump(book), nil
	case "origins":
		return origins(outputs), nil
	case "changes":
		return changes(book, book.Blocks), nil
	case "answers":
		return answers(book), nil
	}
	for _, o := range outputs {
		if o.Path == name {
			return o.Data, nil
		}
	}
	return "", fmt.Errorf("the book has no such output")
}

// dump shows what was read: chapters, sections, blocks.
func dump(book *Book) string {
	var b strings.Builder
	for _, ch := range book.Chapters {
		fmt.Fprintf(&b, "chapter %d %q %s\n", ch.Number, ch.Title, ch.File)
		for _, s := range ch.Sections {
			if s.Heading == nil && len(s.Blocks) == 0 {
				continue
			}
			fmt.Fprintf(&b, "  section %d %q line %d broken=%v\n", s.Number, s.Title, s.Pos.Line, s.Broken)
			for _, block := range s.Blocks {
				fmt.Fprintf(&b, "    %d: <<%s>> %s", block.Pos.Line, block.Name, block.Op)
				if block.Prev != nil {
					fmt.Fprintf(&b, " after line %d", block.Prev.Pos.Line)
				}
				for _, imp := range block.Imports {
					fmt.Fprintf(&b, " import %s", imp.Text)
				}
				fmt.Fprintf(&b, ", %d lines\n", len(block.Lines))
			}
		}
	}
	return b.String()
}

// origins shows where each line comes from; a line that tangle made has a dash.
func origins(outputs []*Output) string {
	var b strings.Builder
	for _, o := range outputs {
		if strings.HasPrefix(o.Path, Module+"/") {
			continue
		}
		for i, l := range o.File.Lines {
			from := "-"
			if l.Pos.Line > 0 {
				from = fmt.Sprintf("%s:%d", l.Pos.Filename, l.Pos.Line)
			}
			fmt.Fprintf(&b, "%s:%d %s |%s\n", o.Path, i+1, from, l.Text)
		}
	}
	return b.String()
}

// answers shows what each answer is and what its blocks do.
func answers(book *Book) string {
	var b strings.Builder
	for _, a := range book.Answers {
		fmt.Fprintf(&b, "answer %s %q line %d, %d blocks\n", a.Locator(), a.Section.Title, a.Section.Pos.Line, len(a.Section.Blocks))
		b.WriteString(changes(a.Book, a.Section.Blocks))
		snap, _ := a.Snapshot() // Load has found it sound
		for _, o := range snap.Emit(Target{"", Module, Module}) {
			if o.File.holds(a.Section.Chapter.File) {
				fmt.Fprintf(&b, "-- %s\n%s", o.Path, o.Data)
			}
		}
	}
	return b.String()
}

// holds tells whether a line of the file stands in that one of the book.
func (f *File) holds(source string) bool {
	return slices.ContainsFunc(f.Lines, func(l Line) bool { return l.Pos.Filename == source })
}

// changes shows what each of the blocks does.
func changes(book *Book, blocks []*Block) string {
	var b strings.Builder
	for _, block := range blocks {
		c := book.Change(block)
		fmt.Fprintf(&b, "== %d: <<%s>> %s\n", block.Pos.Line, block.Name, block.Op)
		if p := c.Place; p != nil {
			fmt.Fprintf(&b, "%s:%d-%d", p.File.Path, p.First, p.Last)
			if p.Enclosing != "" {
				fmt.Fprintf(&b, " in %s", p.Enclosing)
			}
			if p.After != "" {
				fmt.Fprintf(&b, " after %s", p.After)
			}
			b.WriteByte('\n')
		}
		for _, l := range c.Listing {
			fmt.Fprintf(&b, "%c|%s\n", l.Mark, l.Text)
		}
		for _, f := range book.Difference(block) {
			for _, h := range f.Hunks {
				fmt.Fprintf(&b, "@@ %s -%d,%d +%d,%d %s\n", f.Path(), h.OldAt, len(h.Old), h.NewAt, len(h.New), h.Enclosing)
			}
		}
	}
	return b.String()
}
