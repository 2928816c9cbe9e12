package tangle

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	realbook "draco/book"
)

// books are the small books of testdata, and the real one.
func books(t testing.TB) map[string]fstest.MapFS {
	t.Helper()
	all := map[string]fstest.MapFS{"the book": {}}
	chapters, err := fs.Glob(realbook.FS, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := fs.Glob(realbook.FS, "answers/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(chapters, sheets...) {
		data, err := fs.ReadFile(realbook.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		all["the book"]["book/"+name] = &fstest.MapFile{Data: data}
	}
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if filepath.Base(name) == "fault-grows.txtar" || filepath.Base(name) == "fault-doubling-empty.txtar" {
			continue // 8 MB after every block: the laws hold there too, at great length
		}
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = bookFS(archive)
	}
	return all
}

// laws checks what holds for any book, sound or not.
func laws(t *testing.T, fsys fstest.MapFS) {
	book, err := Read(fsys, "book")
	if book == nil {
		return
	}
	blocks := slices.Clone(book.Blocks)
	for _, a := range book.Answers {
		blocks = append(blocks, a.Section.Blocks...)
	}
	for _, b := range blocks {
		source := string(b.Chapter.Source)
		heading, _, _ := strings.Cut(source[b.Pos.Offset:], "\n")
		if !strings.Contains(heading, b.Name) {
			t.Fatalf("%v: the heading of %q does not stand there", b.Pos, b.Name)
		}
		for _, l := range b.Lines {
			if !strings.HasPrefix(source[l.Pos.Offset:], l.Text) {
				t.Fatalf("%v: %q does not stand in the source", l.Pos, l.Text)
			}
			if n := 1 + strings.Count(source[:l.Pos.Offset], "\n"); n != l.Pos.Line {
				t.Fatalf("%v: the offset is on line %d", l.Pos, n)
			}
		}
	}
	for _, b := range blocks {
		for _, f := range book.Branch(b.Section).After(b).Files() {
			for i, l := range f.Lines {
				if l.Pos.Line > 0 && f.Position(i+1, 1).Line != l.Pos.Line {
					t.Fatalf("%s:%d has lost its place", f.Path, i+1)
				}
			}
		}
	}
	if err != nil {
		return
	}
	snaps, err := book.Snapshots()
	if err != nil {
		return
	}
	for n := range book.Chapters { // the prefixes have no answers: those change no snapshot
		prefix := fstest.MapFS{}
		for _, ch := range book.Chapters[:n+1] {
			prefix[ch.File] = fsys[ch.File]
		}
		part, err := Read(prefix, "book")
		if err != nil {
			t.Fatalf("the first %d chapters alone: %v", n+1, err)
		}
		first, err := part.Snapshots()
		if err != nil {
			t.Fatalf("the first %d chapters alone: %v", n+1, err)
		}
		for i, s := range first {
			if !sameFiles(s.Files, snaps[i].Files) {
				t.Fatalf("chapter %d is another program when the book ends with chapter %d", s.Chapter.Number, n)
			}
		}
	}
}

func sameFiles(a, b []*File) bool {
	return slices.EqualFunc(a, b, func(x, y *File) bool { return x.Path == y.Path && x.Text() == y.Text() })
}

func TestLaws(t *testing.T) {
	for name, fsys := range books(t) {
		t.Run(name, func(t *testing.T) { laws(t, fsys) })
	}
}

// TestSecondRun: a second run writes nothing.
func TestSecondRun(t *testing.T) {
	for name, fsys := range books(t) {
		_, snaps, err := Load(fsys, "book")
		if err != nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for run := range 2 {
				plan, err := Update(dir, Generated(snaps, "example.org/m"))
				if err != nil {
					t.Fatal(err)
				}
				if run == 1 && len(plan.Actions) > 0 {
					t.Errorf("the second run did %v", plan.Actions)
				}
			}
		})
	}
}

// TestChange: what a change says holds. Applying the hunks of a file to what it
// was gives what it is; the listing without its removed lines is the block.
func TestChange(t *testing.T) {
	for name, fsys := range books(t) {
		book, err := Read(fsys, "book")
		if err != nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			blocks := slices.Clone(book.Blocks)
			for _, a := range book.Answers {
				blocks = append(blocks, a.Section.Blocks...)
			}
			for _, b := range blocks {
				book := book.Branch(b.Section)
				c := book.Change(b)
				var printed []Line
				for _, l := range c.Listing {
					if l.Mark != Removed {
						printed = append(printed, l.Line)
					}
				}
				if join(printed) != join(trimBlank(b.Lines)) {
					t.Errorf("%v: the listing is not the block", b.Pos)
				}
				for _, f := range book.Difference(b) {
					var got []Line
					var old []Line
					if f.Before != nil {
						old = f.Before.Lines
					}
					at := 0
					for _, h := range f.Hunks {
						got = append(got, old[at:h.OldAt-1]...)
						got = append(got, h.New...)
						at = h.OldAt - 1 + len(h.Old)
					}
					got = append(got, old[at:]...)
					want := ""
					if f.After != nil {
						want = f.After.Text()
					}
					if join(got) != want {
						t.Errorf("%v: the hunks of %s do not add up", b.Pos, f.Path())
					}
				}
			}
		})
	}
}

// FuzzRead: reading never panics, every line stands in the source at its
// position, and the laws of folding hold, whatever the two chapters say.
func FuzzRead(f *testing.F) {
	for _, fsys := range books(f) {
		one, two := fsys["book/01-one.md"], fsys["book/02-two.md"]
		switch {
		case one != nil && two != nil:
			f.Add(one.Data, two.Data)
		case one != nil:
			f.Add(one.Data, []byte("# Two\n"))
		}
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		laws(t, fstest.MapFS{"book/01-one.md": {Data: one}, "book/02-two.md": {Data: two}})
	})
}

// FuzzFold drives the fold with blocks made of few names, so that defining,
// replacing, removing and referring meet in every order.
func FuzzFold(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7})
	f.Add([]byte{0, 40, 80, 120, 160, 200, 240})
	f.Fuzz(func(t *testing.T, script []byte) {
		names := []string{"a.go", "a.go: x", "a.go: y", "p", "q", "b/b.go"}
		ops := []string{":=", "=", "+="}
		text := "# One\n"
		for i, c := range script[:min(len(script), 200)] {
			name, op, body := names[int(c)%6], ops[int(c)/6%3], int(c)/18%4
			text += "\n```go\n// <<" + name + ">> " + op + "\n"
			switch body {
			case 0:
			case 1:
				text += "var v" + string(rune('a'+i%26)) + " int\n"
			case 2:
				text += "\t// <<p>>\n\n// <<q>>\n"
			case 3:
				text += "import \"fmt\"\n\n// <<q>>\n"
			}
			text += "```\n"
		}
		fsys := fstest.MapFS{"book/01-one.md": {Data: []byte(text)}}
		laws(t, fsys)
		book, _ := Read(fsys, "book")
		for _, b := range book.Blocks {
			book.Change(b)
			book.Difference(b)
		}
	})
}

// TestGenerated: what stands in generated/ is what the book says now.
func TestGenerated(t *testing.T) {
	_, snaps, err := Load(books(t)["the book"], "book")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Compare("../generated", Generated(snaps, Module))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range plan.Actions {
		t.Errorf("generated/%s: to %s; run tangle", a.Path, a.Verb)
	}
}
