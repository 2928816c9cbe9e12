package epub_test

import (
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"draco/book"
	"draco/site"
	"draco/site/epub"
	"draco/tangle"
)

var modified = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// The pages of the real book become an EPUB that has no fault.
func TestRealBook(t *testing.T) {
	b := realBook(t)
	data, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	check(t, data)
	again, err := b.Bytes()
	if err != nil || string(again) != string(data) {
		t.Errorf("the same book makes other bytes: %v", err)
	}
}

func BenchmarkRealBook(b *testing.B) {
	book := realBook(b)
	for b.Loop() {
		data, err := book.Bytes()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(data)), "bytes")
	}
}

var (
	mainPart = regexp.MustCompile(`(?s)<main id="page.text">\n(.*)</main>`)
	step     = regexp.MustCompile(`<li><a href="(\w+\.[\w-]+)\.html"><span class="n">([\d.]+)</span> `)
	heading  = regexp.MustCompile(`(?s)<h1[^>]*>(.*?)</h1>`)
	tag      = regexp.MustCompile(`<[^>]*>`)
	toPage   = regexp.MustCompile(`href="([\w.-]+)\.html([#"])`)
)

func realBook(t testing.TB) *epub.Book {
	t.Helper()
	source, _, err := tangle.Load(book.FS, ".")
	if err != nil {
		t.Fatal(err)
	}
	files, err := site.Build(source, book.FS)
	if err != nil {
		t.Fatal(err)
	}
	b := &epub.Book{Title: site.Title, Author: "The Draco authors", Language: "en", ID: "urn:uuid:2b1f6c1e-5c0c-4e6b-9a43-0d7ac0000001",
		Rights: "CC BY 4.0", Modified: modified}
	add := func(name, number string, level int, hidden bool) (text string) {
		m := mainPart.FindSubmatch(files[name+".html"])
		if m == nil {
			t.Fatalf("there is no page %s.html, or no <main> in it", name)
		}
		title := html.UnescapeString(tag.ReplaceAllString(heading.FindStringSubmatch(string(m[1]))[1], ""))
		text = toPage.ReplaceAllString(string(m[1]), `href="$1.xhtml$2`)
		b.Documents = append(b.Documents, epub.Document{Name: name + ".xhtml", Title: strings.TrimSpace(title), Number: number, Level: level, Main: text, Hidden: hidden})
		return string(m[1])
	}
	for _, ch := range source.Chapters {
		name := ch.Slug
		if ch.Number == 0 {
			name = "index"
		}
		text := add(name, "", 1, false)
		for _, m := range step.FindAllStringSubmatch(text, -1) {
			add(m[1], m[2], 2, false)
		}
		if ch.Sheet != nil {
			add(ch.Slug+"-answers", "", 0, true)
		}
	}
	return b
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
