package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"draco/cmd/internal/place"
	"draco/site"
	"draco/tangle"
)

// build writes the site to a folder and removes the pages of chapters that the
// book has no more.
func build(at place.Place, out string, report io.Writer) error {
	files, err := weave(at.FS)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return err
	}
	defer root.Close()
	written := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		old, err := root.ReadFile(name)
		switch {
		case err == nil && bytes.Equal(old, files[name]):
			continue
		case err == nil && filepath.Ext(name) == ".html" && !ours(old):
			return fmt.Errorf("%s is in the way, and weave did not write it: move it, or build into another folder", filepath.Join(out, name))
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		}
		if err := root.WriteFile(name, files[name], 0o666); err != nil {
			return err
		}
		written++
	}
	removed, err := orphans(root, files)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(report, "%s: %d files, %d written, %d removed\n", out, len(files), written, removed)
	return err
}

func ours(page []byte) bool { return bytes.Contains(page, []byte(site.Generator)) }

// orphans removes the pages that weave wrote once and the site has no more.
func orphans(root *os.Root, files map[string][]byte) (removed int, err error) {
	pages, err := fs.Glob(root.FS(), "*.html")
	if err != nil {
		return 0, err
	}
	for _, name := range pages {
		if files[name] != nil {
			continue
		}
		if page, err := root.ReadFile(name); err != nil || !ours(page) {
			continue // not ours to judge
		}
		if err := root.Remove(name); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// weave makes the site of the book.
func weave(fsys fs.FS) (map[string][]byte, error) {
	book, _, err := tangle.Load(fsys, place.Book)
	if err != nil {
		return nil, err
	}
	return site.Build(book, fsys)
}
