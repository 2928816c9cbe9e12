package main

import (
	"errors"
	"path/filepath"

	"draco/cmd/internal/place"
	"draco/tangle"
)

const generatedDir = "generated"

var errEmbedded = errors.New(`no book here
    hint: tangle -o DIR writes the framework from the book inside this command;
          all else needs the book's repository: go there, or name it with -C`)

func (a *app) generated() string { return filepath.Join(a.place.Root, generatedDir) }

// load reads the book and checks all of it.
func (a *app) load() (*tangle.Book, []*tangle.Snapshot, error) {
	return tangle.Load(a.place.FS, place.Book)
}

// read reads the book and leaves the files to Update, which checks only those
// that change. A book with faults is loaded, to report all of them.
func (a *app) read() (*tangle.Book, error) {
	book, err := tangle.Read(a.place.FS, place.Book)
	if err != nil {
		_, _, err = a.load()
	}
	return book, err
}
