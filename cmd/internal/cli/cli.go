// Package cli is what the commands have in common: how they begin, how they
// read their line, and what they say and return when they end.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"draco/cmd/internal/place"
	"draco/tangle"
)

// The exit statuses.
const (
	OK     = 0
	Failed = 1 // faults of the book, stale files, failed tests, a port in use
	Misuse = 2 // not a command, flag or argument of ours
)

// ErrFailed ends a command that has said itself what is wrong.
var ErrFailed = errors.New("failed")

// A usageError is a command line that makes no sense.
type usageError struct{ error }

// Usagef is the error of a command line that makes no sense.
func Usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// A Command is one run of a command.
type Command struct {
	Place    place.Place // of the book, once the line is read
	Out, Err io.Writer
}

// Main runs a command until it ends or is told to, and ends the process.
// Signals also come when the terminal is closed or the reader of a pipe has
// gone: what was started is ended, and temporary folders go. A second signal
// has its usual way.
func Main(run func(ctx context.Context, args []string, stdout, stderr io.Writer) int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	context.AfterFunc(ctx, stop)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// Run reads the line and carries it out. All that there is to say against the
// book or the line comes back as an error, and is printed here.
func (c *Command) Run(ctx context.Context, root *cobra.Command, args []string) (status int) {
	c.complete(root)
	root.SetArgs(args)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	err := root.ExecuteContext(ctx)
	usage, isUsage := errors.AsType[usageError](err)
	faults, isFaults := errors.AsType[tangle.Errors](err)
	switch {
	case err == nil:
		return OK
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		fmt.Fprintf(c.Err, "%s: interrupted\n", root.Name())
	case errors.Is(err, ErrFailed):
	case isUsage:
		fmt.Fprintf(c.Err, "%s: %v\nRun '%s help' for usage.\n", root.Name(), usage, root.Name())
		return Misuse
	case isFaults:
		fmt.Fprintln(c.Err, c.Place.Shown(faults))
	default:
		fmt.Fprintf(c.Err, "%s: %v\n", root.Name(), err)
	}
	return Failed
}

// complete gives a root command what all of them have: the flag -C, the place
// of the book, and errors that tell misuse from failure.
func (c *Command) complete(root *cobra.Command) {
	chdir := root.PersistentFlags().StringP("chdir", "C", "", "change to `DIR` first: the book is DIR/book")
	root.PersistentPreRunE = func(*cobra.Command, []string) (err error) {
		c.Place, err = place.Find(*chdir)
		return err
	}
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			return Usagef("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
		}
		return Usagef("unknown command %q", args[0])
	}
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"})
	help.Args = func(_ *cobra.Command, args []string) error {
		if found, _, err := root.Find(args); len(args) > 0 && (err != nil || found == root) {
			return Usagef("unknown command %q", strings.Join(args, " "))
		}
		return nil
	}
}

// NoArgs checks that a subcommand has no arguments.
func NoArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef("%s takes no arguments", cmd.CommandPath())
	}
	return nil
}
