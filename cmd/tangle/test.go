package main

import (
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/tangle"
	"draco/tangle/gotest"
)

func (a *app) testCommand() *cobra.Command {
	run := &gotest.Run{}
	var dir string
	cmd := &cobra.Command{
		Use:   "test [N...]",
		Short: "Run the tests of chapters",
		Long: `Test runs the tests of chapter N, as the book has them now, or of all chapters.
Every position in what the tests, the compiler and vet say is one in the book.

With --dir it runs the tests of one chapter against your own code, a module in
DIR. Nothing is written there. Only tests that use what your package exports are
run, and none of your own in the same folders. What the tests use has to be
there for any of them to run; tangle diff tells what is not.`,
		Example: `  tangle test                     all chapters
  tangle test 1 --run Shutdown    those with Shutdown in their names
  tangle test 1 --dir ~/dragon    your own code against the tests of chapter 1`,
		Args: chapters,
		RunE: func(cmd *cobra.Command, args []string) error {
			own := cmd.Flags().Changed("dir")
			if own && len(args) != 1 {
				return cli.Usagef("--dir goes with one chapter: tangle test 1 --dir %s", dir)
			}
			book, snaps, err := a.snapshots(args)
			if err != nil {
				return err
			}
			run.Book, run.Out, run.Show = book, a.Out, a.Place.Show
			var passed bool
			if own {
				passed, err = run.Dir(cmd.Context(), snaps[0], dir)
			} else {
				passed, err = run.Chapters(cmd.Context(), snaps)
			}
			if err == nil && !passed {
				err = cli.ErrFailed
			}
			return err
		},
	}
	f := cmd.Flags()
	f.BoolVar(&run.Race, "race", false, "look for data races")
	f.StringVar(&run.Only, "run", "", "run only the tests that match `REGEXP`")
	f.BoolVarP(&run.Verbose, "verbose", "v", false, "show the logs of passing tests too")
	f.StringVar(&dir, "dir", "", "test the code in `DIR` instead of the book's")
	return cmd
}

// chapters checks that the arguments are numbers of chapters.
func chapters(_ *cobra.Command, args []string) error {
	for _, arg := range args {
		if n, err := strconv.Atoi(arg); err != nil || n < 0 {
			return cli.Usagef("%q is not the number of a chapter", arg)
		}
	}
	return nil
}

// snapshots loads the book and chooses the snapshots of some chapters, or of
// all if there are no arguments.
func (a *app) snapshots(args []string) (*tangle.Book, []*tangle.Snapshot, error) {
	book, all, err := a.load()
	if err != nil || len(args) == 0 {
		return book, all, err
	}
	var some []*tangle.Snapshot
	var faults tangle.Errors
	for _, n := range numbers(args) {
		snap, err := book.Snapshot(n)
		faults = append(faults, tangle.Faults(err)...)
		some = append(some, snap)
	}
	return book, some, faults.Err()
}

// numbers are the chapters named, in order and each once.
func numbers(args []string) (all []int) {
	for _, arg := range args {
		n, _ := strconv.Atoi(arg) // see chapters
		all = append(all, n)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
