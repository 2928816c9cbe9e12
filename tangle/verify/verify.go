package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"draco/tangle"
	"draco/tangle/gotest"
)

// Options say what is verified and how.
type Options struct {
	Book   *tangle.Book
	Out    io.Writer                // a line for every section
	Show   func(name string) string // see gotest.NewPlaces
	Limit  time.Duration            // for each command
	Record string                   // the folder that has book/, to put what commands print into the chapters; "" to compare only
}

// Chapters verifies what chapters claim. The error is what turned out not to
// be so, all of it, as tangle.Errors; or what kept it from being verified.
func Chapters(ctx context.Context, o Options, chapters []*tangle.Chapter) error {
	r := &run{Options: o}
	dir, err := gotest.UsualFolder("verify")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	r.dir, r.temp = filepath.Join(dir, tangle.Module), filepath.Join(dir, "tmp")
	if err := errors.Join(os.Mkdir(r.temp, 0o777), os.WriteFile(filepath.Join(r.temp, ".curlrc"), nil, 0o666)); err != nil {
		return err
	}
	if r.yard, err = openYard(ctx, o, chapters); err != nil {
		return err
	}
	defer r.yard.close()
	var faults tangle.Errors
	for _, ch := range chapters {
		for _, file := range files(ch) {
			found, err := r.file(ctx, file)
			if err != nil {
				return err
			}
			faults = append(faults, found...)
		}
	}
	return faults.Err()
}

// A run is one run of Chapters.
type run struct {
	Options
	dir     string // of the program, made anew for every section
	temp    string // what sessions have beside it
	yard    *yard
	records []record
}

// file verifies a chapter or an answer sheet.
func (r *run) file(ctx context.Context, ch *tangle.Chapter) (tangle.Errors, error) {
	blocks, faults := consoles(ch)
	names := mentions(ch)
	for _, s := range ch.Sections {
		var mine []*console
		for _, c := range blocks {
			if ch.SectionAt(c.pos.Offset) == s {
				mine = append(mine, c)
			}
		}
		var named []mention
		for _, m := range names {
			if ch.SectionAt(m.pos.Offset) == s {
				named = append(named, m)
			}
		}
		found, err := r.section(ctx, s, mine, named)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	if r.Record != "" && len(r.records) > 0 {
		if err := r.record(ch); err != nil {
			return nil, err
		}
	}
	return faults, nil
}

// section verifies a section, and says in a line how that went.
func (r *run) section(ctx context.Context, s *tangle.Section, blocks []*console, names []mention) (tangle.Errors, error) {
	var did []string
	faults := r.checkMentions(s, names)
	if len(names) > 0 {
		did = append(did, gotest.Plural(len(names), "name"))
	}
	commands := 0
	for _, c := range blocks {
		commands += len(c.commands)
	}
	b := <-r.yard.results
	if b.err != nil {
		return nil, b.err
	}
	faults = append(faults, b.faults...)
	switch {
	case commands > 0 && b.faults != nil && !s.Broken: // they would all fail, for this one reason
		did = append(did, gotest.Plural(commands, "command")+" not run")
	case commands > 0:
		found, err := r.session(ctx, s, blocks)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
		did = append(did, gotest.Plural(commands, "command"))
	}
	if b.what != "" {
		did = append(did, b.what)
	}
	if len(did) == 0 {
		return nil, nil
	}
	result := "ok"
	if len(faults) > 0 {
		result = gotest.Plural(len(faults), "fault")
	}
	fmt.Fprintf(r.Out, "%s  %s  %s\n", title(s), strings.Join(did, ", "), result)
	return faults, nil
}

// title names a section: 01 Sockets  1.2 Bytes arrive in pieces.
func title(s *tangle.Section) string {
	if a := s.Answer; a != nil {
		return a.Chapter.String() + "  answer " + a.Locator() + " " + s.Title
	}
	text := s.Chapter.String()
	if s.Number > 0 {
		text += "  " + s.Locator() + " " + s.Title
	}
	return text
}
