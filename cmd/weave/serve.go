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
	"draco/tangle/xref"
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
	live := &live{app: a, weaver: weaver{fsys: a.Place.FS, names: xref.NewCache()}, changed: make(chan struct{}), done: ctx.Done()}
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
	err = errors.Join(err, server.Shutdown(stop))
	live.checks.Wait()
	return err
}

// live is the site as of the last build. Pages are made when somebody asks for
// them, so that what was saved is on the screen at once.
type live struct {
	*app
	weaver weaver
	done   <-chan struct{}
	checks sync.WaitGroup

	mu      sync.Mutex
	site    *site.Site    // nil: the book is too faulty for one
	faulty  []byte        // the page shown instead of all others, or nil
	builds  int           // so far
	changed chan struct{} // closed by the next build
}

// build makes a site of the book. What is wrong with the pages shows only when
// all of them are made: that goes on while the first are shown, without what
// takes long and cannot be wrong, the names in the code.
func (v *live) build() {
	s, err := v.weaver.weave()
	builds := v.show(s, err, 0)
	if err != nil {
		return
	}
	v.checks.Go(func() {
		if err := s.Plain().Check(); err != nil {
			v.show(nil, err, builds)
		}
	})
}

// show makes pages reload with another site, or what is wrong with it. It does
// nothing if the site has changed since a build, unless that is 0. The terminal
// names the faults' files from where the reader stands, to be opened with a
// click; the page from the book's root.
func (v *live) show(s *site.Site, err error, since int) (builds int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if since != 0 && since != v.builds {
		return v.builds
	}
	v.site, v.faulty = s, nil
	if err != nil {
		faults := tangle.Faults(err)
		fmt.Fprintln(v.Out, v.Place.Shown(faults))
		v.faulty = site.Faulty(faults)
	}
	v.builds++
	close(v.changed)
	v.changed = make(chan struct{})
	return v.builds
}

// file is a file of the site, or nil.
func (v *live) file(s *site.Site, name string) []byte {
	if s == nil {
		return site.Assets()[name]
	}
	return s.File(name)
}

func (v *live) now() (s *site.Site, faulty []byte, build string, changed <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.site, v.faulty, strconv.Itoa(v.builds), v.changed
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
	s, faulty, build, _ := v.now()
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	// The pages must hold under this policy anywhere; here is where one that
	// does not is noticed.
	w.Header().Set("Content-Security-Policy", "default-src 'self'")
	w.Header().Set("Cache-Control", "no-store") // of what is wrong; send knows better
	content := v.file(s, name)
	found := content != nil
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
