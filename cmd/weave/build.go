package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"

	"draco/cmd/internal/place"
	"draco/site"
	"draco/site/compress"
	"draco/tangle"
)

// build writes the site to a folder, with the packed forms of its files if
// wanted, and says in one line what was done.
func (a *app) build(ctx context.Context, output string, packed bool) error {
	files, err := weave(a.Place.FS)
	if err != nil {
		return err
	}
	if packed {
		maps.Copy(files, compress.Siblings(files))
	}
	dir, err := filepath.Abs(output)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // nothing is written yet
	}
	plan, err := update(dir, files)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s: %d files, %d written, %d removed\n",
		a.Place.Show(dir), len(files), len(plan.write), len(plan.remove))
	return err
}

// weave makes the site of the book.
func weave(fsys fs.FS) (map[string][]byte, error) {
	book, _, err := tangle.Load(fsys, place.Book)
	if err != nil {
		return nil, err
	}
	return site.Build(book, fsys, site.Options{})
}
