package main

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/tangle"
	"draco/tangle/gotest"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Report everything that is wrong with the book",
		Long: `Check reads all chapters and the answers to their challenges, and reports every
fault of the notation, the names and the Go files, and every file in generated/
that is not what the book says. It writes nothing.`,
		Args: cli.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.check() },
	}
}

func (a *app) check() error {
	book, err := a.read()
	if err != nil {
		return err
	}
	snaps, err := book.Snapshots()
	outputs := tangle.Generated(snaps, a.Place.Module)
	faults := slices.Concat(tangle.Faults(err), tangle.Faults(tangle.Check(outputs)))
	faults = append(faults, book.CheckAnswers(faults)...)
	done := gotest.Plural(len(snaps), "chapter")
	if n := len(book.Answers); n > 0 {
		done += ", " + gotest.Plural(n, "answer")
	}
	if !a.Place.Embedded() {
		dir := a.generated()
		plan, err := tangle.Compare(dir, outputs)
		sound := faults == nil && plan != nil // else what to run tangle for comes later
		faults = append(faults, tangle.Faults(err)...)
		if sound {
			for _, action := range plan.Actions {
				faults = append(faults, stale(dir, action))
			}
		}
		done += fmt.Sprintf(", %s in %s", gotest.Plural(len(outputs), "file"), a.Place.Show(dir))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "%s: nothing wrong\n", done)
	return nil
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
