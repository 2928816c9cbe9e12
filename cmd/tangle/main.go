// Command tangle turns the chapters of the book into the packages they
// describe, and checks, tests and verifies what the book says.
//
// Run "tangle help" for its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"draco/cmd/internal/place"
	"draco/tangle"
)

func main() {
	debug.SetGCPercent(400) // a short life: memory is cheaper than collecting it
	// Also when the terminal is closed or the reader of a pipe has gone, what was
	// started is ended and temporary folders go. A second signal has its usual way.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	context.AfterFunc(ctx, stop)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// The exit statuses.
const (
	ok     = 0
	failed = 1 // faults, stale files, failed tests
	misuse = 2 // not a command, flag or argument of ours
)

// errFailed ends a command that has said itself what is wrong.
var errFailed = errors.New("failed")

// A usageError is a command line that makes no sense.
type usageError struct{ error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// run is the command. All that a subcommand has to say against the book or the
// command line comes back as an error and is printed here.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout, err: stderr}
	root := a.command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		fmt.Fprintln(stderr, "tangle: interrupted")
		return failed
	}
	switch usage, isUsage := errors.AsType[usageError](err); {
	case err == nil:
		return ok
	case errors.Is(err, errFailed):
		return failed
	case isUsage:
		fmt.Fprintf(stderr, "tangle: %v\nRun 'tangle help' for usage.\n", usage)
		return misuse
	}
	if faults, ok := errors.AsType[tangle.Errors](err); ok {
		fmt.Fprintln(stderr, a.place.Shown(faults))
		return failed
	}
	fmt.Fprintf(stderr, "tangle: %v\n", err)
	return failed
}

// An app is one run of the command.
type app struct {
	out, err io.Writer
	chdir    string // -C
	place    place.Place
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
  tangle test 1                   run the tests of chapter 1
  tangle where generated/ch01/server.go:31`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				return usagef("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
			}
			return usagef("unknown command %q", args[0])
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			a.place, err = place.Find(a.chdir)
			return err
		},
		RunE:                       w.run,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().StringVarP(&a.chdir, "chdir", "C", "", "change to `DIR` first: the book is DIR/book")
	w.flags(root)
	root.AddCommand(a.checkCommand(), a.testCommand(), a.verifyCommand(), a.whereCommand(), a.watchCommand())
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"})
	help.Args = func(_ *cobra.Command, args []string) error {
		if found, _, err := root.Find(args); len(args) > 0 && (err != nil || found == root) {
			return usagef("unknown command %q", strings.Join(args, " "))
		}
		return nil
	}
	return root
}
