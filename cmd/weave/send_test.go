package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTakesGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                              false,
		"gzip":                          true,
		"br, gzip":                      true,
		"gzip, deflate, br, zstd":       true,
		"GZip ; Q=0.5":                  true,
		"x-gzip":                        true,
		"br;q=1.0, gzip;q=0.8, *;q=0.1": true,
		"*":                             true,
		"*;q=0":                         false,
		"*, gzip;q=0":                   false,
		"gzip;q=0.000":                  false,
		"br":                            false,
		"identity":                      false,
		"identity;q=0.5, gzip;q=1":      true,
		"identity;q=1, gzip;q=0.5":      false,
		"identity;q=0, *":               true,
		"gzip;q=2":                      false,
		"gzip;q=NaN":                    false,
		"gzip;q=":                       false,
		"gzip;level=1":                  false,
		"gzipped":                       false,
		" , gzip , ":                    true,
	} {
		if got := takesGzip(accept); got != want {
			t.Errorf("%q takes gzip: %v", accept, got)
		}
	}
}

// request asks for a file and gives the answer's head and unpacked body.
func request(t *testing.T, name, content string, head ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest("GET", "/"+name, nil)
	for i := 0; i < len(head); i += 2 {
		r.Header.Add(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	send(w, r, name, []byte(content))
	resp := w.Result()
	var body io.Reader = resp.Body
	if resp.Header.Get("Content-Encoding") == "gzip" && w.Body.Len() > 0 {
		if w.Body.Len() >= len(content) {
			t.Errorf("%s: packed it has %d bytes, and %d as it is", name, w.Body.Len(), len(content))
		}
		z, err := gzip.NewReader(body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		body = z
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return resp, string(data)
}

func TestSend(t *testing.T) {
	words := strings.Repeat("words and words, ", 100)
	for name, want := range map[string]struct {
		content, kind, coding string
	}{
		"one.html":              {words, "text/html; charset=utf-8", "gzip"},
		"source/ch01/a.go.html": {words, "text/html; charset=utf-8", "gzip"},
		"search.json":           {words, "application/json", "gzip"},
		"feed.xml":              {words, "text/xml; charset=utf-8", "gzip"},
		"robots.txt":            {words, "text/plain; charset=utf-8", "gzip"},
		"small.css":             {"a {}", "text/css; charset=utf-8", ""},
		"picture.png":           {words, "image/png", ""},
		"draco.epub":            {words, "application/epub+zip", ""},
		"source/draco-ch01.zip": {words, "application/zip", ""},
	} {
		resp, body := request(t, name, want.content, "Accept-Encoding", "br", "Accept-Encoding", "gzip")
		if resp.StatusCode != http.StatusOK || body != want.content {
			t.Errorf("%s: %s, %q", name, resp.Status, body)
		}
		head := resp.Header
		if head.Get("Content-Type") != want.kind || head.Get("Content-Encoding") != want.coding || head.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v, want %+v", name, head, want)
		}
		if varies := head.Get("Vary") == "Accept-Encoding"; varies != (want.coding != "") {
			t.Errorf("%s: Vary is %q", name, head.Get("Vary"))
		}
	}
}

// What the browser has is not sent again, until it is another content or coding.
func TestSendAgain(t *testing.T) {
	words := strings.Repeat("words and words, ", 100)
	plain, _ := request(t, "one.html", words)
	zipped, _ := request(t, "one.html", words, "Accept-Encoding", "gzip")
	tags := []string{plain.Header.Get("ETag"), zipped.Header.Get("ETag")}
	if tags[0] == tags[1] || !strings.HasPrefix(tags[0], `"`) || !strings.HasPrefix(tags[1], `"`) {
		t.Errorf("the tags are %q: not two, or not strong", tags)
	}
	if plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("packed for a browser that does not say it takes that: %v", plain.Header)
	}
	for _, c := range []struct {
		content, coding, tag string
		status               int
	}{
		{words, "", tags[0], http.StatusNotModified},
		{words, "gzip", tags[1], http.StatusNotModified},
		{words, "gzip", tags[0], http.StatusOK},
		{words, "", tags[1], http.StatusOK},
		{words + ".", "gzip", tags[1], http.StatusOK},
	} {
		resp, body := request(t, "one.html", c.content, "Accept-Encoding", c.coding, "If-None-Match", c.tag)
		if resp.StatusCode != c.status || c.status == http.StatusOK && body != c.content {
			t.Errorf("%+v: %s, %q", c, resp.Status, body)
		}
		if resp.Header.Get("Vary") != "Accept-Encoding" || resp.Header.Get("ETag") == "" {
			t.Errorf("%+v: %v", c, resp.Header)
		}
	}
}
