package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"draco/book"
	"draco/site"
	"draco/tangle"
)

// source is where the book is: the nearest folder above that has both go.mod
// and book/, or, with an empty dir, the embedded book.
func source() (fsys fs.FS, dir string, err error) {
	dir, err = os.Getwd()
	if err != nil {
		return nil, "", err
	}
	for {
		mod, err1 := os.Stat(filepath.Join(dir, "go.mod"))
		chapters, err2 := os.Stat(filepath.Join(dir, "book"))
		if err1 == nil && err2 == nil && mod.Mode().IsRegular() && chapters.IsDir() {
			return os.DirFS(dir), dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return mounted{book.FS}, "", nil
		}
		dir = parent
	}
}

// mounted is a file system whose root stands in the folder book, so that the
// positions in the embedded book read as in the repository.
type mounted struct{ fs.FS }

func (m mounted) Open(name string) (fs.File, error) {
	inside, ok := strings.CutPrefix(name+"/", "book/")
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if inside == "" {
		return m.FS.Open(".")
	}
	return m.FS.Open(strings.TrimSuffix(inside, "/"))
}

// weave builds the site of the book.
func weave(fsys fs.FS) (map[string][]byte, error) {
	book, _, err := tangle.Load(fsys, "book")
	if err != nil {
		return nil, err
	}
	return site.Build(book, fsys)
}
