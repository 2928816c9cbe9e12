package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"draco/site"
	"draco/tangle/xref"
)

// pdfName is the file of the printed book.
const pdfName = "draco.pdf"

// wholePage is the page of the site that is printed.
const wholePage = "book.html"

// patience is how long a browser may take: a minute for a book of 750 pages, on
// two cores.
const patience = 10 * time.Minute

// pdf prints the whole book to a file, by a browser.
func (a *app) pdf(ctx context.Context, output string, options site.Options) error {
	browser, err := findBrowser()
	if err != nil {
		return err
	}
	w := weaver{fsys: a.Place.FS, names: xref.NewCache(), options: options}
	s, err := w.weave()
	if err != nil {
		return err
	}
	if err := s.Plain().Check(); err != nil {
		return err
	}
	data, err := printed(ctx, browser, s, options.Date)
	if err != nil {
		return err
	}
	if err := os.WriteFile(output, data, 0o666); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s: %d bytes\n", output, len(data))
	return err
}

// printed is the PDF that a browser makes of a site's whole book.
func printed(ctx context.Context, browser string, s *site.Site, date time.Time) ([]byte, error) {
	dir, err := os.MkdirTemp("", "weave-pdf-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, data := range site.Assets() {
		if err := put(dir, name, data); err != nil {
			return nil, err
		}
	}
	if err := put(dir, wholePage, s.File(wholePage)); err != nil {
		return nil, err
	}
	data, err := printPage(ctx, browser, dir)
	return redated(data, date), err
}

func put(dir, name string, data []byte) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o666)
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", errors.New("no Chromium here, which makes the PDF: install chromium, or print book.html from any browser")
}

// printPage is the PDF that a browser makes of the book in a folder.
func printPage(ctx context.Context, browser, dir string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	file := filepath.Join(dir, "book.pdf")
	args := []string{
		"--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--no-pdf-header-footer", "--generate-pdf-document-outline", "--user-data-dir=" + filepath.Join(dir, "profile"),
		"--print-to-pdf=" + file, "file://" + filepath.ToSlash(filepath.Join(dir, wholePage)),
	}
	if os.Geteuid() == 0 { // as in a container; the page is our own
		args = append([]string{"--no-sandbox"}, args...)
	}
	out, err := exec.CommandContext(ctx, browser, args...).CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	data, missing := os.ReadFile(file)
	if errors.Is(missing, fs.ErrNotExist) || err != nil {
		return nil, fmt.Errorf("%s printed nothing: %v\n%s", browser, err, strings.TrimSpace(string(out)))
	}
	return data, missing
}

var pdfDate = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}\+00'00'\)`)

// redated gives a PDF the date of the book instead of that of the printing.
func redated(data []byte, date time.Time) []byte {
	if date.IsZero() {
		date = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return pdfDate.ReplaceAll(data, []byte("/$1 (D:"+date.UTC().Format("20060102150405")+"+00'00')"))
}
