package main

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"draco/cmd/internal/cli"
	"draco/cmd/internal/place"
)

// An edited book is mended once its chapter was read.
type edited struct {
	chapter string
	now     *string
}

func (e edited) Open(name string) (fs.File, error) {
	fsys := fstest.MapFS{"book/01-one.md": {Data: []byte(*e.now)}}
	if name == "book/01-one.md" {
		*e.now = e.chapter
	}
	return fsys.Open(name)
}

// A book that is saved while it is read is the one or the other: it is not
// written with the faults that it had before.
func TestReadWhileSaved(t *testing.T) {
	const sound = "# One\n\n```go\n// <<a.go>> :=\npackage draco\n```\n"
	now := strings.Replace(sound, ":=", "=", 1)
	a := &app{cli.Command{Place: place.Place{FS: edited{sound, &now}}}}
	book, err := a.read()
	if err != nil || book == nil || string(book.Chapters[0].Source) != sound {
		t.Errorf("read: %v, %v; want the mended book", book, err)
	}
}
