package gotest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"draco/tangle"
)

// Dir runs the tests of a snapshot against the reader's own code, a module in
// dir. The tests are those that see only what is exported; they are laid over
// the folder for the go command to see, and nothing is written there. Tests of
// the reader in the same packages do not run.
func (r *Run) Dir(ctx context.Context, snap *tangle.Snapshot, dir string) (passed bool, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return false, err
	}
	dir = unlinked(dir)
	module, name, err := r.readModule(dir)
	if err != nil {
		return false, err
	}
	work, err := newWorkshop()
	if err != nil {
		return false, err
	}
	defer work.remove()

	overlay := map[string]string{}
	var files []*tangle.File
	var folders []string
	for _, o := range snap.Emit(tangle.Target{Path: module, Package: name}) {
		if !external(o) {
			continue
		}
		if err := write(work.program, o.Path, o.Data); err != nil {
			return false, err
		}
		files = append(files, o.File)
		folders = append(folders, path.Dir(o.Path))
		overlay[filepath.Join(dir, filepath.FromSlash(o.Path))] = filepath.Join(work.program, filepath.FromSlash(o.Path))
	}
	if files == nil {
		fmt.Fprintf(r.Out, "chapter %d has no tests for code of your own\n", snap.Chapter.Number)
		return true, nil
	}
	slices.Sort(folders)
	var patterns []string
	for _, folder := range slices.Compact(folders) {
		hide(overlay, filepath.Join(dir, filepath.FromSlash(folder)))
		patterns = append(patterns, "./"+folder)
	}
	data, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		return false, err
	}
	list := filepath.Join(work.dir, "overlay.json")
	if err := os.WriteFile(list, data, 0o666); err != nil {
		return false, err
	}
	places := newOverlay(dir, work.program, files, r.Show)
	titles := map[string]string{module: snap.Chapter.String()}
	return r.test(ctx, dir, work.temp, newReport(r, places, module, titles), append([]string{"-overlay=" + list}, patterns...))
}

// external tells whether a file is a test that uses only what is exported.
func external(o *tangle.Output) bool {
	if !strings.HasSuffix(o.Path, "_test.go") || strings.HasSuffix(o.Path, "_internal_test.go") {
		return false
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", o.Data, parser.PackageClauseOnly)
	return err == nil && strings.HasSuffix(f.Name.Name, "_test")
}

// hide takes the reader's own tests in a folder out of the overlay's view: the
// same test under two file names would not compile.
func hide(overlay map[string]string, folder string) {
	entries, _ := os.ReadDir(folder) // no folder, no tests; the go command says so
	for _, e := range entries {
		name := filepath.Join(folder, e.Name())
		if _, ours := overlay[name]; !ours && strings.HasSuffix(name, "_test.go") {
			overlay[name] = ""
		}
	}
}

// readModule finds the module path and the package name of the reader's code.
func (r *Run) readModule(dir string) (module, name string, err error) {
	shown := r.Show(dir)
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", fmt.Errorf("%s has no go.mod; make one there with: go mod init draco", shown)
	} else if err != nil {
		return "", "", err
	}
	if module = modfile.ModulePath(data); module == "" {
		return "", "", fmt.Errorf("%s names no module", r.Show(filepath.Join(dir, "go.mod")))
	}
	// What else is wrong with the package, the go command says when it tests it.
	pkg, _ := build.ImportDir(dir, 0)
	if len(pkg.GoFiles)+len(pkg.CgoFiles) == 0 {
		return "", "", fmt.Errorf("%s has no Go files to test", shown)
	}
	return module, pkg.Name, nil
}
