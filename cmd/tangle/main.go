// Command tangle turns the chapters of the book into the packages they
// describe, and checks, tests and verifies what the book says.
//
// Run "tangle help" for its commands.
package main

import (
	"context"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
)

func main() {
	debug.SetGCPercent(400) // a short life: memory is cheaper than collecting it
	cli.Main(run)
}

// An app is one run of the command.
type app struct{ cli.Command }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{cli.Command{Out: stdout, Err: stderr}}
	return a.Run(ctx, a.command(), args)
}

func (a *app) command() *cobra.Command {
	w := writer{app: a}
	root := &cobra.Command{
		Use:   "tangle",
		Short: "Turn the book into the program it describes",
		Long: `Tangle turns the chapters of the book into the packages they describe.

Without a command it writes generated/: a folder ch01, ch02, ... for the
framework at the end of each chapter, and draco for the finished one. Files
that did not change are left alone, files that the book has no more are
removed, and a file that was edited by hand is refused.

The book is book/ in the nearest folder upwards that has book/ and go.mod.
Where there is none, it is the copy of the book inside the command. Then there
is no generated/ to write, nothing to watch, and no book for "verify --update".

Exit status: 0; 1 if anything is wrong; 2 for a wrong command line.`,
		Example: `  tangle                          write generated/
  tangle -n                       show what that would change
  tangle -o ~/dragon --chapter 1 --module github.com/me/dragon --package dragon
                                  the framework as of chapter 1, to go on from
  tangle -o ~/counting --answer 1.1
                                  with the answer to its first challenge in it
  tangle test 1                   run the tests of chapter 1
  tangle test 1 --dir ~/dragon    run them against your own code
  tangle diff 1 --dir ~/dragon    show what that code lacks, and where the book has it
  tangle where generated/ch01/server.go:31`,
		RunE: w.run,
	}
	w.flags(root)
	root.AddCommand(a.checkCommand(), a.testCommand(), a.diffCommand(), a.verifyCommand(), a.whereCommand(), a.watchCommand())
	return root
}
