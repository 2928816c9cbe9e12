package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"draco/cmd/internal/place"
	"draco/site"
	"draco/tangle"
)

// build writes the site to a folder and says in one line what was done.
func (a *app) build(ctx context.Context, output string) error {
	files, err := weave(a.Place.FS)
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(output)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // nothing is written yet
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	plan, err := compare(root, dir, files)
	if err != nil {
		return err
	}
	if err := plan.apply(root, files); err != nil {
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

// names are the files of a site in order.
func names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
