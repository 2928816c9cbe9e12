package epub_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"draco/site"
	"draco/tangle"
)

var modified = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// The EPUB of the book, as the site has it, has no fault.
func TestRealBook(t *testing.T) {
	root := os.DirFS("../..")
	source, _, err := tangle.Load(root, "book")
	if err != nil {
		t.Fatal(err)
	}
	data := site.New(source, root, site.Options{}).File("draco.epub")
	if len(data) == 0 {
		t.Fatal("the site has no EPUB")
	}
	check(t, data)
	if again := site.New(source, root, site.Options{}).File("draco.epub"); !bytes.Equal(again, data) {
		t.Error("the same book makes other bytes")
	}
}

// check runs epubcheck, which is a Java archive that not every system starts by itself.
func check(t *testing.T, data []byte) {
	t.Helper()
	path, err := exec.LookPath("epubcheck")
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("epubcheck is not installed: apt-get install epubcheck")
	case err != nil:
		t.Skip("epubcheck is not installed: whether the EPUB is valid is not tested")
	}
	name := filepath.Join(t.TempDir(), "book.epub")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "--failonwarnings", name)
	if head, err := os.ReadFile(path); err == nil && strings.HasPrefix(string(head), "PK") {
		cmd = exec.CommandContext(t.Context(), "java", "-jar", path, "--failonwarnings", name)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("epubcheck: %v\n%s", err, out)
	}
}
