package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A site of some names, each file with the words and its own name in it.
func siteOf(words string, names ...string) map[string][]byte {
	files := map[string][]byte{}
	for _, name := range names {
		files[name] = []byte(words + " " + name)
	}
	return files
}

// holds checks that a folder has the files, the list of them, and nothing else:
// no folder either that is empty.
func holds(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	want := maps.Clone(files)
	want[manifestName] = manifestOf(files).text()
	got := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if inside, _ := os.ReadDir(filepath.Join(dir, name)); len(inside) == 0 {
				t.Errorf("the folder %s is empty", name)
			}
			return err
		}
		got[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func must(t *testing.T, dir string, files map[string][]byte) *plan {
	t.Helper()
	p, err := update(dir, files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var (
	before = siteOf("old", "index.html", "gone.zip", "source/ch01/a.go.html", "source/ch02/b/c.go.html")
	after  = siteOf("new", "index.html", "feed.xml", "source/ch01/a.go.html", "source/ch03/d.go.html")
)

func TestUpdate(t *testing.T) {
	dir := t.TempDir()
	for _, files := range []map[string][]byte{before, after, before} {
		must(t, dir, files)
		holds(t, dir, files)
		if p := must(t, dir, files); p.write != nil || p.remove != nil {
			t.Errorf("a second run writes %q and removes %q", p.write, p.remove)
		}
	}
}

// A second run leaves the disk alone, the list too.
func TestUpdateWritesNothing(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, before)
	list := filepath.Join(dir, manifestName)
	was, err := os.Stat(list)
	if err != nil {
		t.Fatal(err)
	}
	must(t, dir, before)
	if is, err := os.Stat(list); err != nil || !os.SameFile(was, is) {
		t.Errorf("the list was written again: %v", err)
	}
}

// Wherever a run is cut off, the next one goes on, or back.
func TestUpdateCutOff(t *testing.T) {
	temp := func(name string) string {
		dir, base := filepath.Split(name)
		return filepath.Join(dir, fmt.Sprintf(".%s.%d%s", base, os.Getpid(), temporary))
	}
	for _, name := range append(slices.Sorted(maps.Keys(after)), manifestName) {
		for _, next := range []map[string][]byte{after, before, siteOf("newer", "index.html", "late.html")} {
			dir := t.TempDir()
			must(t, dir, before)
			// What stands in a temporary file's place ends the run there.
			block := filepath.Join(dir, temp(filepath.FromSlash(name)))
			if err := os.MkdirAll(filepath.Join(block, "full"), 0o777); err != nil {
				t.Fatal(err)
			}
			if _, err := update(dir, after); err == nil {
				t.Fatalf("%s could be written", name)
			}
			if err := os.RemoveAll(block); err != nil {
				t.Fatal(err)
			}
			must(t, dir, next)
			if name != "source/ch03/d.go.html" { // the test has made its folder, not weave
				holds(t, dir, next)
			}
		}
	}
}

// All that is not ours is named, and nothing is touched.
func TestUpdateRefuses(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, before)
	for _, name := range []string{"feed.xml", "gone.zip", "source/ch01/a.go.html"} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), "mine")
	}
	// What is no file any more is the reader's, as is what is in it.
	if err := os.RemoveAll(filepath.Join(dir, "source", "ch02")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "source", "ch02"), "mine")
	write(t, filepath.Join(dir, "source", "ch03"), "mine")
	_, err := update(dir, after)
	want := []string{
		"feed.xml: not written by weave, and in the way",
		"gone.zip: edited by hand since weave wrote it, and the site has it no more",
		"source/ch01/a.go.html: edited by hand since weave wrote it",
		"source/ch03/d.go.html: cannot be written: source/ch03 is not a folder",
	}
	var got []string
	for line := range strings.Lines(fmt.Sprint(err)) {
		if !strings.HasPrefix(line, " ") {
			name, _ := filepath.Rel(dir, strings.TrimSpace(line))
			got = append(got, filepath.ToSlash(name))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("refused\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if content, err := os.ReadFile(filepath.Join(dir, "index.html")); err != nil || !bytes.Equal(content, before["index.html"]) {
		t.Errorf("index.html is %q, %v", content, err)
	}
}

// Through a link weave would write where the reader keeps something else.
func TestUpdateThroughLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	for link, where := range map[string]string{"index.html": "index.html", "source": "source/ch01/a.go.html"} {
		for _, to := range []string{"inside", t.TempDir()} {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "inside"), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
				t.Fatal(err)
			}
			_, err := update(dir, before)
			if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, where)+": cannot be written: ") {
				t.Errorf("%s is a link to %s: %v", link, to, err)
			}
			if entries, err := os.ReadDir(filepath.Join(dir, link)); err != nil || len(entries) > 0 {
				t.Errorf("the folder behind %s holds %v, %v", link, entries, err)
			}
		}
	}
}

func TestParseManifest(t *testing.T) {
	m := manifestOf(before).with(manifestOf(after))
	if again, ok := parseManifest(m.text()); !ok || !bytes.Equal(again.text(), m.text()) || len(again["index.html"]) != 2 {
		t.Errorf("read again it is %q, %v", again.text(), ok)
	}
	sum := hash(nil)
	for _, text := range []string{"# mine\n", sum + "\n", sum + "  a", sum + "  ../a\n", sum + "  /a\n", sum[1:] + "  a\n", sum + " a\n"} {
		if _, ok := parseManifest([]byte(text)); ok {
			t.Errorf("%q counts as a manifest", text)
		}
	}
}
