package gotest

import (
	"path/filepath"
	"strings"
	"testing"
)

// To Go's cache a program is the same in every run: the book has hundreds of
// them, and most are those of the run before.
func TestCompiledOnce(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	id := func() string {
		b, err := NewBuilder(func(name string) string { return name })
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if faults, err := b.Build(t.Context(), emitted(t)); faults != nil || err != nil {
			t.Fatal(faults, err)
		}
		cmd, err := command(t.Context(), b.work.program, b.work.temp, "list", "-export", "-f={{.BuildID}}", "./ch01")
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.Output()
		if err != nil || strings.TrimSpace(string(out)) == "" {
			t.Fatalf("%q, %v", out, err)
		}
		return string(out)
	}
	if first, second := id(), id(); first != second {
		t.Errorf("it was %s, and is %s the next time", first, second)
	}
}

// Two runs at a time do not share a folder, and nothing of what a run was killed
// with stops the next one.
func TestUsualFolder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for i, want := range []string{"tangle-x-1", "tangle-x-2"} {
		dir, err := UsualFolder("x")
		if err != nil || filepath.Base(dir) != want {
			t.Errorf("run %d: %s, %v; want %s", i, dir, err, want)
		}
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	if dir, err := UsualFolder("x"); err == nil {
		t.Errorf("%s in a folder that is not there", dir)
	}
}
