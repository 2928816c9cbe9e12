package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"draco/cmd/internal/place"
	"draco/cmd/internal/watch"
	"draco/site"
	"draco/tangle"
)

// serve builds the site and serves it until the context ends.
func (a *app) serve(ctx context.Context, addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return a.serveOn(ctx, l)
}

// serveOn serves the book on a listener, which it closes, and builds again when
// something in the book's folder is saved.
func (a *app) serveOn(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	live := &live{app: a, changed: make(chan struct{}), done: ctx.Done()}
	var folder *watch.Folder // nil if there is nothing to watch
	if !a.Place.Embedded() {
		var err error
		if folder, err = watch.Open(filepath.Join(a.Place.Root, place.Book)); err != nil {
			l.Close()
			return err
		}
	}
	// The watch stands before the first build: no save falls between them.
	live.build()
	server := &http.Server{Handler: live.routes(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	fmt.Fprintf(a.Out, "http://%s\n", l.Addr())
	var watched chan error // closed when the watch has ended
	if folder != nil {
		watched = make(chan error, 1)
		go func() {
			defer close(watched)
			watched <- folder.Run(ctx, func(string) bool { return true }, live.build)
		}()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-watched:
	case err = <-served:
	}
	cancel() // lets the watch end, and the event streams, which Shutdown waits for
	if watched != nil {
		for e := range watched {
			err = errors.Join(err, e)
		}
	}
	stop, release := context.WithTimeout(context.Background(), 3*time.Second)
	defer release()
	return errors.Join(err, server.Shutdown(stop))
}

// live is the site as of the last build.
type live struct {
	*app
	done <-chan struct{}

	mu      sync.Mutex
	files   map[string][]byte
	faulty  []byte        // the page shown instead of all others, or nil
	builds  int           // so far
	changed chan struct{} // closed by the next build
}

// build builds the site. The terminal names the faults' files from where the
// reader stands, to be opened with a click; the page from the book's root.
func (v *live) build() {
	files, err := weave(v.Place.FS)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faulty = nil
	if err != nil {
		faults := tangle.Faults(err)
		fmt.Fprintln(v.Out, v.Place.Shown(faults))
		files, v.faulty = site.Assets(), site.Faulty(faults)
	}
	v.files = files
	v.builds++
	close(v.changed)
	v.changed = make(chan struct{})
}

func (v *live) now() (files map[string][]byte, faulty []byte, build string, changed <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.files, v.faulty, strconv.Itoa(v.builds), v.changed
}

func (v *live) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", v.page)
	mux.HandleFunc("GET /.weave/reload.js", func(w http.ResponseWriter, r *http.Request) {
		send(w, r, "reload.js", reloadScript)
	})
	mux.HandleFunc("GET /.weave/events", v.events)
	return mux
}

func (v *live) page(w http.ResponseWriter, r *http.Request) {
	files, faulty, build, _ := v.now()
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	// The pages must hold under this policy anywhere; here is where one that
	// does not is noticed.
	w.Header().Set("Content-Security-Policy", "default-src 'self'")
	w.Header().Set("Cache-Control", "no-store") // of what is wrong; send knows better
	content, found := files[name]
	isPage := strings.HasSuffix(name, ".html")
	switch {
	case faulty != nil && (!found || isPage):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write(reloading(faulty, build))
	case !found:
		http.NotFound(w, r)
	case isPage:
		send(w, r, name, reloading(content, build))
	default:
		send(w, r, name, content)
	}
}

// reloading is a page that loads the script that reloads it.
func reloading(page []byte, build string) []byte {
	return bytes.Replace(page, []byte("</head>"), []byte(`<script src="/.weave/reload.js?`+build+`" defer=""></script></head>`), 1)
}

//go:embed reload.js
var reloadScript []byte

// events tells a page, as server-sent events, when the site was built again.
// The page says which build it shows: another may have come before it asked.
func (v *live) events(w http.ResponseWriter, r *http.Request) {
	_, _, build, changed := v.now()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, ": waiting for the book\n\n")
	flush := http.NewResponseController(w)
	if flush.Flush() != nil {
		return
	}
	if r.URL.RawQuery == build {
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-v.done:
			return
		}
	}
	fmt.Fprint(w, "event: reload\ndata:\n\n")
	_ = flush.Flush()
}
