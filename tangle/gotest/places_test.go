package gotest

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"draco/tangle"
)

const text = `# One

## First

§go
// <<a.go>> :=
package draco

import "fmt"

func A() {
	// <<say it>>
}
§

## Second

§go
// <<say it>> :=
fmt.Println("a")
§

§go
// <<cmd/beasty/a.go>> :=
package main

func main() {}
§
`

// emitted is a small book as ch01 in a module.
func emitted(t *testing.T) []*tangle.File {
	t.Helper()
	source := strings.ReplaceAll(text, "§", "```")
	_, snaps, err := tangle.Load(fstest.MapFS{"book/01-one.md": {Data: []byte(source)}}, "book")
	if err != nil {
		t.Fatal(err)
	}
	var files []*tangle.File
	for _, o := range snaps[0].Emit(tangle.Target{Dir: "ch01", Path: "draco/ch01", Package: "draco"}) {
		files = append(files, o.File)
	}
	return files
}

func TestText(t *testing.T) {
	root := filepath.Join(t.TempDir(), "with space")
	p := NewPlaces(root, emitted(t), func(name string) string { return "../" + name })
	abs := filepath.Join(p.root, "ch01", "a.go")
	// a.go: 1 header, 2 blank, 3 package, 4 blank, 5 import, 6 blank, 7 func,
	// 8 the trace of the reference, 9 the piece, indented by a tab, 10 }.
	for _, c := range []struct{ dir, in, out string }{
		{".", "ch01/a.go:9:2: bad", "../book/01-one.md:20:1: bad"},
		{".", "./ch01/a.go:9:6: bad", "../book/01-one.md:20:5: bad"},
		{"ch01", "    a.go:9: bad", "    ../book/01-one.md:20: bad"},
		{"ch01", "./a.go:9:6: x at ch01/a.go:7:6", "../book/01-one.md:20:5: x at ../book/01-one.md:11:6"},
		{"ch01/cmd/beasty", "a.go:5:1: bad", "../book/01-one.md:27:1: bad"},
		{".", "\t" + abs + ":9 +0x1d", "\t../book/01-one.md:20 +0x1d"},
		{".", "(" + abs + ":8)", "(../book/01-one.md:12)"},
		{".", "ch01/a.go:1:1: in the header", "../book/01-one.md:7:1: in the header"},
		{".", `stack="main()\n\t` + abs + `:9 +0x1"`, `stack="main()\n\t../book/01-one.md:20 +0x1"`},
		// What is not the book's stays.
		{".", "/usr/local/go/src/fmt/print.go:12 +0x1", "/usr/local/go/src/fmt/print.go:12 +0x1"},
		{"ch01", "b.go:9: bad", "b.go:9: bad"},
		{"ch01", "a.go:999: beyond the end", "a.go:999: beyond the end"},
		{"ch01", "a.go: no line", "a.go: no line"},
		{".", "../../a.go:9: outside", "../../a.go:9: outside"},
		{"ch01", "12:30:01 is a time", "12:30:01 is a time"},
	} {
		if got := p.Text(c.in, c.dir); got != c.out {
			t.Errorf("Text(%q, %q)\n got %q\nwant %q", c.in, c.dir, got, c.out)
		}
	}
}

// Files that are laid over another folder are found by either name.
func TestOverlay(t *testing.T) {
	root, other := t.TempDir(), filepath.Join(t.TempDir(), "with space")
	p := newOverlay(root, other, emitted(t), func(name string) string { return name })
	rel, err := filepath.Rel(p.root, p.other)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"ch01/a.go",
		filepath.Join(p.root, "ch01", "a.go"),
		filepath.Join(p.other, "ch01", "a.go"),
	} {
		if got, want := p.Text(name+":9:2: bad", "."), "book/01-one.md:20:1: bad"; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	p = newOverlay(root, filepath.Dir(other), emitted(t), func(name string) string { return name })
	if got, want := p.Text(filepath.Join(filepath.Dir(rel), "ch01", "a.go")+":9:2: bad", "."), "book/01-one.md:20:1: bad"; got != want {
		t.Errorf("by a way up: %q, want %q", got, want)
	}
}

func TestFirstAndFunc(t *testing.T) {
	p := NewPlaces(t.TempDir(), emitted(t), func(name string) string { return name })
	pos, ok := p.First("testing.go:5\n\t"+filepath.Join(p.root, "ch01", "a.go")+":9 +0x1", "ch01")
	if !ok || pos.Line != 20 {
		t.Errorf("First: %v, %v; want line 20", pos, ok)
	}
	if _, ok := p.First("no place in this", "ch01"); ok {
		t.Error("First finds a place where there is none")
	}
	if pos, ok := p.Func("A", "ch01"); !ok || pos.Line != 11 {
		t.Errorf("Func: %v, %v; want line 11", pos, ok)
	}
	if _, ok := p.Func("A", "ch01/cmd/beasty"); ok {
		t.Error("Func finds a function of another package")
	}
}

func TestGoflags(t *testing.T) {
	for in, want := range map[string]string{
		"":                            "",
		"-buildvcs=false -mod=vendor": "-buildvcs=false",
		"--modfile=x -v":              "-v",
		"-modcacherw":                 "-modcacherw",
	} {
		if got := goflags(in); got != want {
			t.Errorf("goflags(%q) = %q, want %q", in, got, want)
		}
	}
}
