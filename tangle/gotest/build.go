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
// that what did not change is not compiled again.
type Builder struct {
	work *workshop
	show func(string) string
	have map[string]string // the program in the folder
}

// NewBuilder makes a Builder; the caller closes it.
func NewBuilder(show func(string) string) (*Builder, error) {
	work, err := newWorkshop()
	if err != nil {
		return nil, err
	}
	b := &Builder{work: work, show: show, have: map[string]string{}}
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
	if err := Sync(b.work.program, b.have, files); err != nil {
		return nil, err
	}
	var hasGo bool
	for _, f := range files {
		hasGo = hasGo || strings.HasSuffix(f.Path, ".go")
	}
	if !hasGo {
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

// Sync makes the program in a folder be these files: it writes those that
// differ from what the folder had, which have says and which it updates, and
// removes those that are no more. Other files in the folder stay.
func Sync(dir string, have map[string]string, files []*tangle.File) error {
	keep := map[string]bool{}
	for _, f := range files {
		keep[f.Path] = true
	}
	for name := range have {
		if !keep[name] {
			_ = os.Remove(filepath.Join(dir, filepath.FromSlash(name))) // a command may have removed it already
			delete(have, name)
		}
	}
	for _, f := range files {
		text := f.Text()
		if old, ok := have[f.Path]; ok && old == text {
			continue
		}
		if err := write(dir, f.Path, text); err != nil {
			return err
		}
		have[f.Path] = text
	}
	return nil
}
