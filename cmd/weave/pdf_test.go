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
// the book, and is the same when it is printed again as a part of the site, whose
// pages link to it.
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
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, args := range [][]string{{"pdf", "-o", filepath.Join(dir, "book.pdf")}, {"-o", filepath.Join(dir, "public"), "--pdf"}} {
		var out, errs strings.Builder
		if got := run(t.Context(), append([]string{"-C", dir}, args...), &out, &errs); got != cli.OK {
			t.Fatalf("%v: status %d: %s", args, got, errs.String())
		}
	}
	alone, inSite := read("book.pdf"), read("public/draco.pdf")
	for _, want := range []string{"%PDF-", "/Outlines", "/FontFile", "/CreationDate (D:20261118"} {
		if !bytes.Contains(alone, []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	if !bytes.Equal(alone, inSite) {
		t.Error("the second printing differs from the first")
	}
	if !bytes.Contains(read("public/one.html"), []byte(`<a href="draco.pdf">as a PDF</a>`)) {
		t.Error("no page links to the PDF")
	}
}
