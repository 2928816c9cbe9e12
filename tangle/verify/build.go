package verify

import (
	"context"
	"fmt"

	"draco/tangle"
	"draco/tangle/gotest"
)

// A built is what there is to say about the program at the end of a section.
type built struct {
	what   string // in a word; nothing if there was nothing to build
	faults tangle.Errors
	err    error // what kept it from being found out
}

// A yard builds the programs of the sections in the order of the book, ahead of
// the sessions, which wait more than they work.
type yard struct {
	book    *tangle.Book
	builder *gotest.Builder
	last    program
	results chan built // of every section, in order, up to the first err
	stop    context.CancelFunc
}

// A program is what was built last.
type program struct {
	block  *tangle.Block // its last one
	known  bool          // whether it was built, and not taken for good
	faults tangle.Errors
}

// openYard begins to build. The caller closes it.
func openYard(ctx context.Context, o Options, chapters []*tangle.Chapter) (*yard, error) {
	builder, err := gotest.NewBuilder(o.Show)
	if err != nil {
		return nil, err
	}
	sections := 0
	for _, ch := range chapters {
		for _, file := range files(ch) {
			sections += len(file.Sections)
		}
	}
	ctx, stop := context.WithCancel(ctx)
	y := &yard{book: o.Book, builder: builder, results: make(chan built, sections), stop: stop}
	go func() {
		defer close(y.results)
		for _, ch := range chapters {
			if !y.last.known {
				y.last.block = y.book.At(ch, 0).Block() // the chapter before answers for that one
			}
			for _, file := range files(ch) {
				for _, s := range file.Sections {
					b := y.section(ctx, s)
					y.results <- b
					if b.err != nil {
						return
					}
				}
			}
		}
	}()
	return y, nil
}

// files are a chapter and the answers to its challenges.
func files(ch *tangle.Chapter) []*tangle.Chapter {
	if ch.Sheet == nil {
		return []*tangle.Chapter{ch}
	}
	return []*tangle.Chapter{ch, ch.Sheet}
}

// close ends what is being built, and returns when nothing is.
func (y *yard) close() {
	y.stop()
	for range y.results {
	}
	y.builder.Close()
}

func (y *yard) section(ctx context.Context, s *tangle.Section) (b built) {
	before := y.last
	b.what, b.faults, b.err = y.build(ctx, s)
	if s.Answer != nil {
		y.last = before // what comes next goes on from there
	}
	return b
}

// build builds and vets the program at the end of a section, if the section
// changes it or it was not built yet, and tells in a word what it found. The
// tests of an answer's program are run as well.
func (y *yard) build(ctx context.Context, s *tangle.Section) (what string, faults tangle.Errors, err error) {
	state := y.book.Branch(s).EndOf(s)
	if y.last.block == state.Block() && !s.Broken {
		return "", nil, nil
	}
	if !y.last.known || y.last.block != state.Block() {
		found, err := y.builder.Build(ctx, state.Files())
		if err != nil {
			return "", nil, err
		}
		y.last = program{state.Block(), true, found}
	}
	switch {
	case s.Broken && y.last.faults == nil:
		return "builds", tangle.Errors{{Pos: s.Pos, Msg: "says that it does not build yet, and it builds",
			Hint: "take the sentence *This does not build yet.* out"}}, nil
	case s.Broken:
		return "does not build yet", nil, nil
	case y.last.faults == nil && s.Answer != nil:
		return y.test(ctx, s, state.Files())
	case y.last.faults == nil:
		return "builds", nil, nil
	}
	return "does not build", placed(y.last.faults, s), nil
}

// test runs the tests of an answer's program: those of the chapter, as the
// answer has changed them, and its own.
func (y *yard) test(ctx context.Context, s *tangle.Section, files []*tangle.File) (what string, faults tangle.Errors, err error) {
	passed, faults, err := y.builder.Test(ctx, files)
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
