// Package watch tells when something in a folder was saved.
package watch

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// quiet is how long nothing must happen before a save counts as done:
	// editors save in several steps, and half a chapter is full of faults.
	quiet = 40 * time.Millisecond
	// again is how often a folder that has gone is looked for.
	again = 200 * time.Millisecond
)

// A Folder is a folder under watch, with the folders in it.
type Folder struct {
	dir     string
	watcher *fsnotify.Watcher
}

// Open begins to watch: what is saved after it returns is not missed.
func Open(dir string) (*Folder, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	f := &Folder{dir, w}
	if err := f.add(); err != nil {
		w.Close()
		return nil, err
	}
	return f, nil
}

func (f *Folder) add() error {
	return filepath.WalkDir(f.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return f.watcher.Add(name)
	})
}

// Run calls saved after every save of a file that counts, until the context
// ends, and then closes the folder. Several saves in a moment are one. A folder
// that is moved away or removed is watched again when one of its name is there.
func (f *Folder) Run(ctx context.Context, counts func(name string) bool, saved func()) error {
	defer f.watcher.Close()
	var settled, back <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case err, ok := <-f.watcher.Errors:
			if ok {
				return fmt.Errorf("watching %s: %w", f.dir, err)
			}
			return nil
		case e, ok := <-f.watcher.Events:
			switch {
			case !ok:
				return nil
			case e.Op == fsnotify.Chmod:
			case e.Name == f.dir && e.Has(fsnotify.Remove|fsnotify.Rename):
				_ = f.watcher.Remove(f.dir) // it may be watched under its new name still
				back = time.After(again)
			default:
				info, err := os.Stat(e.Name)
				folder := err == nil && info.IsDir()
				if folder {
					_ = f.watcher.Add(e.Name) // one that is gone again holds nothing
				}
				if folder || counts(e.Name) { // a new folder may hold files already
					settled = time.After(quiet)
				}
			}
		case <-back:
			if back = nil; f.add() != nil {
				back = time.After(again)
				continue
			}
			settled = time.After(quiet)
		case <-settled:
			settled = nil
			saved()
		}
	}
}
