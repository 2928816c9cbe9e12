package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"draco/tangle"
	"draco/tangle/gotest"
)

// A writer is the command without a subcommand.
type writer struct {
	*app
	dry     bool
	dir     string
	chapter int
	module  string
	name    string
}

func (w *writer) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&w.dry, "dry-run", "n", false, "show as a diff what would be written, and write nothing")
	f.StringVarP(&w.dir, "output", "o", "", "write the framework into `DIR`, as a module of your own")
	f.IntVar(&w.chapter, "chapter", 0, "with -o: as of the end of chapter `N` (default the last)")
	f.StringVar(&w.module, "module", "", "with -o: the module's `PATH` (default that of DIR/go.mod, or draco)")
	f.StringVar(&w.name, "package", "draco", "with -o: the package's `NAME`")
}

func (w *writer) run(cmd *cobra.Command, _ []string) error {
	if !cmd.Flags().Changed("output") {
		for _, flag := range []string{"chapter", "module", "package"} {
			if cmd.Flags().Changed(flag) {
				return usagef("--%s goes with -o", flag)
			}
		}
		return w.generate()
	}
	if w.dir == "" {
		return usagef("-o needs a folder")
	}
	if !token.IsIdentifier(w.name) || w.name == "_" || w.name == "main" {
		return usagef("--package %s: not the name of a package that can be imported", w.name)
	}
	if w.module != "" {
		if err := module.CheckImportPath(w.module); err != nil {
			return usagef("--module: %v", err)
		}
	}
	return w.own(cmd.Flags().Changed("chapter"))
}

// generate writes generated/.
func (w *writer) generate() error {
	if w.place.Embedded() {
		return errEmbedded
	}
	book, err := w.read()
	if err != nil {
		return err
	}
	snaps, err := book.Snapshots()
	if err != nil {
		return err
	}
	return w.write(w.generated(), tangle.Generated(snaps, w.place.Module))
}

// own writes the framework as a module of the reader's own.
func (w *writer) own(chosen bool) error {
	book, err := w.read()
	if err != nil {
		return err
	}
	if !chosen {
		w.chapter = book.Last()
	}
	snap, err := book.Snapshot(w.chapter)
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(w.dir)
	if err != nil {
		return err
	}
	if w.place.Root != "" && dir == w.place.Root {
		return fmt.Errorf("%s is the book's own folder; choose another one", w.dir)
	}
	gomod := filepath.Join(dir, "go.mod")
	path, err := w.modulePath(gomod)
	if err != nil {
		return err
	}
	if err := w.write(dir, snap.Emit(tangle.Target{Path: path, Package: w.name})); err != nil || w.dry {
		return err
	}
	f, err := os.OpenFile(gomod, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil // never touched again: what it requires is the reader's to say
	} else if err != nil {
		return err
	}
	_, err = f.WriteString(gotest.GoMod(path))
	return errors.Join(err, f.Close())
}

// modulePath is the module that the files will be in: that of the folder's
// go.mod, or the one asked for. The two must not differ.
func (w *writer) modulePath(gomod string) (string, error) {
	data, err := os.ReadFile(gomod)
	if errors.Is(err, fs.ErrNotExist) {
		if w.module == "" {
			return tangle.Module, nil
		}
		return w.module, nil
	} else if err != nil {
		return "", err
	}
	path := modfile.ModulePath(data)
	switch {
	case path == "":
		return "", fmt.Errorf("%s names no module", w.place.Show(gomod))
	case w.module != "" && w.module != path:
		return "", fmt.Errorf("%s says module %s, and --module says %s; leave --module out, or choose another folder",
			w.place.Show(gomod), path, w.module)
	}
	return path, nil
}

// write brings a folder up to date, or shows what that would do, and says in
// one line what was done.
func (w *writer) write(dir string, outputs []*tangle.Output) error {
	if w.dry {
		plan, err := tangle.Compare(dir, outputs)
		if err != nil {
			return err
		}
		return showPlan(w.out, w.place.Show(dir), plan)
	}
	plan, err := tangle.Update(dir, outputs)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.out, summary(w.place.Show(dir), len(outputs), plan))
	return nil
}

// summary is "generated: 12 files, 3 changed, 1 removed".
func summary(dir string, files int, plan *tangle.Plan) string {
	count := map[tangle.Verb]int{}
	for _, a := range plan.Actions {
		count[a.Verb]++
	}
	text := fmt.Sprintf("%s: %s", dir, plural(files, "file"))
	for _, v := range []struct {
		verb tangle.Verb
		done string
	}{{tangle.ToCreate, "new"}, {tangle.ToChange, "changed"}, {tangle.ToDelete, "removed"}} {
		if n := count[v.verb]; n > 0 {
			text += fmt.Sprintf(", %d %s", n, v.done)
		}
	}
	if len(plan.Actions) == 0 {
		text += ", nothing to do"
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// showPlan prints a plan as a unified diff.
func showPlan(out io.Writer, dir string, plan *tangle.Plan) error {
	if len(plan.Actions) == 0 {
		fmt.Fprintln(out, "nothing to do")
		return nil
	}
	for _, a := range plan.Actions {
		name := filepath.Join(dir, filepath.FromSlash(a.Path))
		before, after := name, name
		switch a.Verb {
		case tangle.ToCreate:
			before = os.DevNull
		case tangle.ToDelete:
			after = os.DevNull
		}
		fmt.Fprint(out, udiff.Unified(before, after, a.Old, a.New))
	}
	return nil
}
