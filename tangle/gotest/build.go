package gotest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"draco/tangle"
)

// A Builder builds and vets programs, one after the other in one folder, so
// that what did not change is not compiled again; nor in the next run.
type Builder struct {
	work   *workshop
	show   func(string) string
	folder Folder
}

// NewBuilder makes a Builder; the caller closes it.
func NewBuilder(show func(string) string) (*Builder, error) {
	dir, err := UsualFolder("build")
	if err != nil {
		return nil, err
	}
	work, err := openWorkshop(dir)
	if err != nil {
		return nil, err
	}
	b := &Builder{work: work, show: show, folder: Folder{Dir: work.program}}
	if err := write(work.program, "go.mod", GoMod(tangle.Module)); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Close removes the folder.
func (b *Builder) Close() { b.work.remove() }

// Build compiles a program and vets it, its tests included. The faults are
// what the go command says against it, at their places in the book; those that
// name no place have none. The error is what kept it from saying anything.
func (b *Builder) Build(ctx context.Context, files []*tangle.File) (tangle.Errors, error) {
	if err := b.folder.Sync(files); err != nil {
		return nil, err
	}
	if !hasGo(files) {
		return nil, nil
	}
	faults, err := b.run(ctx, files, "build", "-o", os.DevNull, "./...")
	if err != nil || faults != nil {
		return faults, err
	}
	return b.run(ctx, files, "vet", "./...")
}

func (b *Builder) run(ctx context.Context, files []*tangle.File, args ...string) (tangle.Errors, error) {
	cmd, err := command(ctx, b.work.program, b.work.temp, args...)
	if err != nil {
		return nil, err
	}
	out, err := cmd.CombinedOutput()
	switch _, exited := errors.AsType[*exec.ExitError](err); {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return nil, nil
	case !exited:
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	places := NewPlaces(b.work.program, files, b.show)
	faults := places.faults(string(out))
	if faults == nil {
		faults = tangle.Errors{{Msg: fmt.Sprintf("go %s: %v", args[0], err)}}
	}
	return faults, nil
}

// Test runs the tests of the program that was built last, and tells how many
// passed. The faults are those that failed, each at the first place in the book
// that it names, or where the test is declared.
func (b *Builder) Test(ctx context.Context, files []*tangle.File) (passed int, faults tangle.Errors, err error) {
	if !hasGo(files) {
		return 0, nil, nil
	}
	var out strings.Builder
	run := &Run{Book: &tangle.Book{}, Out: &out, Show: b.show}
	report := newReport(run, NewPlaces(b.work.program, files, b.show), tangle.Module, map[string]string{tangle.Module: ""})
	ok, err := run.test(ctx, b.work.program, b.work.temp, report, []string{"./..."})
	if err != nil {
		return 0, nil, err
	}
	for _, f := range report.failures {
		text := strings.ReplaceAll(f.text, "\n", "\n    ")
		faults = append(faults, &tangle.Error{Pos: f.at, Msg: "a test fails: " + strings.TrimSpace(f.title) + "\n    " + text})
	}
	if !ok && faults == nil {
		faults = tangle.Errors{{Msg: "go test fails\n    " + strings.ReplaceAll(strings.TrimSpace(out.String()), "\n", "\n    ")}}
	}
	return report.passed, faults, nil
}

var finding = regexp.MustCompile(`^(?:vet: )?(\S+\.go:\d+(?::\d+)?): (.*)$`)

// faults makes a fault of every line that begins with a position; lines that
// do not begin with one go with the fault before them.
func (p *Places) faults(out string) (all tangle.Errors) {
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if m := finding.FindStringSubmatch(line); m != nil {
			if pos, ok := p.First(m[1], "."); ok {
				all = append(all, &tangle.Error{Pos: pos, Msg: p.Text(m[2], ".")})
				continue
			}
		}
		line = p.Text(line, ".")
		if len(all) == 0 {
			all = append(all, &tangle.Error{Msg: strings.TrimSpace(line)})
			continue
		}
		all[len(all)-1].Msg += "\n    " + strings.TrimSpace(line)
	}
	return all
}

// A Folder holds one program after the other.
type Folder struct {
	Dir   string
	files []string // of the program that it holds
}

// Sync makes the program in the folder be these files, whatever became of them
// there: those that differ are written again, and those of the program before
// that are no more are removed. Other files in the folder stay.
func (d *Folder) Sync(files []*tangle.File) error {
	keep := map[string]bool{}
	for _, f := range files {
		keep[f.Path] = true
	}
	for _, path := range d.files {
		if !keep[path] {
			_ = os.Remove(d.name(path)) // a command may have removed it already
		}
	}
	d.files = nil
	for _, f := range files {
		d.files = append(d.files, f.Path)
		text, name := f.Text(), d.name(f.Path)
		info, err := os.Lstat(name)
		if err == nil && info.Mode().IsRegular() {
			if old, err := os.ReadFile(name); err == nil && string(old) == text {
				continue
			}
		}
		if err == nil { // a link that a command has made, too
			_ = os.Remove(name)
		}
		if err := write(d.Dir, f.Path, text); err != nil {
			return err
		}
	}
	return nil
}

func (d *Folder) name(path string) string { return filepath.Join(d.Dir, filepath.FromSlash(path)) }
