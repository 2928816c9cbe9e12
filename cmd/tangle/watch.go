package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"draco/cmd/internal/cli"
	"draco/cmd/internal/place"
	"draco/cmd/internal/watch"
	"draco/tangle"
	"draco/tangle/gotest"
)

func (a *app) watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch [N]",
		Short: "Tangle and test whenever a chapter is saved",
		Long: `Watch writes generated/ whenever a chapter or an answer is saved, and runs the
tests of the chapters whose program changed; with N, those of chapter N only,
and once at the start. Answers are checked, and not tested: that is for verify.
Ctrl-C ends it.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cli.Usagef("watch takes one chapter, or none")
			}
			return chapters(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.Place.Embedded() {
				return errEmbedded
			}
			w := &watcher{app: a, only: -1, tested: map[int]string{}}
			if len(args) == 1 {
				w.only, _ = strconv.Atoi(args[0])
			}
			return w.run(cmd.Context())
		},
	}
}

// A watcher does a round whenever the book was saved.
type watcher struct {
	*app
	only   int            // the chapter to test, or -1 for those that changed
	tested map[int]string // the program of each chapter when its tests ran last
}

func (w *watcher) run(ctx context.Context) error {
	folder, err := watch.Open(filepath.Join(w.Place.Root, place.Book))
	if err != nil {
		return err
	}
	if err := w.begin(); err != nil {
		return err
	}
	stop := w.start(ctx)
	defer func() { stop() }()
	return folder.Run(ctx, isChapter, func() {
		stop() // what runs is about a book that is no more
		stop = w.start(ctx)
	})
}

// start begins a round; stop ends it, and returns when it has ended.
func (w *watcher) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.round(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

func isChapter(name string) bool {
	name = filepath.Base(name)
	return filepath.Ext(name) == ".md" && !strings.HasPrefix(name, ".")
}

// begin takes the book as it is for tested, unless a chapter was asked for.
func (w *watcher) begin() error {
	book, snaps, err := w.load()
	if err == nil && w.only >= 0 {
		_, err = book.Snapshot(w.only)
		return err
	}
	for _, s := range snaps {
		w.tested[s.Chapter.Number] = program(s)
	}
	return nil // the faults come with the first round
}

// round tangles, and tests what changed. What goes wrong is printed: the next
// save may mend it.
func (w *watcher) round(ctx context.Context) {
	book, snaps, err := w.load()
	if err == nil {
		var plan *tangle.Plan
		outputs := tangle.Generated(snaps, w.Place.Module)
		if plan, err = tangle.Update(w.generated(), outputs); err == nil {
			fmt.Fprintln(w.Out, summary(w.Place.Show(generatedDir), len(outputs), plan))
		}
	}
	if err != nil {
		fmt.Fprintln(w.Err, w.Place.Shown(tangle.Faults(err)))
		return
	}
	var changed []*tangle.Snapshot
	for _, s := range snaps {
		n := s.Chapter.Number
		if w.tested[n] != program(s) && (w.only < 0 || w.only == n) {
			changed = append(changed, s)
		}
	}
	if changed == nil {
		return
	}
	run := &gotest.Run{Book: book, Out: w.Out, Show: w.Place.Show}
	_, err = run.Chapters(ctx, changed)
	switch {
	case ctx.Err() != nil:
		return // they will run again
	case err != nil:
		fmt.Fprintf(w.Err, "tangle: %v\n", err)
		return
	}
	for _, s := range changed {
		w.tested[s.Chapter.Number] = program(s)
	}
}

// program is all of a snapshot as one text, to be compared with another.
func program(s *tangle.Snapshot) string {
	var b strings.Builder
	for _, f := range s.Files {
		b.WriteString(f.Path + "\x00" + f.Text() + "\x00")
	}
	return b.String()
}
