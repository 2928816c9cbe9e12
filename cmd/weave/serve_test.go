package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const sound = "# One\n\nHello.\n\n```go\n// <<a.go>> :=\npackage draco\n```\n"

// start serves a book of one chapter on a free port. The returned function
// ends it and waits until it has ended.
func start(t *testing.T) (url, chapter string, stop func() error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "book", "figures"), 0o777); err != nil {
		t.Fatal(err)
	}
	chapter = filepath.Join(dir, "book", "01-one.md")
	write(t, chapter, sound)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serveOn(ctx, l, os.DirFS(dir), dir, io.Discard) }()
	return "http://" + l.Addr().String(), chapter, func() error {
		cancel()
		return <-ended
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

var script = regexp.MustCompile(`<script src="/.weave/reload.js(\?\d+)"`)

// listen opens the stream of events as a page does. It is open when listen
// returns; the returned function waits for the next reload.
func listen(t *testing.T, url string) (reloaded func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	_, page := get(t, url+"/")
	m := script.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page does not load the script that reloads it:\n%s", page)
	}
	req, err := http.NewRequestWithContext(ctx, "GET", url+"/.weave/events"+m[1], nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	return func() {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: reload" {
				return
			}
		}
		t.Fatalf("no reload: the stream ended: %v", lines.Err())
	}
}

func TestServe(t *testing.T) {
	url, _, stop := start(t)
	resp, page := get(t, url+"/one.html")
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "Hello.") {
		t.Errorf("one.html: %s\n%s", resp.Status, page)
	}
	if got := resp.Header.Get("Content-Security-Policy"); got != "default-src 'self'" {
		t.Errorf("the policy is %q", got)
	}
	for path, kind := range map[string]string{
		"/": "text/html", "/site.css": "text/css", "/mark.svg": "image/svg+xml", "/.weave/reload.js": "text/javascript",
	} {
		resp, _ := get(t, url+path)
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, kind) {
			t.Errorf("%s: %s, %s; want %s", path, resp.Status, got, kind)
		}
	}
	if resp, _ := get(t, url+"/none.html"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a page that is not there: %s", resp.Status)
	}
	if err := stop(); err != nil {
		t.Errorf("it did not end cleanly: %v", err)
	}
}

// A fault shows on every page, and goes when it is mended; each save reloads.
func TestServeReloads(t *testing.T) {
	url, chapter, stop := start(t)
	reloaded := listen(t, url)
	write(t, chapter, strings.Replace(sound, "Hello.", "[Hello.](#nowhere)", 1))
	reloaded()
	for _, path := range []string{"/", "/one.html"} {
		resp, page := get(t, url+path)
		if resp.StatusCode != http.StatusInternalServerError || !strings.Contains(page, "no heading #nowhere") ||
			!strings.Contains(page, "book/01-one.md:3:1") || !strings.Contains(page, "/.weave/reload.js") {
			t.Errorf("%s of a faulty book: %s\n%s", path, resp.Status, page)
		}
	}

	reloaded = listen(t, url)
	write(t, chapter, strings.Replace(sound, "Hello.", "Mended.", 1))
	reloaded()
	if resp, page := get(t, url+"/one.html"); resp.StatusCode != http.StatusOK || !strings.Contains(page, "Mended.") {
		t.Errorf("after mending: %s\n%s", resp.Status, page)
	}

	// A page of an earlier build, which asks only now, is told at once.
	resp, stream := get(t, url+"/.weave/events?1")
	if resp.StatusCode != http.StatusOK || !strings.Contains(stream, "event: reload") {
		t.Errorf("an old page hears %q", stream)
	}

	listen(t, url) // a page that is open does not keep it from ending
	if err := stop(); err != nil {
		t.Errorf("it did not end cleanly: %v", err)
	}
}
