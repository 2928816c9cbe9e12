// Package archive packs the program of a chapter, for readers who want to start
// from there without tangle. What comes out is a function of what goes in: the
// same program makes the same bytes.
package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"draco/tangle"
	"draco/tangle/gotest"
)

// Name is the name of a snapshot's archive without its ending, and of the one
// folder in it: draco-ch03.
func Name(snap *tangle.Snapshot) string {
	return fmt.Sprintf("%s-ch%02d", tangle.Module, snap.Chapter.Number)
}

// Zip is the program as a module of its own, ready for go test: its files as
// tangle writes them, go.mod, README.txt and the license. All of it is in the
// folder Name, so that unpacking it spills nothing. Every file has the time
// modified. None of the added files can be the program's: tangle knows no header
// for them.
func Zip(snap *tangle.Snapshot, license string, modified time.Time) ([]byte, error) {
	if modified.IsZero() {
		return nil, errors.New("an archive without a time: give its files the time of the book")
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name, text string) error {
		h := &zip.FileHeader{Name: path.Join(Name(snap), name), Method: zip.Deflate, Modified: modified.UTC()}
		h.SetMode(mode(text))
		f, err := w.CreateHeader(h)
		if err != nil {
			return err
		}
		_, err = f.Write([]byte(text))
		return err
	}
	for _, o := range snap.Emit(tangle.Target{Path: tangle.Module, Package: tangle.Module}) {
		if err := add(o.Path, o.Data); err != nil {
			return nil, err
		}
	}
	for _, f := range [][2]string{{"go.mod", gotest.GoMod(tangle.Module)}, {"README.txt", readme(snap)}, {"LICENSE", license}} {
		if err := add(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// mode lets a script be run: unpacked, it would have to be made so by hand.
func mode(text string) fs.FileMode {
	if strings.HasPrefix(text, "#!") {
		return 0o755
	}
	return 0o644
}

func readme(snap *tangle.Snapshot) string {
	var b strings.Builder
	fmt.Fprintf(&b, `The program at the end of chapter %d, %s, of the book
"Draco: from a TCP socket to your own web framework".

It needs Go and nothing else. In this folder,

    go test ./...
`, snap.Chapter.Number, snap.Chapter.Title)
	for i, name := range commands(snap) {
		if i == 0 {
			b.WriteString("\nruns its tests, and\n\n")
		}
		fmt.Fprintf(&b, "    go run ./%s\n", name)
	}
	if len(commands(snap)) == 0 {
		b.WriteString("\nruns its tests.\n")
	} else {
		b.WriteString("\nstarts it.\n")
	}
	b.WriteString(`
The files say that they are generated, and they are: out of the book, which
explains every line of them. Change what you like; it is yours.
`)
	return b.String()
}

// commands are the folders of the program's commands, in order.
func commands(snap *tangle.Snapshot) (all []string) {
	for _, f := range snap.Files {
		if ok, _ := path.Match("cmd/*/main.go", f.Path); ok {
			all = append(all, path.Dir(f.Path))
		}
	}
	return all
}
