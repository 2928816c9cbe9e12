package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"draco/tangle"
)

// A plan is what a run does to the output folder. All of it is known before
// anything is written.
type plan struct {
	write  []string // files that are new or changed
	remove []string // files of ours that the site has no more
	gone   []string // those that somebody has removed already
	stale  []string // leftovers of a run that was killed

	listed   []byte // the manifest as it is in the folder, or nil
	old, new manifest
}

// update makes a folder hold a site: all of it, or if anything is in the way
// nothing.
func update(dir string, files map[string][]byte) (*plan, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	p, err := compare(root, dir, files)
	if err != nil {
		return nil, err
	}
	return p, p.apply(root, files)
}

// compare plans the writing of a site. The error is the conflicts: files in
// the way that weave did not write, or that were edited since.
func compare(root *os.Root, dir string, files map[string][]byte) (*plan, error) {
	p := &plan{old: manifest{}, new: manifestOf(files)}
	var faults tangle.Errors
	refuse := func(name, msg, hint string) {
		faults = append(faults, &tangle.Error{Pos: token.Position{Filename: filepath.Join(dir, filepath.FromSlash(name))}, Msg: msg, Hint: hint})
	}
	const (
		moveIt   = "move or delete it, then run weave again, or choose another folder with -o"
		editBook = "move the edit into the book or into a file of your own, delete this one, then run weave again"
		inTheWay = "a folder, a link or a file of another kind is in the way: move it, or choose another folder with -o"
	)
	switch listed, err := read(root, manifestName); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		refuse(manifestName, "cannot be written: "+reason(err), inTheWay)
	default:
		var ok bool
		if p.old, ok = parseManifest(listed); !ok {
			refuse(manifestName, "not written by weave, and in the way", moveIt)
		}
		p.listed = listed
	}
	for _, name := range p.new.names() {
		old, err := read(root, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			p.write = append(p.write, name)
		case err != nil:
			refuse(name, "cannot be written: "+reason(err), inTheWay)
		case bytes.Equal(old, files[name]):
		case p.old.has(name, old):
			p.write = append(p.write, name)
		case p.old[name] != nil:
			refuse(name, "edited by hand since weave wrote it", editBook)
		default:
			refuse(name, "not written by weave, and in the way", moveIt)
		}
	}
	for _, name := range p.old.names() {
		if p.new[name] != nil {
			continue
		}
		old, err := read(root, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			p.gone = append(p.gone, name)
		case err != nil: // somebody has put something else there, which is theirs
		case p.old.has(name, old):
			p.remove = append(p.remove, name)
		default:
			refuse(name, "edited by hand since weave wrote it, and the site has it no more",
				"move the edit into the book or into a file of your own, then delete this one")
		}
	}
	p.findStale(root)
	return p, faults.Err()
}

// findStale looks for leftovers where a run may have left them: in the folders
// of the files that weave wrote or writes.
func (p *plan) findStale(root *os.Root) {
	seen := map[string]bool{}
	for _, name := range p.old.with(p.new).names() {
		dir := path.Dir(name)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		entries, _ := fs.ReadDir(root.FS(), dir) // what cannot be read cannot be cleaned
		for _, e := range entries {
			if e.Type().IsRegular() && strings.HasPrefix(e.Name(), ".") && strings.HasSuffix(e.Name(), temporary) {
				p.stale = append(p.stale, path.Join(dir, e.Name()))
			}
		}
	}
}

// read reads a regular file in regular folders; through a link the reader's own
// might be lost.
func read(root *os.Root, name string) ([]byte, error) {
	for i, c := range name {
		if c != '/' {
			continue
		}
		if info, err := root.Lstat(filepath.FromSlash(name[:i])); err != nil {
			return nil, err
		} else if !info.IsDir() {
			return nil, fmt.Errorf("%s is not a folder", name[:i])
		}
	}
	local := filepath.FromSlash(name)
	if info, err := root.Lstat(local); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	return root.ReadFile(local)
}

// reason is an error without the path that the fault has already.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// apply carries the plan out. While it does, the manifest has the old contents
// and the new ones: a run that is killed leaves nothing that the next one does
// not know for ours.
func (p *plan) apply(root *os.Root, files map[string][]byte) error {
	for _, name := range p.stale {
		_ = root.Remove(filepath.FromSlash(name)) // of no use to anybody; if it stays, it stays
	}
	if p.write != nil || p.remove != nil {
		if err := p.list(root, p.old.with(p.new)); err != nil {
			return err
		}
	}
	for _, name := range p.write {
		if err := replace(root, name, files[name]); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	for _, name := range p.remove {
		if err := root.Remove(filepath.FromSlash(name)); err != nil {
			return fmt.Errorf("removing %s: %w", name, err)
		}
		prune(root, name)
	}
	for _, name := range p.gone {
		prune(root, name)
	}
	return p.list(root, p.new)
}

// list writes the manifest, unless the folder has it.
func (p *plan) list(root *os.Root, m manifest) error {
	text := m.text()
	if bytes.Equal(text, p.listed) {
		return nil
	}
	if err := replace(root, manifestName, text); err != nil {
		return fmt.Errorf("writing %s: %w", manifestName, err)
	}
	p.listed = text
	return nil
}

// prune removes the folders that are empty without a file.
func prune(root *os.Root, name string) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if err := root.Remove(filepath.FromSlash(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return // it holds something
		}
	}
}

const temporary = ".weave-tmp"

// replace writes a file beside its place and moves it there: at any moment,
// also in a crash, it is the old one or the new one.
func replace(root *os.Root, name string, content []byte) error {
	dir, base := path.Split(name)
	if dir != "" {
		if err := root.MkdirAll(filepath.FromSlash(path.Clean(dir)), 0o777); err != nil {
			return err
		}
	}
	temp := filepath.FromSlash(fmt.Sprintf("%s.%s.%d%s", dir, base, os.Getpid(), temporary))
	err := root.WriteFile(temp, content, 0o666)
	if err == nil {
		err = root.Rename(temp, filepath.FromSlash(name))
	}
	if err != nil {
		_ = root.Remove(temp)
	}
	return err
}
