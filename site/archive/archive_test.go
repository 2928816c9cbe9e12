package archive

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"draco/book"
	"draco/tangle"
	"draco/tangle/gotest"
)

var modified = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Every chapter's archive, unpacked, vets; and its tests pass: those of the
// first chapter in every run, those of all chapters where CI=true.
func TestUnpacked(t *testing.T) {
	_, snaps, err := tangle.Load(book.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	for i, snap := range snaps {
		t.Run(Name(snap), func(t *testing.T) {
			data, err := Zip(snap, "All rights given.\n", modified)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(unpack(t, data), Name(snap))
			run(t, dir, "vet", "./...")
			if i == 0 || os.Getenv("CI") == "true" {
				run(t, dir, "test", "./...")
			}
		})
	}
}

func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	begin := time.Now()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	t.Logf("go %s took %s", args[0], time.Since(begin).Round(time.Millisecond))
}

func unpack(t *testing.T, data []byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, f := range files(t, data) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(f.text), f.Mode()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type packed struct {
	*zip.File
	text string
}

func files(t *testing.T, data []byte) map[string]packed {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]packed{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = packed{f, string(text)}
	}
	return all
}

func small(t *testing.T, name, text string) *tangle.Snapshot {
	t.Helper()
	source := "# Sockets\n\n```go\n" + text + "\n```\n"
	_, snaps, err := tangle.Load(fstest.MapFS{"01-" + name + ".md": {Data: []byte(source)}}, ".")
	if err != nil {
		t.Fatal(err)
	}
	return snaps[0]
}

func TestZip(t *testing.T) {
	snap := small(t, "sockets", "// <<cmd/beasty/main.go>> :=\npackage main\n\nfunc main() {}")
	data, err := Zip(snap, "All rights given.\n", modified)
	if err != nil {
		t.Fatal(err)
	}
	all := files(t, data)
	for name, want := range map[string]string{
		"go.mod":             gotest.GoMod("draco"),
		"LICENSE":            "All rights given.\n",
		"cmd/beasty/main.go": snap.Emit(tangle.Target{Path: "draco", Package: "draco"})[0].Data,
	} {
		f, ok := all["draco-ch01/"+name]
		if !ok || f.text != want {
			t.Errorf("%s is %q, want %q", name, f.text, want)
			continue
		}
		if !f.Modified.Equal(modified) || f.Mode() != 0o644 {
			t.Errorf("%s has %s %s", name, f.Mode(), f.Modified)
		}
	}
	readme := all["draco-ch01/README.txt"].text
	for _, want := range []string{"chapter 1, Sockets", "go test ./...", "go run ./cmd/beasty"} {
		if !strings.Contains(readme, want) {
			t.Errorf("the README does not say %q:\n%s", want, readme)
		}
	}
	if len(all) != 4 {
		t.Errorf("%d files, want 4", len(all))
	}
	elsewhere := modified.In(time.FixedZone("", 3600))
	if again, _ := Zip(snap, "All rights given.\n", elsewhere); !bytes.Equal(again, data) {
		t.Error("the same program at the same moment makes other bytes")
	}
}

func TestScript(t *testing.T) {
	data, err := Zip(small(t, "scripts", "# <<run.sh>> :=\n#!/bin/sh\ntrue"), "", modified)
	if err != nil {
		t.Fatal(err)
	}
	all := files(t, data)
	if got := all["draco-ch01/run.sh"].Mode(); got != 0o755 {
		t.Errorf("the script's mode is %s", got)
	}
	if readme := all["draco-ch01/README.txt"].text; strings.Contains(readme, "go run") {
		t.Errorf("the README starts a command that is not there:\n%s", readme)
	}
}

func TestRefused(t *testing.T) {
	if _, err := Zip(small(t, "time", "# <<run.sh>> :=\n#!/bin/sh"), "", time.Time{}); err == nil {
		t.Error("an archive without a time")
	}
}
