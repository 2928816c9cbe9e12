package own

import (
	"errors"
	"fmt"
	"go/build"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"draco/tangle"
)

// A Module is the reader's own code.
type Module struct {
	Dir     string // absolute
	Path    string // of the module
	Package string // the name of the package in Dir; draco as long as there is none
	Empty   bool   // no Go file is in Dir itself
}

// Open finds the reader's code in a folder. The error says what a folder of
// theirs has to have, and how it comes to that.
func Open(dir string) (*Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	wrong := func(msg, hint string) error {
		return tangle.Errors{{Pos: token.Position{Filename: dir}, Msg: msg, Hint: hint}}
	}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong("no such folder", "name the one in which you type what the book prints")
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, wrong("not a folder", "name the folder that has your go.mod in it")
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, wrong("has no go.mod", fmt.Sprintf("make one there with: go mod init %s", tangle.Module))
	} else if err != nil {
		return nil, err
	}
	m := &Module{Dir: dir, Path: modfile.ModulePath(data), Package: tangle.Module}
	if m.Path == "" {
		dir = filepath.Join(dir, "go.mod")
		return nil, wrong("names no module", fmt.Sprintf("its first line says: module %s", tangle.Module))
	}
	if !hasGo(dir) {
		return nil, wrong("has no Go files", "type the first listing of the book: it says the name of its file")
	}
	// What else is wrong with the package, the go command says when it tests it.
	pkg, _ := build.ImportDir(dir, 0)
	m.Empty = len(pkg.GoFiles)+len(pkg.CgoFiles)+len(pkg.InvalidGoFiles) == 0
	if !m.Empty && pkg.Name != "" {
		m.Package = pkg.Name
	}
	return m, nil
}

// hasGo tells whether there is a Go file in a folder or below.
func hasGo(dir string) (found bool) {
	_ = fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil: // whoever needs what is there will say so
			return nil
		case e.IsDir() && name != "." && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case !e.IsDir() && path.Ext(name) == ".go":
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}
