package main

import (
	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/tangle/own"
)

func (a *app) diffCommand() *cobra.Command {
	var dir string
	var tests bool
	cmd := &cobra.Command{
		Use:   "diff N --dir DIR",
		Short: "Find what your own code lacks, and where the book has it",
		Long: `Diff compares your own code, a module in DIR, with the program of the book at
the end of chapter N. It names every function, type, constant and variable that
yours lacks or has otherwise, under the section of the book that changed it
last: the one to read again. The sections come in the order of the book, so the
first is the one to go on from.

Where yours is otherwise, the lines that begin with - are the book's, and those
with + are yours. Formatting and comments are no difference. Nor is the file in
which a declaration stands, the path of your module, or the name of your
package. What you have and the book has not is named at the end, and is no fault.

Tests are compared only with --tests. A declaration that does not parse is
reported with its syntax error, and the others are compared. Nothing is written.

Exit status: 0 if nothing is missing or differs; 1 if anything does, or does not
parse; 2 for a wrong command line.`,
		Example: `  tangle diff 1 --dir ~/dragon            your own code against chapter 1
  tangle diff 1 --dir ~/dragon --tests    its tests, too`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("diff takes one chapter: tangle diff 1 --dir DIR")
			}
			return chapters(cmd, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if dir == "" {
				return cli.Usagef("diff needs the folder of your own code: tangle diff %s --dir DIR", args[0])
			}
			book, snaps, err := a.snapshots(args)
			if err != nil {
				return err
			}
			module, err := own.Open(dir)
			if err != nil {
				return err
			}
			found, err := own.NewProgram(book, snaps[0], tests).Compare(module)
			if err != nil {
				return err
			}
			found.Print(a.Out, a.Place.Show)
			if !found.OK() && found.Faults == nil {
				return cli.ErrFailed
			}
			return found.Faults.Err()
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "compare the code in `DIR`, which has a go.mod")
	cmd.Flags().BoolVar(&tests, "tests", false, "compare tests, too")
	return cmd
}
