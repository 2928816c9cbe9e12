package gotest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"draco/tangle"
)

var errNoGo = errors.New("the go command is not on the PATH; Go is at https://go.dev/dl")

// command prepares a run of the go command in a folder. When the context ends,
// so does the command, and on Unix all that is in its process group; its
// temporary files go to temp.
func command(ctx context.Context, dir, temp string, args ...string) (*exec.Cmd, error) {
	program, err := exec.LookPath("go")
	if err != nil {
		return nil, errNoGo
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+goflags(os.Getenv("GOFLAGS")), "GOTMPDIR="+temp, "TMPDIR="+temp)
	cmd.WaitDelay = 5 * time.Second
	ownGroup(cmd)
	return cmd, nil
}

// goflags drops what chooses another module than the one in the folder.
func goflags(value string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(value), func(flag string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		return name == "mod" || name == "modfile" || name == "overlay"
	}), " ")
}

// A workshop is a temporary folder with one for the program in it, and one for
// the temporary files of what runs there.
type workshop struct{ dir, program, temp string }

func newWorkshop() (*workshop, error) {
	dir, err := os.MkdirTemp("", "tangle")
	if err != nil {
		return nil, err
	}
	return openWorkshop(dir)
}

func openWorkshop(dir string) (*workshop, error) {
	dir = unlinked(dir)
	w := &workshop{dir, filepath.Join(dir, tangle.Module), filepath.Join(dir, "tmp")}
	if err := errors.Join(os.Mkdir(w.program, 0o777), os.Mkdir(w.temp, 0o777)); err != nil {
		w.remove()
		return nil, err
	}
	return w, nil
}

// UsualFolder makes a temporary folder that has the same name in every run,
// unless another run has it just now. Go tells what it has compiled before also
// by the folder, which panics and the framework's own pages name: in a new one,
// all of it would be compiled anew.
func UsualFolder(purpose string) (string, error) {
	for i := 1; ; i++ {
		dir := filepath.Join(os.TempDir(), fmt.Sprintf("tangle-%s-%d", purpose, i))
		if err := os.Mkdir(dir, 0o700); !errors.Is(err, fs.ErrExist) {
			return dir, err
		}
	}
}

// remove removes the folder, and what a test may have made hard to remove.
func (w *workshop) remove() {
	if os.RemoveAll(w.dir) == nil {
		return
	}
	_ = filepath.WalkDir(w.dir, func(name string, e os.DirEntry, err error) error {
		if e != nil && e.IsDir() {
			_ = os.Chmod(name, 0o700)
		}
		return nil
	})
	_ = os.RemoveAll(w.dir)
}

// hasGo tells whether there is anything for the go command to do.
func hasGo(files []*tangle.File) bool {
	return slices.ContainsFunc(files, func(f *tangle.File) bool { return path.Ext(f.Path) == ".go" })
}

// GoMod is the go.mod of a module that needs nothing but the standard library.
func GoMod(module string) string { return "module " + module + "\n\ngo 1.26\n" }

// write puts a file below dir.
func write(dir, name, text string) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}
