package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/tangle"
	"draco/tangle/gotest"
)

func (a *app) whereCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "where FILE:LINE[:COLUMN]",
		Short: "Find the line of the book behind a generated line, and back",
		Long: `Where translates positions. For a line in generated/ it prints the line of the
book that it comes from; for a line of the book, every line in generated/ that
comes from it. The heading of a block or the fence above it stand for the
block's first line.

A line of an answer is in no file of generated/. It is shown where it stands in
the program that tangle -o DIR --answer writes.`,
		Example: `  tangle where generated/ch01/server.go:31
  tangle where book/01-sockets.md:1244`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("where takes one position, FILE:LINE")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			file, line, column, err := parsePosition(args[0])
			if err != nil {
				return err
			}
			book, snaps, err := a.load()
			if err != nil {
				return err
			}
			return a.where(book, tangle.Generated(snaps, a.Place.Module), file, line, column)
		},
	}
}

func (a *app) where(book *tangle.Book, outputs []*tangle.Output, file string, line, column int) error {
	name, inside := a.Place.InRoot(file)
	if path, ok := strings.CutPrefix(name, generatedDir+"/"); ok && inside {
		return a.whereFrom(outputs, path, file, line, column)
	}
	for _, ch := range book.Chapters {
		switch {
		case inside && ch.File == name:
			return a.whereTo(outputs, ch, line)
		case inside && ch.Sheet != nil && ch.Sheet.File == name:
			return a.whereInAnswer(book, ch.Sheet, line)
		}
	}
	return fmt.Errorf("%s is neither a chapter of the book nor a file in %s", file, a.Place.Show(generatedDir))
}

// whereFrom goes from a generated line to the book.
func (a *app) whereFrom(outputs []*tangle.Output, path, file string, line, column int) error {
	for _, o := range outputs {
		switch {
		case o.Path != path:
			continue
		case line > len(o.File.Lines):
			return fmt.Errorf("%s has only %s", file, gotest.Plural(len(o.File.Lines), "line"))
		case o.File.Lines[line-1].Pos.Line == 0:
			fmt.Fprintf(a.Out, "%s:%d is tangle's own: the header, a blank line between blocks, or the frame of the imports\n", file, line)
			return nil
		}
		pos := o.File.Position(line, column)
		pos.Filename = a.Place.Show(pos.Filename)
		fmt.Fprintln(a.Out, pos)
		return nil
	}
	return fmt.Errorf("%s is not a file that the book makes", file)
}

// whereTo goes from a line of a chapter to the generated ones.
func (a *app) whereTo(outputs []*tangle.Output, ch *tangle.Chapter, line int) error {
	spots, err := a.spots(outputs, ch, line, a.Place.Show(generatedDir))
	for _, s := range spots {
		fmt.Fprintf(a.Out, "%s:%d\n", a.Place.Show(generatedDir+"/"+s.Path), s.Line)
	}
	return err
}

// whereInAnswer goes from a line of an answer to the program that has it.
func (a *app) whereInAnswer(book *tangle.Book, sheet *tangle.Chapter, line int) error {
	for _, answer := range slices.Backward(book.Answers) {
		if answer.Section.Chapter != sheet || answer.Section.Pos.Line > line {
			continue
		}
		snap, err := answer.Snapshot()
		if snap == nil {
			return err
		}
		outputs := snap.Emit(tangle.Target{Path: tangle.Module, Package: tangle.Module})
		spots, err := a.spots(outputs, sheet, line, "the program of answer "+answer.Locator())
		for _, s := range spots {
			fmt.Fprintf(a.Out, "%s:%d with --answer %s\n", s.Path, s.Line, answer.Locator())
		}
		return err
	}
	_, err := a.spots(nil, sheet, line, "an answer") // before the first one
	return err
}

// spots are the lines of the outputs that come from a line of the book. The
// line that names a block, or its fence, stands for the first of its lines that
// is there. What the outputs are called, the error says that there is none.
func (a *app) spots(outputs []*tangle.Output, ch *tangle.Chapter, line int, called string) ([]tangle.Spot, error) {
	shown := a.Place.Show(ch.File)
	if n := bytes.Count(ch.Source, []byte("\n")) + 1; line > n {
		return nil, fmt.Errorf("%s has only %s", shown, gotest.Plural(n, "line"))
	}
	spots := tangle.WhereTo(outputs, ch.File, line)
	for _, b := range ch.Blocks {
		if line != b.Pos.Line && line != b.Pos.Line-1 {
			continue
		}
		for _, l := range b.Lines {
			if spots == nil {
				spots = tangle.WhereTo(outputs, ch.File, l.Pos.Line)
			}
		}
	}
	if len(spots) > 0 {
		return spots, nil
	}
	err := fmt.Errorf("nothing in %s comes from %s:%d", called, shown, line)
	if b := next(ch, line); b != nil {
		err = fmt.Errorf("%w\n    hint: the next block of the section is <<%s>>, %s:%d", err, b.Name, shown, b.Pos.Line)
	}
	return nil, err
}

// next is the block after a line of prose in the same section, or nil.
func next(ch *tangle.Chapter, line int) *tangle.Block {
	at := ch.Sections[0]
	for _, s := range ch.Sections {
		if s.Pos.Line <= line {
			at = s
		}
	}
	for _, b := range at.Blocks {
		switch {
		case line < b.Pos.Line-1:
			return b
		case line <= b.Pos.Line+len(b.Lines)+1: // in the block, from fence to fence
			return nil
		}
	}
	return nil
}

// parsePosition takes FILE:LINE or FILE:LINE:COLUMN apart; the file's name may
// have colons. The column is 0 if there is none.
func parsePosition(s string) (file string, line, column int, err error) {
	file, line, ok := cutNumber(s)
	if before, n, two := cutNumber(file); ok && two {
		file, line, column = before, n, line
	}
	if !ok || file == "" || line == 0 {
		return "", 0, 0, cli.Usagef("%q is not a position: write FILE:LINE", s)
	}
	return file, line, column, nil
}

// cutNumber takes a colon and a number off the end.
func cutNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	if err != nil || n < 0 {
		return s, 0, false
	}
	return s[:i], n, true
}
