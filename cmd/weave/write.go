package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"draco/site"
	"draco/tangle"
)

// A plan is what a run does to the output folder. All of it is known before
// anything is written.
type plan struct {
	write  []string // files that are new or changed
	remove []string // pages of chapters that the book has no more
	stale  []string // leftovers of a run that was killed
}

// compare plans the writing of a site. The error is the conflicts: files in
// the way that weave did not write.
func compare(root *os.Root, dir string, files map[string][]byte) (*plan, error) {
	p := &plan{}
	var faults tangle.Errors
	for _, name := range names(files) {
		old, err := read(root, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			faults = append(faults, conflict(dir, name, "cannot be written: "+reason(err),
				"a folder, a link or a file of another kind is in the way: move it, or choose another folder with -o"))
			continue
		case bytes.Equal(old, files[name]):
			continue
		case !site.Made(name, old):
			faults = append(faults, conflict(dir, name, "not written by weave, and in the way",
				"move or delete it, then run weave again, or choose another folder with -o"))
			continue
		}
		p.write = append(p.write, name)
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		faults = append(faults, &tangle.Error{Pos: token.Position{Filename: dir}, Msg: reason(err)})
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case !e.Type().IsRegular() || files[name] != nil:
		case strings.HasPrefix(name, ".") && strings.HasSuffix(name, temporary):
			p.stale = append(p.stale, name)
		case filepath.Ext(name) == ".html":
			if page, err := root.ReadFile(name); err == nil && site.Made(name, page) {
				p.remove = append(p.remove, name)
			}
		}
	}
	return p, faults.Err()
}

func conflict(dir, name, msg, hint string) *tangle.Error {
	return &tangle.Error{Pos: token.Position{Filename: filepath.Join(dir, name)}, Msg: msg, Hint: hint}
}

// read reads a regular file; through a link the reader's own might be lost.
func read(root *os.Root, name string) ([]byte, error) {
	if info, err := root.Lstat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	return root.ReadFile(name)
}

// reason is an error without the path that the fault has already.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// apply carries the plan out.
func (p *plan) apply(root *os.Root, files map[string][]byte) error {
	for _, name := range p.stale {
		_ = root.Remove(name) // of no use to anybody; if it stays, it stays
	}
	for _, name := range p.write {
		if err := replace(root, name, files[name]); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	for _, name := range p.remove {
		if err := root.Remove(name); err != nil {
			return fmt.Errorf("removing %s: %w", name, err)
		}
	}
	return nil
}

const temporary = ".weave-tmp"

// replace writes a file beside its place and moves it there: at any moment,
// also in a crash, it is the old one or the new one.
func replace(root *os.Root, name string, content []byte) error {
	temp := fmt.Sprintf(".%s.%d%s", name, os.Getpid(), temporary)
	err := root.WriteFile(temp, content, 0o666)
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		_ = root.Remove(temp)
	}
	return err
}
