package own

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"draco/tangle"
)

var update = flag.Bool("update", false, "record the expected outputs in testdata anew")

// TestCompare runs every archive in testdata: a book, in mine/ the reader's
// code, and in diff, or in tests if tests count too, what there is to say about
// it.
func TestCompare(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("nothing in testdata: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys, dir := fstest.MapFS{}, t.TempDir()
			for _, f := range archive.Files {
				if strings.HasPrefix(f.Name, "book/") {
					fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				} else if strings.HasPrefix(f.Name, "mine/") {
					write(t, filepath.Join(dir, f.Name), string(f.Data))
				}
			}
			for i, f := range archive.Files {
				if f.Name != "diff" && f.Name != "tests" {
					continue
				}
				got := compared(t, fsys, dir, f.Name == "tests")
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("section %s:\n--- got\n%s--- want\n%s", f.Name, got, f.Data)
				}
			}
			if *update {
				write(t, name, string(txtar.Format(archive)))
			}
		})
	}
}

// compared is what is printed about the last chapter of a book and mine, a
// folder in dir.
func compared(t *testing.T, fsys fstest.MapFS, dir string, tests bool) string {
	book, snaps, err := tangle.Load(fsys, "book")
	if err != nil {
		t.Fatal(err)
	}
	mine, err := Open(filepath.Join(dir, "mine"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewProgram(book, snaps[len(snaps)-1], tests).Compare(mine)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	c.Print(&out, func(name string) string { return name })
	if c.Faults != nil {
		out.WriteString(c.Faults.Error() + "\n")
	}
	return strings.ReplaceAll(filepath.ToSlash(out.String()), filepath.ToSlash(dir)+"/", "")
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
