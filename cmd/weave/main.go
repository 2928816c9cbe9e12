// Command weave turns the book into a website, or serves it while it is
// written.
package main

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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// The exit statuses.
const (
	ok     = 0
	failed = 1 // faults of the book, files in the way, a port in use
	misuse = 2 // not a command, flag or argument of ours
)

// A usageError is a command line that makes no sense.
type usageError struct{ error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// run is the command. All that it has to say against the book or the command
// line comes back as an error and is printed here.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout}
	root := a.command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		fmt.Fprintln(stderr, "weave: interrupted")
		return failed
	}
	switch usage, isUsage := errors.AsType[usageError](err); {
	case err == nil:
		return ok
	case isUsage:
		fmt.Fprintf(stderr, "weave: %v\nRun 'weave help' for usage.\n", usage)
		return misuse
	}
	if faults, ok := errors.AsType[tangle.Errors](err); ok {
		fmt.Fprintln(stderr, a.place.Shown(faults))
		return failed
	}
	fmt.Fprintf(stderr, "weave: %v\n", err)
	return failed
}

// An app is one run of the command.
type app struct {
	out   io.Writer
	chdir string // -C
	place place.Place
}

func (a *app) command() *cobra.Command {
	var output, addr string
	root := &cobra.Command{
		Use:   "weave",
		Short: "Turn the book into a website",
		Long: `Weave turns the chapters of the book into a website: a page for each chapter, a
style sheet and an icon. Files that did not change are left alone, pages of
chapters that the book has no more are removed, and a file that weave did not
write is refused.

The book is book/ in the nearest folder upwards that has book/ and go.mod.
Where there is none, it is the copy of the book inside the command.

Exit status: 0; 1 if anything is wrong; 2 for a wrong command line.`,
		Example: `  weave               write the site to public/
  weave -o /tmp/book  write it elsewhere
  weave serve         serve it at http://localhost:4000 while you write`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				return usagef("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
			}
			return usagef("unknown command %q", args[0])
		},
		PersistentPreRunE: func(*cobra.Command, []string) (err error) {
			a.place, err = place.Find(a.chdir)
			return err
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return usagef("-o needs a folder")
			}
			return a.build(cmd.Context(), output)
		},
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().StringVarP(&a.chdir, "chdir", "C", "", "change to `DIR` first: the book is DIR/book")
	root.Flags().StringVarP(&output, "output", "o", "public", "write the site to `DIR`")
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve the book, and reload it in the browser when it is saved",
		Long: `Serve shows the book at a local address. Whenever a chapter or a figure is
saved, the site is built again and open pages reload; what is wrong with the
book stands on the page. Nothing is written. Ctrl-C ends it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("%s takes no arguments", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), addr) },
	}
	serve.Flags().StringVar(&addr, "addr", "localhost:4000", "listen on `HOST:PORT`")
	root.AddCommand(serve)
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
