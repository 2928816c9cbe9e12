package main

import (
	"fmt"
	"go/token"
	"path/filepath"

	"github.com/spf13/cobra"

	"draco/tangle"
	"draco/tangle/gotest"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Report everything that is wrong with the book",
		Long: `Check reads all chapters and reports every fault of the notation, the names and
the Go files, and every file in generated/ that is not what the book says. It
writes nothing.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, snaps, err := a.load()
			if err != nil {
				return err
			}
			if a.place.Embedded() {
				fmt.Fprintf(a.out, "%s: nothing wrong\n", gotest.Plural(len(snaps), "chapter"))
				return nil
			}
			dir := a.generated()
			outputs := tangle.Generated(snaps, a.place.Module)
			plan, err := tangle.Compare(dir, outputs)
			faults := tangle.Faults(err)
			for _, action := range planned(plan) {
				faults = append(faults, stale(dir, action))
			}
			if err := faults.Err(); err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s, %s in %s: nothing wrong\n", gotest.Plural(len(snaps), "chapter"), gotest.Plural(len(outputs), "file"), a.place.Show(dir))
			return nil
		},
	}
}

// planned are the actions of a plan, if there is one.
func planned(plan *tangle.Plan) []tangle.Action {
	if plan == nil {
		return nil
	}
	return plan.Actions
}

// stale is the fault of a file that is not what the book says.
func stale(dir string, a tangle.Action) *tangle.Error {
	msg := map[tangle.Verb]string{
		tangle.ToCreate: "missing: run tangle",
		tangle.ToChange: "older than the book: run tangle",
		tangle.ToDelete: "no longer in the book: run tangle",
	}[a.Verb]
	return &tangle.Error{Pos: token.Position{Filename: filepath.Join(dir, filepath.FromSlash(a.Path))}, Msg: msg}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments", cmd.CommandPath())
	}
	return nil
}
