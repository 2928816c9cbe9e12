package tangle

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// program is a book of one chapter with a file for each body.
func program(t *testing.T, files map[string]string) []*Output {
	t.Helper()
	text := "# One\n"
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text += fmt.Sprintf("\n```go\n// <<%s>> :=\npackage p\n\n%s```\n", name, files[name])
	}
	_, snaps, err := Load(fstest.MapFS{"book/01-one.md": {Data: []byte(text)}}, "book")
	if err != nil {
		t.Fatal(err)
	}
	return snaps[0].Emit(Target{"", Module, Module})
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want a fault that says %q", err, want)
	}
}

func TestUpdate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	first := program(t, map[string]string{"a.go": "const A = 1\n", "sub/b.go": "const B = 2\n", "c.go": "const C = 3\n"})
	plan, err := Update(dir, first)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Actions) != 3 || plan.Unchanged != 0 {
		t.Errorf("the first run plans %v", plan.Actions)
	}
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name := range tree(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if plan, err = Update(dir, first); err != nil || len(plan.Actions) != 0 || plan.Unchanged != 3 {
		t.Errorf("the second run: %+v, %v", plan, err)
	}
	write(t, filepath.Join(dir, "own.txt"), "the reader's own\n")
	write(t, filepath.Join(dir, "other/go.mod"), "module other\n")
	write(t, filepath.Join(dir, "other/a.go"), first[0].Data) // of another run: no orphan of this one
	second := program(t, map[string]string{"a.go": "const A = 1\n", "c.go": "const C = 4\n"})
	plan, err = Update(dir, second)
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, a := range plan.Actions {
		did = append(did, string(a.Verb)+" "+a.Path)
	}
	if want := []string{"change c.go", "delete sub/b.go"}; !slices.Equal(did, want) {
		t.Errorf("the third run did %q, want %q", did, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "a.go")); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("an unchanged file was touched: %v, %v", info.ModTime(), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "sub")); err == nil {
		t.Error("an empty folder is left")
	}
	want := map[string]string{
		"own.txt": "the reader's own\n", "other/go.mod": "module other\n", "other/a.go": first[0].Data,
	}
	for _, o := range second {
		want[o.Path] = o.Data
	}
	if got := tree(t, dir); !maps.Equal(got, want) {
		t.Errorf("the folder holds %v", slices.Sorted(maps.Keys(got)))
	}
}

// The faults of an output folder, for the catalogue.
const (
	foreignFile = "not written by tangle, and in the way"
	editedFile  = "edited by hand since tangle wrote it"
	blockedFile = "cannot be written:"
)

func TestConflicts(t *testing.T) {
	outputs := program(t, map[string]string{"a.go": "const A = 1\n", "b.go": "const B = 1\n"})
	for _, test := range []struct {
		name, want string
		prepare    func(dir string)
	}{
		{"foreign file", foreignFile, func(dir string) {
			write(t, filepath.Join(dir, "a.go"), "package mine\n")
		}},
		{"edited file", editedFile, func(dir string) {
			write(t, filepath.Join(dir, "a.go"), strings.Replace(outputs[0].Data, "A = 1", "A = 2", 1))
		}},
		{"edited orphan", "the book has it no more", func(dir string) {
			write(t, filepath.Join(dir, "gone.go"), strings.Replace(outputs[0].Data, "A = 1", "A = 2", 1))
		}},
		{"folder in the way", blockedFile, func(dir string) {
			write(t, filepath.Join(dir, "a.go/file"), "")
		}},
		{"link in the way", blockedFile, func(dir string) {
			write(t, filepath.Join(dir, "elsewhere"), "")
			if err := os.Symlink("elsewhere", filepath.Join(dir, "a.go")); err != nil {
				t.Skip(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			test.prepare(dir)
			before := tree(t, dir)
			_, err := Update(dir, outputs)
			wantFault(t, err, test.want)
			if after := tree(t, dir); !maps.Equal(before, after) {
				t.Errorf("something was written all the same: %v", after)
			}
		})
	}
}

// TestLinkOutside: a link that leads out of the folder is not followed.
func TestLinkOutside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "sub")); err != nil {
		t.Skip(err)
	}
	_, err := Update(dir, program(t, map[string]string{"sub/a.go": "const A = 1\n"}))
	wantFault(t, err, "cannot be written:")
	if got := tree(t, outside); len(got) != 0 {
		t.Errorf("a link led out of the folder: %v", got)
	}
}

func TestFaultLeavesNoTrace(t *testing.T) {
	book, err := Read(fstest.MapFS{"book/01-one.md": {Data: []byte("# One\n\n```go\n// <<a.go>> :=\npackage  a\n```\n")}}, "book")
	if err != nil {
		t.Fatal(err)
	}
	snap, err := book.Snapshot(1)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "out")
	_, err = Update(dir, snap.Emit(Target{"", Module, Module}))
	wantFault(t, err, "not gofmt-clean")
	if _, err := os.Stat(dir); err == nil {
		t.Error("the output folder was made all the same")
	}
}

// TestTwoRuns has many runs of two books write one folder at once; at the end
// every file is whole, and all are of one book.
func TestTwoRuns(t *testing.T) {
	dir := t.TempDir()
	var books [2][]*Output
	for i := range books {
		files := map[string]string{}
		for j := range 20 {
			files[fmt.Sprintf("f%02d.go", j)] = fmt.Sprintf("const F%d = %d\n", j, i)
		}
		books[i] = program(t, files)
	}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			if _, err := Update(dir, books[i%2]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := tree(t, dir)
	whole := func(book []*Output) bool {
		return len(got) == len(book) && !slices.ContainsFunc(book, func(o *Output) bool { return got[o.Path] != o.Data })
	}
	if !whole(books[0]) && !whole(books[1]) {
		t.Errorf("the folder holds neither book: %v", slices.Sorted(maps.Keys(got)))
	}
}

// TestKill kills a process that writes two versions of a book in turn, at no
// chosen moment, and looks at what it left: each file is one of the two
// versions, whole. The next run removes what else is there.
func TestKill(t *testing.T) {
	version := func(n int) []*Output {
		files := map[string]string{}
		for j := range 8 {
			files[fmt.Sprintf("f%d.go", j)] = strings.Repeat(fmt.Sprintf("// version %d\n", n), 3000) + "const X = 1\n"
		}
		return program(t, files)
	}
	versions := [2][]*Output{version(0), version(1)}
	if dir := os.Getenv("TANGLE_TEST_KILL"); dir != "" {
		for i := 0; ; i++ {
			if _, err := Update(dir, versions[i%2]); err != nil {
				t.Fatal(err)
			}
			if i == 1 {
				fmt.Println("writing")
			}
		}
	}
	dir := t.TempDir()
	for range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKill$")
		cmd.Env = append(os.Environ(), "TANGLE_TEST_KILL="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatalf("the writer did not begin: %q, %v", line, err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed: that is its error
		for name, data := range tree(t, dir) {
			if !isTemporary(filepath.Base(name)) && ownerOf(data) != ours {
				t.Fatalf("%s is half a file (%d bytes)", name, len(data))
			}
		}
	}
	if _, err := Update(dir, versions[0]); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); len(got) != len(versions[0]) {
		t.Errorf("leftovers: %v", slices.Sorted(maps.Keys(got)))
	}
}
