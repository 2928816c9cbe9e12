// Package place finds the book that a command works on, and names its files
// from where the reader stands.
package place

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

// A Place is where the book is, and where the reader stands.
type Place struct {
	FS     fs.FS  // has the folder book
	Root   string // absolute; empty for the book inside the command
	Module string // the module in Root; that of the embedded book is draco
	stands string // the reader's folder, absolute
}

// Book is the folder of the chapters in FS.
const Book = "book"

// Find is the nearest place upwards from where the reader stands that has a
// book and a go.mod, or else the book inside the command. With a dir it goes
// there first, as the go command does with -C, and the place is dir itself.
func Find(dir string) (Place, error) {
	if dir != "" {
		if err := os.Chdir(dir); err != nil {
			return Place{}, err
		}
	}
	stands, err := os.Getwd()
	if err != nil {
		return Place{}, err
	}
	p := Place{stands: stands}
	for at := stands; ; at = filepath.Dir(at) {
		if exists(filepath.Join(at, Book)) && exists(filepath.Join(at, "go.mod")) {
			p.Root = at
			break
		}
		switch {
		case dir != "":
			return Place{}, fmt.Errorf("no book in %s: it lacks a folder %s, or a go.mod", dir, Book)
		case at == filepath.Dir(at):
			p.FS, p.Module = mounted{book.FS}, tangle.Module
			return p, nil
		}
	}
	p.FS = os.DirFS(p.Root)
	gomod := filepath.Join(p.Root, "go.mod")
	data, err := os.ReadFile(gomod)
	if err != nil {
		return Place{}, err
	}
	if p.Module = modfile.ModulePath(data); p.Module == "" {
		return Place{}, fmt.Errorf("%s names no module", p.Show(gomod))
	}
	return p, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// mounted is a file system whose root stands in the folder book, so that the
// positions in the embedded book read as in the repository.
type mounted struct{ fs.FS }

func (m mounted) Open(name string) (fs.File, error) {
	if name == Book {
		return m.FS.Open(".")
	}
	if rest, ok := strings.CutPrefix(name, Book+"/"); ok && fs.ValidPath(name) {
		return m.FS.Open(rest)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Embedded tells whether the book is the one inside the command.
func (p Place) Embedded() bool { return p.Root == "" }

// Show is the name of a file from where the reader stands, so that it can be
// opened with a click. Names are absolute, or relative to the root.
func (p Place) Show(name string) string {
	if !filepath.IsAbs(name) {
		if p.Embedded() {
			return name
		}
		name = filepath.Join(p.Root, filepath.FromSlash(name))
	}
	if rel, err := filepath.Rel(p.stands, name); err == nil {
		return rel
	}
	return name
}

// Shown is a copy of the faults, to be printed: their files, and those of the
// related places, are named as Show names them.
func (p Place) Shown(faults tangle.Errors) tangle.Errors {
	var out tangle.Errors
	for _, f := range faults {
		out = append(out, p.shownFault(*f))
	}
	return out
}

func (p Place) shownFault(f tangle.Error) *tangle.Error {
	if f.Pos.Filename != "" {
		f.Pos.Filename = p.Show(f.Pos.Filename)
	}
	var related []tangle.Error
	for _, r := range f.Related {
		related = append(related, *p.shownFault(r))
	}
	f.Related = related
	return &f
}

// Holds tells whether a folder is the root or lies in it, by whatever name or
// link; the folder need not exist yet.
func (p Place) Holds(dir string) (bool, error) {
	if p.Embedded() {
		return false, nil
	}
	root, err := os.Stat(p.Root)
	if err != nil {
		return false, err
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(p.stands, dir)
	}
	dir, err = unlinked(dir)
	for ; err == nil; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && os.SameFile(info, root) {
			return true, nil
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return false, err
}

// unlinked is an absolute name without links in the part of it that exists.
func unlinked(name string) (string, error) {
	real, err := filepath.EvalSymlinks(name)
	if !errors.Is(err, fs.ErrNotExist) || name == filepath.Dir(name) {
		return real, err
	}
	above, err := unlinked(filepath.Dir(name))
	return filepath.Join(above, filepath.Base(name)), err
}

// InRoot is a file that the reader names, as a slash path below the root.
func (p Place) InRoot(name string) (string, bool) {
	if p.Embedded() {
		return path.Clean(filepath.ToSlash(name)), true
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.stands, name)
	}
	rel, err := filepath.Rel(p.Root, name)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}
