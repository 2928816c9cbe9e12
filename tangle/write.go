package tangle

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Plan is what a run would do to an output folder, and has not done yet.
type Plan struct {
	Dir       string
	Actions   []Action // sorted by path
	Unchanged int      // files that are as they should be

	outputs []*Output // those that differ from the disk
	stale   []string  // leftovers of a run that was killed
}

// An Action creates (Old is empty), changes, or deletes (New is empty) a file.
type Action struct {
	Path     string // in the output folder
	Old, New string
	Verb     Verb
}

// A Verb is what a plan does to a file.
type Verb string

const (
	ToCreate Verb = "create"
	ToChange Verb = "change"
	ToDelete Verb = "delete"
)

// Compare plans the writing of outputs to a folder and writes nothing. The
// error is the conflicts: files in the way that tangle did not write, or that
// were edited since. Files that tangle wrote and that the book has no more are
// planned to go.
func Compare(dir string, outputs []*Output) (*Plan, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return compare(nil, dir, outputs)
	} else if err != nil {
		return nil, err
	}
	defer root.Close()
	return compare(root, dir, outputs)
}

// Update compares, checks what changed, and writes it, one run at a time in a
// folder. Nothing is written if anything is wrong.
func Update(dir string, outputs []*Output) (*Plan, error) {
	checked := false
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		// A run that fails leaves no trace, an empty folder neither.
		if err := Check(outputs); err != nil {
			return nil, err
		}
		checked = true
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	unlock, err := lock(dir)
	if err != nil {
		return nil, fmt.Errorf("waiting for another run in %s: %w", dir, err)
	}
	defer unlock()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	plan, err := compare(root, dir, outputs)
	faults := Faults(err)
	if !checked {
		faults = append(faults, Faults(Check(plan.outputs))...)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return plan, plan.apply(root)
}

func compare(root *os.Root, dir string, outputs []*Output) (*Plan, error) {
	plan := &Plan{Dir: dir}
	var faults Errors
	planned := map[string]bool{}
	for _, o := range outputs {
		planned[o.Path] = true
		old, err := readFile(root, o.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			plan.Actions = append(plan.Actions, Action{o.Path, "", o.Data, ToCreate})
		case err != nil:
			faults = append(faults, conflict(dir, o.Path, "cannot be written: "+reason(err)).
				hintf("a folder, a link or a file of another kind is in the way: move it"))
			continue
		case old == o.Data:
			plan.Unchanged++
			continue
		default:
			if fault := protect(dir, o.Path, old); fault != nil {
				faults = append(faults, fault)
				continue
			}
			plan.Actions = append(plan.Actions, Action{o.Path, old, o.Data, ToChange})
		}
		plan.outputs = append(plan.outputs, o)
	}
	faults = append(faults, plan.orphans(root, planned)...)
	slices.SortFunc(plan.Actions, func(a, b Action) int { return strings.Compare(a.Path, b.Path) })
	return plan, faults.Err()
}

// protect refuses a file that is not as tangle left it.
func protect(dir, name, content string) *Error {
	switch ownerOf(content) {
	case foreign:
		return conflict(dir, name, "not written by tangle, and in the way").
			hintf("move or delete it, then run tangle again")
	case edited:
		return conflict(dir, name, "edited by hand since tangle wrote it").
			hintf("move the edit into the book (tangle where finds the place) or into a file of your own, delete this one, then run tangle again")
	}
	return nil
}

func conflict(dir, name, msg string) *Error {
	return faultf(token.Position{Filename: filepath.Join(dir, filepath.FromSlash(name))}, "%s", msg)
}

// orphans finds the files that tangle wrote once and the book has no more, and
// what a killed run has left. Other people's files are none of our business.
func (p *Plan) orphans(root *os.Root, planned map[string]bool) (faults Errors) {
	if root == nil {
		return nil
	}
	err := fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // a folder that we may not read holds nothing of ours
		case e.IsDir() && name != "." && elsewhere(root, name):
			return fs.SkipDir
		case !e.Type().IsRegular() || planned[name]:
			return nil
		case isTemporary(e.Name()):
			p.stale = append(p.stale, name)
			return nil
		}
		content, err := readGenerated(root, name)
		if err != nil || ownerOf(content) == foreign {
			return nil
		}
		if fault := protect(p.Dir, name, content); fault != nil {
			fault.Msg += ", and the book has it no more"
			fault.Hint = "move the edit into the book or into a file of your own, then delete this one"
			faults = append(faults, fault)
			return nil
		}
		p.Actions = append(p.Actions, Action{name, content, "", ToDelete})
		return nil
	})
	if err != nil {
		faults = append(faults, &Error{Pos: token.Position{Filename: p.Dir}, Msg: err.Error()})
	}
	return faults
}

// elsewhere tells whether a folder is somebody else's: of git, of npm, or a
// module of its own, which another run may have written.
func elsewhere(root *os.Root, folder string) bool {
	base := path.Base(folder)
	_, err := root.Stat(filepath.FromSlash(path.Join(folder, "go.mod")))
	return base == ".git" || base == "node_modules" || err == nil
}

func readFile(root *os.Root, name string) (string, error) {
	if root == nil {
		return "", fs.ErrNotExist
	}
	name = filepath.FromSlash(name)
	if info, err := root.Lstat(name); err != nil {
		return "", err
	} else if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is not a regular file", name)
	}
	data, err := root.ReadFile(name)
	return string(data), err
}

// readGenerated reads a file if its beginning has the header, and "" if not: a
// folder may hold large files that have nothing to do with us.
func readGenerated(root *os.Root, name string) (string, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return "", err
	}
	defer f.Close()
	start := make([]byte, 512)
	n, err := io.ReadFull(f, start)
	if !bytes.Contains(start[:n], []byte(headerStart)) {
		return "", nil
	}
	if err != nil { // the file is shorter than that
		return string(start[:n]), nil
	}
	rest, err := io.ReadAll(f)
	return string(start) + string(rest), err
}

// reason is an error without the path that the message has already.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// Check reports what is wrong with Go files that are about to be written:
// syntax, form, unused imports. A text that several chapters share is checked
// once.
func Check(outputs []*Output) error {
	files := make([]*File, len(outputs))
	for i, o := range outputs {
		files[i] = o.from
	}
	return checkFiles(files).Err()
}

func checkFiles(files []*File) Errors {
	seen := map[string]bool{}
	var todo []*File
	for _, f := range files {
		if text := f.Text(); !f.faulty && !seen[text] {
			seen[text] = true
			todo = append(todo, f)
		}
	}
	found := make([]Errors, len(todo))
	var wg sync.WaitGroup
	for i, f := range todo {
		wg.Go(func() { found[i] = f.check() })
	}
	wg.Wait()
	return slices.Concat(found...)
}

// apply carries the plan out. A file is replaced in one step: at any moment,
// also in a crash, it is the old one or the new one.
func (p *Plan) apply(root *os.Root) error {
	for _, name := range p.stale {
		_ = root.Remove(filepath.FromSlash(name)) // of no use to anybody; if it stays, it stays
	}
	for _, a := range p.Actions {
		var err error
		if a.Verb == ToDelete {
			err = remove(root, a.Path)
		} else {
			err = replace(root, a.Path, a.New)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(p.Dir, filepath.FromSlash(a.Path)), err)
		}
	}
	return nil
}

const temporary = ".tangle-tmp"

func isTemporary(name string) bool {
	return strings.HasPrefix(name, ".") && strings.HasSuffix(name, temporary)
}

// replace writes a file beside its place and moves it there. The root refuses
// any way out of the folder, through links too.
func replace(root *os.Root, name, content string) (err error) {
	folder := path.Dir(name)
	if err := root.MkdirAll(filepath.FromSlash(folder), 0o777); err != nil {
		return err
	}
	mode := fs.FileMode(0o666)
	if strings.HasPrefix(content, "#!") {
		mode = 0o777
	}
	temp := filepath.FromSlash(path.Join(folder, fmt.Sprintf(".%s.%d%s", path.Base(name), os.Getpid(), temporary)))
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, content)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = root.Rename(temp, filepath.FromSlash(name))
	}
	if err != nil {
		_ = root.Remove(temp)
	}
	return err
}

// remove deletes a file, and the folders that are empty without it.
func remove(root *os.Root, name string) error {
	if err := root.Remove(filepath.FromSlash(name)); err != nil {
		return err
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if root.Remove(filepath.FromSlash(dir)) != nil {
			break // not empty
		}
	}
	return nil
}
