// Package compress packs the files of a website ahead of time, for servers that
// send what lies beside a file when a browser takes it.
package compress

import (
	"bytes"
	"compress/gzip"
	"maps"
	"path"
	"runtime"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
)

// small is the size in bytes up to which packing a file is not worth a request's
// while: its answer fits one packet anyway.
const small = 512

// Worthwhile tells whether a file becomes smaller by being packed, as far as its
// name and size can tell. Pictures, archives and books are packed already.
func Worthwhile(name string, content []byte) bool {
	switch path.Ext(name) {
	case ".html", ".css", ".js", ".json", ".svg", ".xml", ".txt":
		return len(content) > small
	}
	return false
}

// A coding is a way to pack, and the end of the names of what it packed.
type coding struct {
	ext  string
	pack func([]byte) []byte
}

var codings = []coding{{".gz", gzipped}, {".br", brotlied}}

// Siblings are the files to lie beside those of a site: page.html.gz and
// page.html.br beside page.html, each only if it is smaller. They depend on
// nothing but the files.
func Siblings(files map[string][]byte) map[string][]byte {
	siblings := map[string][]byte{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	free := make(chan bool, runtime.GOMAXPROCS(0)) // a packer at work holds megabytes
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content := files[name]
		if !Worthwhile(name, content) {
			continue
		}
		for _, c := range codings {
			free <- true
			wg.Go(func() {
				defer func() { <-free }()
				packed := c.pack(content)
				if len(packed) >= len(content) {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				siblings[name+c.ext] = packed
			})
		}
	}
	wg.Wait()
	return siblings
}

// gzipped has neither a name nor a time in its head.
func gzipped(content []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is one of gzip's own
	}
	_, _ = w.Write(content) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// level is where more time is hardly worth it any more: a seventh of our site,
// 3.7 MB, on one core, becomes 677 kB in 0.3 s at level 6, 664 kB in 0.8 s at 9,
// 619 kB in 2.8 s at 10 and 604 kB in 7.2 s at 11.
const level = 9

func brotlied(content []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, level)
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}
