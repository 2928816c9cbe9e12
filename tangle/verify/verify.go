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
	dir, err := os.MkdirTemp("", "tangle")
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
	if r.builder, err = gotest.NewBuilder(o.Show); err != nil {
		return err
	}
	defer r.builder.Close()
	var faults tangle.Errors
	for _, ch := range chapters {
		found, err := r.chapter(ctx, ch)
		if err != nil {
			return err
		}
		faults = append(faults, found...)
	}
	return faults.Err()
}

// A run is one run of Chapters.
type run struct {
	Options
	dir     string // of the program, made anew for every section
	temp    string // what sessions have beside it
	builder *gotest.Builder
	built   program
	records []record
}

// A program is what was built last.
type program struct {
	block  *tangle.Block // its last one
	known  bool          // whether it was built, and not taken for good
	faults tangle.Errors
}

// chapter verifies a chapter, and then the answers to its challenges.
func (r *run) chapter(ctx context.Context, ch *tangle.Chapter) (tangle.Errors, error) {
	if !r.built.known {
		r.built.block = r.Book.At(ch, 0).Block() // the chapter before answers for that one
	}
	faults, err := r.file(ctx, ch)
	if err != nil || ch.Sheet == nil {
		return faults, err
	}
	found, err := r.file(ctx, ch.Sheet)
	return append(faults, found...), err
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
		before := r.built
		found, err := r.section(ctx, s, mine, named)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
		if s.Answer != nil {
			r.built = before // what comes next goes on from there
		}
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
	what, broken, err := r.build(ctx, s)
	if err != nil {
		return nil, err
	}
	faults = append(faults, broken...)
	switch {
	case commands > 0 && broken != nil && !s.Broken: // they would all fail, for this one reason
		did = append(did, gotest.Plural(commands, "command")+" not run")
	case commands > 0:
		found, err := r.session(ctx, s, blocks)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
		did = append(did, gotest.Plural(commands, "command"))
	}
	if what != "" {
		did = append(did, what)
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

// build builds and vets the program at the end of a section, if the section
// changes it or it was not built yet, and tells in a word what it found. The
// tests of an answer's program are run as well.
func (r *run) build(ctx context.Context, s *tangle.Section) (what string, faults tangle.Errors, err error) {
	state := r.Book.Branch(s).EndOf(s)
	if r.built.block == state.Block() && !s.Broken {
		return "", nil, nil
	}
	if !r.built.known || r.built.block != state.Block() {
		found, err := r.builder.Build(ctx, state.Files())
		if err != nil {
			return "", nil, err
		}
		r.built = program{state.Block(), true, found}
	}
	switch {
	case s.Broken && r.built.faults == nil:
		return "builds", tangle.Errors{{Pos: s.Pos, Msg: "says that it does not build yet, and it builds",
			Hint: "take the sentence *This does not build yet.* out"}}, nil
	case s.Broken:
		return "does not build yet", nil, nil
	case r.built.faults == nil && s.Answer != nil:
		return r.test(ctx, s, state.Files())
	case r.built.faults == nil:
		return "builds", nil, nil
	}
	return "does not build", placed(r.built.faults, s), nil
}

// test runs the tests of an answer's program: those of the chapter, as the
// answer has changed them, and its own.
func (r *run) test(ctx context.Context, s *tangle.Section, files []*tangle.File) (what string, faults tangle.Errors, err error) {
	passed, faults, err := r.builder.Test(ctx, files)
	if err != nil {
		return "", nil, err
	}
	what = "builds, " + gotest.Plural(passed, "test")
	if len(faults) > 0 {
		return what + fmt.Sprintf(", %d failed", len(faults)), placed(faults, s), nil
	}
	return what, nil, nil
}

// placed are faults of the program at the end of a section, at their places. One
// without a place, and for an answer one outside of it, stands at the heading.
func placed(faults tangle.Errors, s *tangle.Section) (all tangle.Errors) {
	for _, f := range faults {
		fault := *f
		if fault.Pos.Line == 0 {
			fault.Pos = s.Pos
		}
		if s.Heading != nil && s.Answer == nil {
			fault.Related = []tangle.Error{{Pos: s.Pos, Msg: "the program does not build at the end of this section"}}
		}
		all = append(all, &fault)
	}
	if s.Answer != nil {
		all = s.Answer.Claim(all)
	}
	return all
}
