package main

import (
	"time"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/tangle"
	"draco/tangle/verify"
)

func (a *app) verifyCommand() *cobra.Command {
	var limit time.Duration
	var update bool
	cmd := &cobra.Command{
		Use:   "verify [N...]",
		Short: "Run what the book claims",
		Long: `Verify makes sure that what the book says is true, in chapter N or in all of
it: the commands in its console blocks print what is shown below them, the
program builds at the end of every section, and what the prose names exists.

In a console block, "..." stands for text that varies: in a line for any text,
alone on a line for any number of lines. A command that ends in & is a server;
the next one waits until it listens. With --update, what a command prints
replaces what the book shows, where the two differ.

The answers to the challenges of chapter N follow it. Each is held to the same in
the program of the chapter with that answer in it, and all tests of that are run:
those of the chapter, as the answer has changed them, and its own.

The commands are run as they stand, in bash, on this machine, in a folder of
their own with a copy of the program.`,
		Example: `  tangle verify 1
  tangle verify 1 --update`,
		Args: chapters,
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit <= 0 {
				return cli.Usagef("--timeout needs to be more than nothing")
			}
			book, _, err := a.load()
			if err != nil {
				return err
			}
			some, err := chosen(book, args)
			if err != nil {
				return err
			}
			o := verify.Options{Book: book, Out: a.Out, Show: a.Place.Show, Limit: limit}
			if update {
				if a.Place.Embedded() {
					return errEmbedded
				}
				o.Record = a.Place.Root
			}
			return verify.Chapters(cmd.Context(), o, some)
		},
	}
	cmd.Flags().DurationVar(&limit, "timeout", time.Minute, "how long a command may take")
	cmd.Flags().BoolVar(&update, "update", false, "put what commands print into the book")
	return cmd
}

// chosen are the chapters of those numbers, or all without any.
func chosen(book *tangle.Book, args []string) ([]*tangle.Chapter, error) {
	if len(args) == 0 {
		return book.Chapters, nil
	}
	var some []*tangle.Chapter
	var faults tangle.Errors
	for _, n := range numbers(args) {
		ch := book.Chapter(n)
		if ch == nil {
			_, err := book.Snapshot(n) // says which chapters there are
			faults = append(faults, tangle.Faults(err)...)
		}
		some = append(some, ch)
	}
	return some, faults.Err()
}
