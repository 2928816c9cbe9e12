package own

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	realbook "draco/book"
	"draco/tangle"
)

// load is the real book.
func load(t *testing.T) (*tangle.Book, []*tangle.Snapshot) {
	t.Helper()
	names, err := fs.Glob(realbook.FS, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, name := range names {
		data, err := fs.ReadFile(realbook.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys["book/"+name] = &fstest.MapFile{Data: data}
	}
	book, snaps, err := tangle.Load(fsys, "book")
	if err != nil {
		t.Fatal(err)
	}
	return book, snaps
}

// typed is a snapshot as a reader may have it: another module, another package,
// and in each folder one file for the code, one for the tests beside it and one
// for those in it, with the last things first.
func typed(t *testing.T, snap *tangle.Snapshot) map[string]string {
	t.Helper()
	imports, bodies := map[string][]string{}, map[string]string{}
	all := map[string]string{"go.mod": "module example.org/me/my-dragon\n"}
	for _, o := range snap.Emit(tangle.Target{Path: "example.org/me/my-dragon", Package: "dragon"}) {
		if path.Ext(o.Path) != ".go" {
			all[o.Path] = o.Data
			continue
		}
		if !(edition{tests: true}).counts(o.Path, o.Data) {
			continue // it is for another system
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, o.Path, o.Data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		name := path.Join(path.Dir(o.Path), "all.go")
		if strings.HasSuffix(o.Path, "_test.go") {
			name = path.Join(path.Dir(o.Path), f.Name.Name+"_all_test.go")
		}
		end := f.Name.End()
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
				end = g.End()
			}
		}
		for _, spec := range f.Imports {
			imports[name] = append(imports[name], "import "+o.Data[fset.Position(spec.Pos()).Offset:fset.Position(spec.End()).Offset]+"\n")
		}
		bodies[name] = o.Data[fset.Position(end).Offset:] + "\n" + bodies[name]
		all[name] = "package " + f.Name.Name + "\n"
	}
	for name, body := range bodies {
		slices.Sort(imports[name])
		text := all[name] + strings.Join(slices.Compact(imports[name]), "") + body
		data, err := format.Source([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = string(data)
	}
	return all
}

// TestTyped: of each chapter nothing is missing in its own program, wherever in
// the folder it stands; and of functions that are taken away, exactly that is
// said, of each with a place where the book prints a line of it.
func TestTyped(t *testing.T) {
	book, snaps := load(t)
	for _, snap := range snaps {
		t.Run(snap.Chapter.Slug, func(t *testing.T) {
			dir := t.TempDir()
			files := typed(t, snap)
			for name, text := range files {
				write(t, filepath.Join(dir, name), text)
			}
			mine, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, tests := range []bool{false, true} {
				c, err := NewProgram(book, snap, tests).Compare(mine)
				if err != nil {
					t.Fatal(err)
				}
				var out strings.Builder
				c.Print(&out, func(name string) string { return name })
				if !c.OK() || c.Extra != nil || c.Same < 30 {
					t.Fatalf("with tests %v:\n%s%v", tests, out.String(), c.Faults)
				}
			}
			p := NewProgram(book, snap, false)
			for _, name := range []string{"all.go", "cmd/beasty/all.go"} {
				text := files[name]
				fset := token.NewFileSet()
				f, err := parser.ParseFile(fset, name, text, 0)
				if err != nil {
					t.Fatal(err)
				}
				var all []*ast.FuncDecl
				for _, d := range f.Decls {
					if fn, ok := d.(*ast.FuncDecl); ok {
						all = append(all, fn)
					}
				}
				for gone := range splits(all) {
					var rest strings.Builder
					at := 0
					for _, fn := range gone {
						rest.WriteString(text[at:fset.Position(fn.Pos()).Offset])
						at = fset.Position(fn.End()).Offset
					}
					write(t, filepath.Join(dir, name), rest.String()+text[at:])
					c, err := p.Compare(mine)
					if err != nil {
						t.Fatal(err)
					}
					want := map[string]string{}
					for _, fn := range gone {
						want[tangle.Declaration(fn)] = text[fset.Position(fn.Pos()).Offset:fset.Position(fn.End()).Offset]
					}
					for _, msg := range exactly(book, c, want) {
						t.Errorf("%s without %d functions: %s", name, len(gone), msg)
					}
				}
				write(t, filepath.Join(dir, name), text)
			}
		})
	}
}

// splits are choices of some of all: each by a digit of their binary numbers,
// the ones that have it and the ones that have not. Of any two, some choice has
// the one and not the other, so that nothing that is taken away hides behind what
// is taken away with it, or takes something with it.
func splits(all []*ast.FuncDecl) iter.Seq[[]*ast.FuncDecl] {
	return func(yield func([]*ast.FuncDecl) bool) {
		for digit := 1; digit == 1 || digit < len(all); digit <<= 1 {
			for _, has := range []int{0, digit} {
				var some []*ast.FuncDecl
				for i, fn := range all {
					if i&digit == has {
						some = append(some, fn)
					}
				}
				if some != nil && !yield(some) {
					return
				}
			}
		}
	}
}

// exactly says what is wrong with a comparison that ought to miss these
// functions, by what they are called, and nothing else.
func exactly(book *tangle.Book, c *Comparison, want map[string]string) (wrong []string) {
	if len(c.Findings) != len(want) || c.Faults != nil || c.Extra != nil {
		wrong = append(wrong, fmt.Sprint(len(c.Findings), " findings, ", c.Extra, c.Faults))
	}
	for _, f := range c.Findings {
		text, ok := want[f.Name]
		if !ok || f.Diff != "" {
			wrong = append(wrong, "it is "+f.Name+f.Diff)
		} else if msg := placed(book, f, text); msg != "" {
			wrong = append(wrong, f.Name+": "+msg)
		}
	}
	return wrong
}

// placed says what is wrong with the place of a function that is missing.
func placed(book *tangle.Book, f Finding, text string) string {
	for _, ch := range book.Chapters {
		if ch.File != f.Pos.Filename {
			continue
		}
		line, _, _ := strings.Cut(string(ch.Source[f.Pos.Offset:]), "\n")
		switch {
		case !strings.Contains(text, line):
			return fmt.Sprintf("%v has another line: %s", f.Pos, line)
		case ch.SectionAt(f.Pos.Offset) != f.Section:
			return fmt.Sprintf("%v is not in %v", f.Pos, f.Section)
		}
		return ""
	}
	return "no chapter " + f.Pos.Filename
}

// Of the real book: a function that was replaced is looked for where it was
// last, under the title of that section.
func TestShutdown(t *testing.T) {
	book, snaps := load(t)
	for _, d := range NewProgram(book, snaps[0], false).all {
		want, first := "", ""
		switch d.name {
		case "func (s *Server) Shutdown":
			want, first = "Closing time", "Closing time"
		case "func (s *Server) Serve":
			want, first = "Closing time", "A server with a name"
		default:
			continue
		}
		if d.in.Title != want || d.first.Title != first {
			t.Errorf("%s: changed in %v, begun in %v; want %s, %s", d.name, d.in, d.first, want, first)
		}
	}
}

// FuzzRead: reading never panics, and what it finds is in the file.
func FuzzRead(f *testing.F) {
	f.Add("package p\n\nimport x \"a/b\"\n\nfunc (t *T[A]) F() { x.G() }\n\nconst (\n\ta, b = iota, 1\n\tc, d\n)\n")
	f.Add("package p\n\nfunc f() {\n\nvar x = `\n\ntype T struct {\n\nfunc (")
	f.Add("func () f()\nvar _, _ = 1\nconst\ntype (a = b; c[T any] d)\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		e := edition{module: "example.org/x", pkg: "x", tests: true, names: map[string]string{"a/b": "y"}}
		all, faults := e.read("a_test.go", text)
		for _, d := range all {
			d.same(d)
			if d.first < 1 || d.last < d.first || d.last > lines+1 {
				t.Errorf("%s: lines %d to %d of %d", d.name, d.first, d.last, lines)
			}
		}
		for _, fault := range faults {
			if fault.Msg == "" {
				t.Error("a fault that says nothing")
			}
		}
	})
}
