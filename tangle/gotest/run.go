package gotest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"draco/tangle"
)

// A Run is one run of tests, and how it is shown.
type Run struct {
	Book    *tangle.Book
	Out     io.Writer
	Show    func(string) string // see NewPlaces
	Race    bool                // with the race detector
	Only    string              // a regular expression: the tests to run; all if empty
	Verbose bool                // show the logs of passing tests too
}

// Chapters tangles the snapshots into a temporary module and runs their tests.
// It tells whether all passed; the error is what kept them from running.
func (r *Run) Chapters(ctx context.Context, snaps []*tangle.Snapshot) (passed bool, err error) {
	work, err := newWorkshop()
	if err != nil {
		return false, err
	}
	defer work.remove()
	if err := write(work.program, "go.mod", GoMod(tangle.Module)); err != nil {
		return false, err
	}
	var files []*tangle.File
	var patterns []string
	titles := map[string]string{}
	for _, s := range snaps {
		dir := fmt.Sprintf("ch%02d", s.Chapter.Number)
		titles[tangle.Module+"/"+dir] = s.Chapter.String()
		for _, o := range s.Emit(tangle.Target{Dir: dir, Path: tangle.Module + "/" + dir, Package: tangle.Module}) {
			if err := write(work.program, o.Path, o.Data); err != nil {
				return false, err
			}
			files = append(files, o.File)
		}
		if hasGo(s.Files) {
			patterns = append(patterns, "./"+dir+"/...")
		}
	}
	if patterns == nil {
		fmt.Fprintln(r.Out, "no tests")
		return true, nil
	}
	places := NewPlaces(work.program, files, r.Show)
	return r.test(ctx, work.program, work.temp, newReport(r, places, tangle.Module, titles), patterns)
}

// test runs go test and reports its events as they come.
func (r *Run) test(ctx context.Context, dir, temp string, report *report, args []string) (bool, error) {
	flags := []string{"test", "-json", "-mod=readonly"}
	if r.Race {
		flags = append(flags, "-race")
	}
	if r.Only != "" {
		flags = append(flags, "-run="+r.Only)
	}
	cmd, err := command(ctx, dir, temp, append(flags, args...)...)
	if err != nil {
		return false, err
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return false, err
	}
	events := json.NewDecoder(stdout)
	for {
		var e event
		if err := events.Decode(&e); err != nil {
			break // the end, or a message that is no event, which stderr or the status explains
		}
		report.add(e)
	}
	_, _ = io.Copy(io.Discard, stdout)
	err = cmd.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	report.finish(time.Since(start))
	if text := strings.TrimSpace(stderr.String()); text != "" {
		fmt.Fprintln(r.Out, report.places.Text(text, "."))
	}
	if _, exited := errors.AsType[*exec.ExitError](err); exited {
		return false, nil
	}
	return err == nil, err
}
