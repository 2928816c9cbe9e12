package main

import (
	"errors"
	"path/filepath"

	"draco/cmd/internal/place"
	"draco/tangle"
)

const generatedDir = "generated"

var errEmbedded = errors.New(`no book here
    hint: go to the book's repository, or name it with -C;
          without one, tangle -o DIR writes the framework from the book inside this command`)

func (a *app) generated() string { return filepath.Join(a.Place.Root, generatedDir) }

// load reads the book and checks all of it.
func (a *app) load() (*tangle.Book, []*tangle.Snapshot, error) {
	return tangle.Load(a.Place.FS, place.Book)
}

// read reads the book and leaves the files to Update, which checks only those
// that change. A book with faults is loaded, to report all of them.
func (a *app) read() (*tangle.Book, error) {
	book, err := tangle.Read(a.Place.FS, place.Book)
	if err != nil {
		book, _, err = a.load()
	}
	return book, err
}

// complete adds to the faults that a run has met all others of the book: the
// run looked only at what it was about to write. Other errors stay as they are.
func (a *app) complete(err error) error {
	faults, ok := errors.AsType[tangle.Errors](err)
	if !ok {
		return err
	}
	_, _, err = a.load()
	return append(faults[:len(faults):len(faults)], tangle.Faults(err)...).Err()
}
