package main

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"draco/site/compress"
)

// kinds are the media types of files that not every system knows.
var kinds = map[string]string{
	".epub": "application/epub+zip",
	".txt":  "text/plain; charset=utf-8",
	".zip":  "application/zip",
}

// send answers a request with a file, packed if the browser takes that. The
// browser keeps it and asks each time whether it is still so (RFC 9111, section
// 5.2.2.4): when a page is loaded again after a save, what the save did not
// change is not sent again. Packing is so fast that the packed form is not kept.
func send(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	head := w.Header()
	head.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // the name tells the content (RFC 8246)
		head.Set("Cache-Control", "max-age=31536000, immutable")
	}
	if kind := kinds[path.Ext(name)]; kind != "" {
		head.Set("Content-Type", kind)
	}
	// Two codings are two representations, and have two tags (RFC 9110, section
	// 8.8.3.3).
	tag := hash(content)[:32]
	if compress.Worthwhile(name, content) {
		head.Set("Vary", "Accept-Encoding")
		if takesGzip(strings.Join(r.Header.Values("Accept-Encoding"), ",")) {
			head.Set("Content-Encoding", "gzip")
			content, tag = packed(content), tag+"-gzip"
		}
	}
	head.Set("ETag", strconv.Quote(tag))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

func packed(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is one of gzip's own
	}
	_, _ = w.Write(content) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// takesGzip tells by an Accept-Encoding whether a browser takes gzip, and would
// not rather have the content as it is (RFC 9110, section 12.5.3).
func takesGzip(accept string) bool {
	weights := map[string]float64{}
	for item := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "x-gzip" { // its name of old
			name = "gzip"
		}
		weights[name] = weight(params)
	}
	gzip, listed := weights["gzip"]
	if !listed {
		gzip = weights["*"] // what is not listed at all has 0
	}
	return gzip > 0 && gzip >= weights["identity"]
}

// weight is the q of a coding, between 0 and 1. One that nobody can read
// does not count for the coding.
func weight(params string) float64 {
	name, value, found := strings.Cut(params, "=")
	if !found && strings.TrimSpace(params) == "" {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !strings.EqualFold(strings.TrimSpace(name), "q") || !(0 <= q && q <= 1) {
		return 0
	}
	return q
}
