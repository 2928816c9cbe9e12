package main

import (
	"bufio"
	"bytes"
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

	"draco/cmd/internal/cli"
	"draco/cmd/internal/place"
)

const sound = "# One\n\nHello.\n\n```go\n// <<a.go>> :=\npackage draco\n```\n"

// A server is weave serving a book of one chapter on a free port.
type server struct {
	url, chapter string
	terminal     func() string // what it has printed, when it has ended
	stop         func() error  // ends it and waits until it has ended
}

// start serves from a folder inside the book's.
func start(t *testing.T) *server {
	t.Helper()
	dir := t.TempDir()
	figures := filepath.Join(dir, "book", "figures")
	if err := os.MkdirAll(figures, 0o777); err != nil {
		t.Fatal(err)
	}
	s := &server{chapter: filepath.Join(dir, "book", "01-one.md")}
	write(t, s.chapter, sound)
	write(t, filepath.Join(dir, "go.mod"), "module example.org/m\n")
	t.Chdir(figures)
	at, err := place.Find("")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + l.Addr().String()
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&app{cli.Command{Out: &out, Place: at}}).serveOn(ctx, l) }()
	s.stop = func() error {
		cancel()
		return <-ended
	}
	s.terminal = out.String
	return s
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

// asset is the path of a file that a page says it shares with others.
func asset(t *testing.T, page, name, ext string) string {
	t.Helper()
	m := regexp.MustCompile(`"(assets/` + name + `\.[0-9a-f]{8}\.` + ext + `)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s.%s on the page:\n%s", name, ext, page)
	}
	return "/" + m[1]
}

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
	s := start(t)
	url := s.url
	resp, page := get(t, url+"/one.html")
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "Hello.") {
		t.Errorf("one.html: %s\n%s", resp.Status, page)
	}
	if got := resp.Header.Get("Content-Security-Policy"); got != "default-src 'self'" {
		t.Errorf("the policy is %q", got)
	}
	for path, kind := range map[string]string{
		"/": "text/html", asset(t, page, "site", "css"): "text/css", asset(t, page, "mark", "svg"): "image/svg+xml",
		asset(t, page, "site", "js"): "text/javascript", "/.weave/reload.js": "text/javascript",
	} {
		resp, _ := get(t, url+path)
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(got, kind) {
			t.Errorf("%s: %s, %s; want %s", path, resp.Status, got, kind)
		}
	}
	if resp, _ := get(t, url+"/none.html"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a page that is not there: %s", resp.Status)
	}
	if err := s.stop(); err != nil {
		t.Errorf("it did not end cleanly: %v", err)
	}
}

// A fault shows on every page, and goes when it is mended; each save reloads.
func TestServeReloads(t *testing.T) {
	s := start(t)
	url, chapter := s.url, s.chapter
	reloaded := listen(t, url)
	write(t, chapter, strings.Replace(sound, "Hello.", "[Hello.](#nowhere)", 1))
	reloaded()
	for { // what is wrong with a page may show after a page that is shown at once
		reloaded = listen(t, url)
		if resp, _ := get(t, url+"/"); resp.StatusCode == http.StatusInternalServerError {
			break
		}
		reloaded()
	}
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

	// What the saves did not change is not sent again.
	_, page := get(t, url+"/one.html")
	css := url + asset(t, page, "site", "css")
	sheet, _ := get(t, css)
	req, err := http.NewRequestWithContext(t.Context(), "GET", css, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("If-None-Match", sheet.Header.Get("ETag"))
	reloaded = listen(t, url)
	write(t, chapter, strings.Replace(sound, "Hello.", "Again.", 1))
	reloaded()
	again, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	again.Body.Close()
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("the style sheet is sent again: %s", again.Status)
	}

	// A page of an earlier build, which asks only now, is told at once.
	resp, stream := get(t, url+"/.weave/events?1")
	if resp.StatusCode != http.StatusOK || !strings.Contains(stream, "event: reload") {
		t.Errorf("an old page hears %q", stream)
	}

	listen(t, url) // a page that is open does not keep it from ending
	if err := s.stop(); err != nil {
		t.Errorf("it did not end cleanly: %v", err)
	}
	if got, want := s.terminal(), "\n../01-one.md:3:1: no heading #nowhere"; !strings.Contains("\n"+got, want) {
		t.Errorf("the terminal says %q, and not %q", got, want)
	}
}
