package watch

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// wait fails the test if nothing comes; a save is told in far less time.
func wait(t *testing.T, told <-chan bool, what string) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(20 * time.Second):
		t.Fatalf("nobody was told that %s", what)
	}
}

func save(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("words"), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "book")
	save(t, filepath.Join(dir, "01-one.md"))
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan bool, 100)
	ended := make(chan error)
	chapters := func(name string) bool { return strings.HasSuffix(name, ".md") }
	go func() { ended <- f.Run(ctx, chapters, func() { told <- true }) }()

	save(t, filepath.Join(dir, "01-one.md"))
	wait(t, told, "a file was saved")

	// The folder is replaced, as some tools do, and watched again.
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(dir, "01-one.md"))
	wait(t, told, "the folder was replaced")
	save(t, filepath.Join(dir, "02-two.md"))
	wait(t, told, "a file was saved in the new folder")

	// So is one that comes with a file in it.
	aside := filepath.Join(t.TempDir(), "answers")
	save(t, filepath.Join(aside, "01-one.md"))
	if err := os.Rename(aside, filepath.Join(dir, "answers")); err != nil {
		t.Fatal(err)
	}
	wait(t, told, "a folder came")
	save(t, filepath.Join(dir, "answers", "01-one.md"))
	wait(t, told, "a file was saved in the folder that came")

	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestOpenNothing(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
