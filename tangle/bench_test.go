package tangle

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"
)

// longBook is a generated book of the given number of chunks and about 2 MB, a
// fifth of it prose, that writes the given number of files: half of the chunks
// are pieces, the others parts of files that refer to them.
func longBook(chunks, files int) fstest.MapFS {
	const chapters = 10
	var out [chapters]strings.Builder
	for i := range out {
		fmt.Fprintf(&out[i], "# Chapter %d\n\n", i+1)
	}
	for i := range files {
		fmt.Fprintf(&out[0], "```go\n// <<gen/file%02d.go>> :=\npackage gen\n```\n\n", i)
	}
	prose := strings.Repeat("A line of prose with a `span` of code in it, *stress*, and a [link](https://example.org/).\n", 4)
	for i := range chunks / 2 {
		b := &out[i*chapters/(chunks/2)]
		fmt.Fprintf(b, "## Step %d\n\n%s\n", i, prose)
		fmt.Fprintf(b, "```go\n// <<gen/file%02d.go: step %d>> :=\nimport \"fmt\"\n\n// F%d is step %d.\nfunc F%d(n int) (total int) {\n\tfor i := range n {\n\t\t// <<work %d>>\n\n\t}\n\treturn total\n}\n```\n\n", i%files, i, i, i, i, i)
		fmt.Fprintf(b, "%s\n```go\n// <<work %d>> :=\n", prose, i)
		for j := range 68 {
			fmt.Fprintf(b, "if i%%%d == %d {\n\ttotal += len(fmt.Sprint(i, %d))\n}\n", j+2, j, i*j)
		}
		b.WriteString("```\n\n")
	}
	fsys := fstest.MapFS{}
	for i := range out {
		fsys[fmt.Sprintf("book/%02d-chapter.md", i+1)] = &fstest.MapFile{Data: []byte(out[i].String())}
	}
	return fsys
}

// BenchmarkTangle measures the way from a book on disk to its last snapshot on
// disk: 1,000 chunks, 2 MB. Cold writes all of it to an empty folder, with all
// checks; unchanged finds that there is nothing to do.
func BenchmarkTangle(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command does
	for _, files := range []int{1, 20} {
		dir := b.TempDir()
		size := 0
		for name, f := range longBook(1000, files) {
			size += len(f.Data)
			name = filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(name, f.Data, 0o666); err != nil {
				b.Fatal(err)
			}
		}
		run := func(b *testing.B, out string) *Plan {
			plan, err := tangleLast(os.DirFS(dir), out)
			if err != nil {
				b.Fatal(err)
			}
			return plan
		}
		b.Run(fmt.Sprintf("files=%d/cold", files), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				b.StopTimer()
				out := b.TempDir()
				clean.texts = nil // what the last round found clean
				b.StartTimer()
				if plan := run(b, out); len(plan.Actions) != files {
					b.Fatalf("%d files written, want %d", len(plan.Actions), files)
				}
			}
		})
		b.Run(fmt.Sprintf("files=%d/unchanged", files), func(b *testing.B) {
			out := b.TempDir()
			run(b, out)
			b.SetBytes(int64(size))
			for b.Loop() {
				if plan := run(b, out); len(plan.Actions) != 0 {
					b.Fatalf("%d files written again", len(plan.Actions))
				}
			}
		})
	}
}

// tangleLast reads a book and writes its last snapshot.
func tangleLast(fsys fs.FS, out string) (*Plan, error) {
	book, err := Read(fsys, "book")
	if err != nil {
		return nil, err
	}
	snap, err := book.Snapshot(book.Last())
	if err != nil {
		return nil, err
	}
	return Update(out, snap.Emit(Target{"", Module, Module}))
}

// BenchmarkLoadAgain measures what a writer waits for between two saves: the
// real book is loaded again after one line of its middle was changed, each time
// to a text that was not there before. Prose changes no file of the program.
func BenchmarkLoadAgain(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command does
	const chapter = "book/03-responses.md"
	for kind, line := range map[string]string{
		"code":  "\n// answer, unless",
		"prose": "\nWhoever finds an error",
	} {
		b.Run(kind, func(b *testing.B) {
			fsys := books(b)["the book"]
			before := string(fsys[chapter].Data)
			if strings.Count(before, line) != 1 {
				b.Fatalf("%s has not one %q", chapter, line)
			}
			for n := 0; b.Loop(); n++ {
				fsys[chapter] = &fstest.MapFile{Data: []byte(strings.Replace(before, line, fmt.Sprint(line, " ", n), 1))}
				if _, _, err := Load(fsys, "book"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
