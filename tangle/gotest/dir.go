package gotest

import (
	"context"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"draco/tangle"
	"draco/tangle/own"
)

// Dir runs the tests of a snapshot against the reader's own code, a module in
// dir. The tests are those that see only what is exported; they are laid over
// the folder for the go command to see, and nothing is written there. Tests of
// the reader in the same packages do not run.
func (r *Run) Dir(ctx context.Context, snap *tangle.Snapshot, dir string) (passed bool, err error) {
	mine, err := own.Open(dir)
	if err != nil {
		return false, err
	}
	lacks := fmt.Sprintf("tangle diff %d --dir %s tells what your code lacks, and where the book has it", snap.Chapter.Number, dir)
	if err := testable(mine, lacks); err != nil {
		return false, err
	}
	dir = unlinked(mine.Dir)
	work, err := newWorkshop()
	if err != nil {
		return false, err
	}
	defer work.remove()

	overlay := map[string]string{}
	var files []*tangle.File
	var folders []string
	for _, o := range snap.Emit(tangle.Target{Path: mine.Path, Package: mine.Package}) {
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
	report := newReport(r, places, mine.Path, map[string]string{mine.Path: snap.Chapter.String()})
	report.advice = lacks
	return r.test(ctx, dir, work.temp, report, append([]string{"-overlay=" + list}, patterns...))
}

// testable reports a folder that the tests of a chapter have nothing to import
// from.
func testable(m *own.Module, lacks string) error {
	fault := &tangle.Error{Pos: token.Position{Filename: m.Dir}}
	switch {
	case m.Empty:
		fault.Msg, fault.Hint = "has no Go files to test", lacks
	case m.Package == "main":
		fault.Msg = "is package main, which no test can import"
		fault.Hint = "the package stands here, and its program in a folder of its own: cmd/beasty"
	default:
		return nil
	}
	return tangle.Errors{fault}
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
