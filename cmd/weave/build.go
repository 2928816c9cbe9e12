package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"time"

	"draco/cmd/internal/cli"
	"draco/cmd/internal/place"
	"draco/site"
	"draco/site/compress"
	"draco/tangle"
	"draco/tangle/xref"
)

// garbage is how much of it there may be, in percent of what is in use. Nearly all
// that is made lives until it is written: to look for garbage often is a quarter
// of the time.
const garbage = 300

// build writes the site to a folder, with a PDF of the book if pages are to link
// to one, and with the packed forms of its files if wanted. It says in one line
// what was done.
func (a *app) build(ctx context.Context, output string, packed bool, options site.Options) error {
	browser := ""
	if options.PDF != "" {
		var err error
		if browser, err = findBrowser(); err != nil {
			return err
		}
	}
	debug.SetGCPercent(garbage)
	w := weaver{fsys: a.Place.FS, names: xref.NewCache(), options: options}
	s, err := w.weave()
	if err != nil {
		return err
	}
	files, err := s.Build()
	if err != nil {
		return err
	}
	if options.PDF != "" {
		if files[options.PDF], err = printed(ctx, browser, s, options.Date); err != nil {
			return err
		}
	}
	if packed {
		maps.Copy(files, compress.Siblings(files))
	}
	dir, err := filepath.Abs(output)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // nothing is written yet
	}
	plan, err := update(dir, files)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "%s: %d files, %d written, %d removed\n",
		a.Place.Show(dir), len(files), len(plan.write), len(plan.remove))
	return err
}

// A weaver makes sites of a book, one after the other as the book changes.
type weaver struct {
	fsys    fs.FS
	names   *xref.Cache // what they have in common
	options site.Options
}

// weave is the site of the book as it is now. No page of it is made yet.
func (w *weaver) weave() (*site.Site, error) {
	book, _, err := tangle.Load(w.fsys, place.Book)
	if err != nil {
		return nil, err
	}
	options := w.options
	if options.Names, err = w.names.Index(book); err != nil {
		return nil, err
	}
	return site.New(book, w.fsys, options), nil
}

// dated is the date of the book, as those who build things again and again
// expect to give it: in seconds since 1970 (reproducible-builds.org).
func dated(epoch string) (time.Time, error) {
	if epoch == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil || seconds < 315532800 || seconds > 4354819199 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, and not a number of seconds from 1980 to 2107", epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// settle checks what the command line says of the site, and adds what the
// environment says.
func settle(options *site.Options) (err error) {
	if err := base(options.URL); err != nil {
		return err
	}
	options.Date, err = dated(os.Getenv("SOURCE_DATE_EPOCH"))
	return err
}

// base checks the address that the site will have.
func base(address string) error {
	u, err := url.Parse(address)
	if err != nil || address != "" && (u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "") {
		return cli.Usagef("--url needs an address like https://example.org/book/, and not %q", address)
	}
	return nil
}
