package site

import (
	"bytes"
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
	"draco/tangle/xref"
)

var update = flag.Bool("update", false, "record the expected outputs in testdata anew")

// TestBooks builds every small book in testdata. A section that is no file of
// the book is an expected output: errors, or a page, of which the inside of
// <main> is compared. One that names nothing that the site has fails.
func TestBooks(t *testing.T) {
	for name, archive := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			files, faults := buildArchive(archive)
			checked := 0
			for i, f := range archive.Files {
				if strings.HasPrefix(f.Name, "book/") {
					continue
				}
				checked++
				got, err := section(files, faults, f.Name)
				if err != nil {
					t.Errorf("section %s: %v", f.Name, err)
				} else if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("section %s:\n--- got\n%s--- want\n%s", f.Name, got, f.Data)
				}
			}
			if checked == 0 {
				t.Error("nothing is expected of this book: add a section such as errors or one.html")
			}
			if *update && !t.Failed() {
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func section(files map[string][]byte, faults error, name string) (string, error) {
	if name == "errors" {
		if faults == nil {
			return "", fmt.Errorf("the book has no faults")
		}
		return faults.Error() + "\n", nil
	}
	if faults != nil {
		return "", faults
	}
	_, inside, ok := bytes.Cut(files[name], []byte("<main id=\"page.text\">\n"))
	inside, _, closed := bytes.Cut(inside, []byte("</main>"))
	if !ok || !closed {
		return "", fmt.Errorf("the site has no such page")
	}
	return string(inside), nil
}

// archives are the books in testdata by file name.
func archives(t testing.TB) map[string]*txtar.Archive {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no books in testdata: %v", err)
	}
	all := map[string]*txtar.Archive{}
	for _, name := range names {
		if all[name], err = txtar.ParseFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func buildArchive(archive *txtar.Archive) (map[string][]byte, error) {
	return buildFS(archiveFS(archive))
}

func archiveFS(archive *txtar.Archive) fs.FS {
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "book/") {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return fsys
}

// buildBook is the site of the real book, with its names.
func buildBook() (map[string][]byte, error) {
	root := os.DirFS("..")
	book, _, err := tangle.Load(root, "book")
	if err != nil {
		return nil, err
	}
	names, err := xref.NewCache().Index(book)
	if err != nil {
		return nil, err
	}
	return New(book, root, Options{Names: names}).Build()
}

func buildFS(fsys fs.FS) (map[string][]byte, error) {
	book, _, err := tangle.Load(fsys, "book")
	if err != nil {
		return nil, err
	}
	return New(book, fsys, Options{}).Build()
}
