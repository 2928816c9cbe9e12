package main

import (
	"errors"
	"fmt"
	"go/build"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"draco/cmd/internal/cli"
	"draco/tangle"
	"draco/tangle/gotest"
)

// A writer is the command without a subcommand.
type writer struct {
	*app
	dry     bool
	dir     string
	chapter int
	answer  string
	module  string
	name    string
}

func (w *writer) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVarP(&w.dry, "dry-run", "n", false, "show as a diff what would be written, and write nothing")
	f.StringVarP(&w.dir, "output", "o", "", "write the framework into `DIR`, as a module of your own")
	f.IntVar(&w.chapter, "chapter", 0, "with -o: as of the end of chapter `N` (default the last)")
	f.StringVar(&w.answer, "answer", "", "with -o: with answer `N.M` in it, to challenge M of chapter N")
	f.StringVar(&w.module, "module", "", "with -o: the module's `PATH` (default that of DIR/go.mod, or draco)")
	f.StringVar(&w.name, "package", "", "with -o: the package's `NAME` (default that of the files in DIR, or draco)")
}

func (w *writer) run(cmd *cobra.Command, _ []string) error {
	if !cmd.Flags().Changed("output") {
		for _, flag := range []string{"chapter", "answer", "module", "package"} {
			if cmd.Flags().Changed(flag) {
				return cli.Usagef("--%s goes with -o", flag)
			}
		}
		return w.generate()
	}
	if w.dir == "" {
		return cli.Usagef("-o needs a folder")
	}
	if cmd.Flags().Changed("answer") {
		if cmd.Flags().Changed("chapter") {
			return cli.Usagef("--chapter does not go with --answer, which says the chapter: --answer 1.2 is challenge 2 of chapter 1")
		}
		if !locator.MatchString(w.answer) {
			return cli.Usagef("--answer %s: write the chapter and the challenge, 1.2", w.answer)
		}
	}
	if w.name != "" && !token.IsIdentifier(w.name) || w.name == "_" || w.name == "main" {
		return cli.Usagef("--package %s: not the name of a package that can be imported", w.name)
	}
	if w.module != "" {
		if err := module.CheckImportPath(w.module); err != nil {
			return cli.Usagef("--module: %v", err)
		}
	}
	return w.own(cmd.Flags().Changed("chapter"))
}

var locator = regexp.MustCompile(`^\d+\.\d+$`)

// generate writes generated/.
func (w *writer) generate() error {
	if w.Place.Embedded() {
		return errEmbedded
	}
	book, err := w.read()
	if err != nil {
		return err
	}
	snaps, err := book.Snapshots()
	outputs := tangle.Generated(snaps, w.Place.Module)
	plan, err := w.write(w.generated(), outputs, err)
	if err != nil {
		return err
	}
	w.say(w.generated(), len(outputs), plan)
	return nil
}

// own writes the framework as a module of the reader's own.
func (w *writer) own(chosen bool) error {
	dir, err := filepath.Abs(w.dir)
	if err != nil {
		return err
	}
	if inside, err := w.Place.Holds(dir); err != nil {
		return err
	} else if inside {
		return fmt.Errorf("-o %s is in the book's own repository, %s; choose a folder outside of it", w.dir, w.Place.Show(w.Place.Root))
	}
	snap, err := w.choose(chosen)
	if snap == nil {
		return err
	}
	gomod := filepath.Join(dir, "go.mod")
	path, modErr := w.modulePath(gomod)
	if modErr != nil {
		return modErr
	}
	if pkg, _ := build.ImportDir(dir, 0); w.name == "" && len(pkg.GoFiles) > 0 {
		w.name = pkg.Name
	} else if w.name == "" {
		w.name = tangle.Module
	}
	outputs := snap.Emit(tangle.Target{Path: path, Package: w.name})
	plan, err := w.write(dir, outputs, err)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(gomod); w.dry && errors.Is(err, fs.ErrNotExist) {
		plan.Actions = append(plan.Actions, tangle.Action{Path: "go.mod", New: gotest.GoMod(path), Verb: tangle.ToCreate})
	}
	w.say(dir, len(outputs), plan)
	if w.dry {
		return nil
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

// choose reads the program that is asked for: that of a chapter, or of an
// answer. The error may come with the program: the faults of its files. Those
// of an answer are found by loading, for they are told in its own terms.
func (w *writer) choose(chapter bool) (*tangle.Snapshot, error) {
	if w.answer != "" {
		book, _, err := w.load()
		if err != nil {
			return nil, err
		}
		a, err := book.Answer(w.answer)
		if err != nil {
			return nil, err
		}
		return a.Snapshot()
	}
	book, err := w.read()
	if err != nil {
		return nil, err
	}
	if !chapter {
		w.chapter = book.Last()
	}
	return book.Snapshot(w.chapter)
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
		return "", fmt.Errorf("%s names no module", w.Place.Show(gomod))
	case w.module != "" && w.module != path:
		return "", fmt.Errorf("%s says module %s, and --module says %s; leave --module out, or choose another folder",
			w.Place.Show(gomod), path, w.module)
	}
	return path, nil
}

// write brings a folder up to date, or with -n only plans that. Nothing is
// written if anything is wrong, the error of the outputs included.
func (w *writer) write(dir string, outputs []*tangle.Output, err error) (plan *tangle.Plan, _ error) {
	if err != nil || w.dry {
		plan, err = compare(dir, outputs, err)
	} else {
		plan, err = tangle.Update(dir, outputs)
	}
	if err != nil {
		return nil, w.complete(err)
	}
	return plan, nil
}

// compare plans the writing of outputs and checks those that differ, as Update
// does. The faults are added to those that the outputs have already.
func compare(dir string, outputs []*tangle.Output, faulty error) (*tangle.Plan, error) {
	plan, err := tangle.Compare(dir, outputs)
	switch {
	case plan == nil && faulty != nil:
		return nil, faulty
	case plan == nil:
		return nil, err
	}
	differs := map[string]bool{}
	for _, a := range plan.Actions {
		differs[a.Path] = true
	}
	changed := slices.DeleteFunc(slices.Clone(outputs), func(o *tangle.Output) bool { return !differs[o.Path] })
	return plan, slices.Concat(tangle.Faults(faulty), tangle.Faults(err), tangle.Faults(tangle.Check(changed))).Err()
}

// say tells in one line what was done, or shows with -n what would be.
func (w *writer) say(dir string, files int, plan *tangle.Plan) {
	if w.dry {
		showPlan(w.Out, w.Place.Show(dir), plan)
		return
	}
	fmt.Fprintln(w.Out, summary(w.Place.Show(dir), files, plan))
}

// summary is "generated: 12 files, 3 changed, 1 removed".
func summary(dir string, files int, plan *tangle.Plan) string {
	count := map[tangle.Verb]int{}
	for _, a := range plan.Actions {
		count[a.Verb]++
	}
	text := fmt.Sprintf("%s: %s", dir, gotest.Plural(files, "file"))
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

// showPlan prints a plan as a unified diff.
func showPlan(out io.Writer, dir string, plan *tangle.Plan) {
	if len(plan.Actions) == 0 {
		fmt.Fprintln(out, "nothing to do")
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
}
