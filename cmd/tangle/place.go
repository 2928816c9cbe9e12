package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"draco/book"
	"draco/tangle"
)

// A place is where the book is, and where the reader stands.
type place struct {
	fsys   fs.FS  // has the folder book
	root   string // absolute; empty for the book inside the command
	module string // the module in root
	stands string // the reader's folder, absolute
}

const (
	bookDir      = "book"
	generatedDir = "generated"
)

// findPlace is the place in dir, or if it is empty, the nearest one upwards
// from where the reader stands, or else the book inside the command.
func findPlace(dir string) (place, error) {
	stands, err := os.Getwd()
	if err != nil {
		return place{}, err
	}
	p := place{stands: stands}
	if dir != "" {
		if p.root, err = filepath.Abs(dir); err != nil {
			return place{}, err
		}
		for _, name := range []string{bookDir, "go.mod"} {
			if !exists(filepath.Join(p.root, name)) {
				return place{}, fmt.Errorf("no book in %s: it has no %s", dir, name)
			}
		}
	} else {
		for at := stands; ; at = filepath.Dir(at) {
			if exists(filepath.Join(at, bookDir)) && exists(filepath.Join(at, "go.mod")) {
				p.root = at
				break
			}
			if at == filepath.Dir(at) {
				p.fsys = embedded{}
				return p, nil
			}
		}
	}
	p.fsys = os.DirFS(p.root)
	gomod := filepath.Join(p.root, "go.mod")
	data, err := os.ReadFile(gomod)
	if err != nil {
		return place{}, err
	}
	if p.module = modfile.ModulePath(data); p.module == "" {
		return place{}, fmt.Errorf("%s names no module", p.show(gomod))
	}
	return p, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// embedded is the book inside the command, in a folder as on disk, so that the
// positions in it read the same.
type embedded struct{}

func (embedded) Open(name string) (fs.File, error) {
	if name == bookDir {
		return book.FS.Open(".")
	}
	if rest, ok := strings.CutPrefix(name, bookDir+"/"); ok && fs.ValidPath(name) {
		return book.FS.Open(rest)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// isEmbedded tells whether the book is the one inside the command.
func (p place) isEmbedded() bool { return p.root == "" }

var errEmbedded = errors.New(`no book here
    hint: tangle -o DIR writes the framework from the book inside this command;
          all else needs the book's repository: go there, or name it with -C`)

func (p place) generated() string { return filepath.Join(p.root, generatedDir) }

// show is the name of a file from where the reader stands, so that it can be
// opened with a click. Names are absolute, or relative to the root.
func (p place) show(name string) string {
	if !filepath.IsAbs(name) {
		if p.isEmbedded() {
			return name
		}
		name = filepath.Join(p.root, filepath.FromSlash(name))
	}
	if rel, err := filepath.Rel(p.stands, name); err == nil {
		return rel
	}
	return name
}

// shown are the faults with their files named as show does.
func (p place) shown(faults tangle.Errors) tangle.Errors {
	var out tangle.Errors
	for _, f := range faults {
		out = append(out, p.shownFault(*f))
	}
	return out
}

func (p place) shownFault(f tangle.Error) *tangle.Error {
	if f.Pos.Filename != "" {
		f.Pos.Filename = p.show(f.Pos.Filename)
	}
	var related []tangle.Error
	for _, r := range f.Related {
		related = append(related, *p.shownFault(r))
	}
	f.Related = related
	return &f
}

// inRoot is a file that the reader names, as a slash path below the root.
func (p place) inRoot(name string) (string, bool) {
	if p.isEmbedded() {
		return path.Clean(filepath.ToSlash(name)), true
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.stands, name)
	}
	rel, err := filepath.Rel(p.root, name)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// load reads and checks the book.
func (a *app) load() (*tangle.Book, []*tangle.Snapshot, error) {
	return tangle.Load(a.place.fsys, bookDir)
}
