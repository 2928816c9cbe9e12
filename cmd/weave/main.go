// Weave builds the book into a website, or serves it while it is written.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"draco/cmd/internal/place"
	"draco/tangle"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(Main())
}

// Main runs the command and returns its exit code: 0, or 1 if something is
// wrong with the book or the disk, or 2 if the command was called wrongly.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// failed marks the errors of a run, to tell them from those of its call.
type failed struct{ error }

func (f failed) Unwrap() error { return f.error }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := command()
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if _, ok := errors.AsType[failed](err); !ok {
		fmt.Fprintf(stderr, "weave: %v\nRun 'weave help' for usage.\n", err)
		return 2
	}
	if faults, ok := errors.AsType[tangle.Errors](err); ok {
		fmt.Fprintln(stderr, faults)
	} else {
		fmt.Fprintf(stderr, "weave: %v\n", err)
	}
	return 1
}

func command() *cobra.Command {
	var dir, out, addr string
	var at place.Place
	root := &cobra.Command{
		Use:   "weave",
		Short: "Build the book into a website",
		Long: `Weave builds the chapters in book/ into a website.

The book is book/ in the nearest folder upwards that has book/ and go.mod.
Where there is none, it is the copy of the book inside the command.

Exit status: 0; 1 if anything is wrong; 2 for a wrong command line.`,
		Example:       "  weave -o public\n  weave serve",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			var err error
			if at, err = place.Find(dir); err != nil {
				return failed{err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := build(at, out, cmd.OutOrStdout()); err != nil {
				return failed{err}
			}
			return nil
		},
	}
	root.PersistentFlags().StringVarP(&dir, "chdir", "C", "", "change to `DIR` first: the book is DIR/book")
	root.Flags().StringVarP(&out, "output", "o", "public", "write the site to `DIR`")
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve the book, and reload it in the browser when it is saved",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := serve(cmd.Context(), at, addr, cmd.OutOrStdout()); err != nil {
				return failed{err}
			}
			return nil
		},
	}
	serve.Flags().StringVar(&addr, "addr", "localhost:4000", "listen on `HOST:PORT`")
	root.AddCommand(serve)
	root.CompletionOptions.DisableDefaultCmd = true
	return root
}
