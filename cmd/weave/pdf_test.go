package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draco/cmd/internal/cli"
)

// A printed book is a PDF with an outline and its letters in it, has the date of
// the book, and is the same when it is printed again.
func TestPDF(t *testing.T) {
	if _, err := findBrowser(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.org/m\n", "book/00-start.md": "# Start\n\nHello.\n", "book/01-one.md": sound} {
		if err := put(dir, name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1795000000")
	var prints [2][]byte
	for i := range prints {
		file := filepath.Join(dir, "book.pdf")
		var out, errs strings.Builder
		if got := run(t.Context(), []string{"-C", dir, "pdf", "-o", file}, &out, &errs); got != cli.OK {
			t.Fatalf("status %d: %s", got, errs.String())
		}
		var err error
		if prints[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"%PDF-", "/Outlines", "/FontFile", "/CreationDate (D:20261118"} {
		if !bytes.Contains(prints[0], []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	if !bytes.Equal(prints[0], prints[1]) {
		t.Error("the second printing differs from the first")
	}
}
