package audit

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"

	"draco/site"
	"draco/tangle"
	"draco/tangle/xref"
)

// built is the site of the book, built once for all tests, which only read it.
func built(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := build()
	if err != nil {
		t.Fatalf("the book is faulty; its site is not looked at:\n%v", err)
	}
	return files
}

var build = sync.OnceValues(func() (map[string][]byte, error) {
	root := os.DirFS("../..")
	book, _, err := tangle.Load(root, "book")
	if err != nil {
		return nil, err
	}
	names, err := xref.NewCache().Index(book)
	if err != nil {
		return nil, err
	}
	return site.New(book, root, site.Options{Names: names}).Build()
})

// types are the content types of what is sent compressed, as most hosts do.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".json": "application/json",
	".xml":  "application/xml",
}

// serve serves the site on this machine and returns the address of its folder.
func serve(t *testing.T) string {
	t.Helper()
	files := built(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, "/sub/")
		data := files[name]
		if !ok || data == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'")
		if text := types[path.Ext(name)]; text != "" {
			h.Set("Content-Type", text)
			h.Set("Content-Encoding", "gzip")
			data = compressed(data)
		}
		h.Set("Content-Length", strconv.Itoa(len(data)))
		w.Write(data) //nolint:errcheck // the browser has left
	}))
	t.Cleanup(server.Close)
	return server.URL + "/sub/"
}

func compressed(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression) // once, when the site is made
	if err != nil {
		panic(err) // the level is one
	}
	w.Write(data) //nolint:errcheck // a buffer takes everything
	w.Close()     //nolint:errcheck
	return b.Bytes()
}
