package verify

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"draco/tangle"
	"draco/tangle/gotest"
)

// How a session ends before its commands do.
var (
	errLimit = errors.New("the time is up")
	errEnded = errors.New("the shell has ended")
	errFlood = errors.New("more output than a book can show")
)

const (
	// settle is how long what a server has to say about a command may take.
	settle = 3 * time.Second
	// lull is how long the last words of processes that have ended may take.
	lull = 200 * time.Millisecond
	// tick is how often the system is asked whether a server listens.
	tick = 20 * time.Millisecond
)

// A play is the session of one section.
type play struct {
	*run
	*session
	section *tangle.Section
	faults  tangle.Errors
}

// session runs the commands of a section.
func (r *run) session(ctx context.Context, s *tangle.Section, blocks []*console) (tangle.Errors, error) {
	if err := needed(blocks); err != nil {
		return nil, err
	}
	if err := os.Mkdir(r.dir, 0o777); err != nil {
		return nil, err
	}
	defer os.RemoveAll(r.dir)
	if err := os.WriteFile(filepath.Join(r.dir, "go.mod"), []byte(gotest.GoMod(tangle.Module)), 0o666); err != nil {
		return nil, err
	}
	shell, err := startSession(r.dir, r.temp)
	if err != nil {
		return nil, err
	}
	defer shell.close()
	p := &play{run: r, session: shell, section: s}
	folder := gotest.Folder{Dir: r.dir}
	var last *command
	for _, block := range blocks {
		if err := folder.Sync(r.Book.Branch(s).At(s.Chapter, block.pos.Offset).Files()); err != nil {
			return nil, err
		}
		for _, c := range block.commands {
			last = c
			if goOn, err := p.command(ctx, c); err != nil || !goOn {
				return p.faults, err
			}
		}
	}
	return p.faults, p.leftover(ctx, last)
}

var usesCurl = regexp.MustCompile(`\bcurl\b`)

// needed reports a tool that is missing: without it, every command would be a
// fault of the book.
func needed(blocks []*console) error {
	for _, block := range blocks {
		for _, c := range block.commands {
			if usesCurl.MatchString(c.text) {
				if _, err := exec.LookPath("curl"); err != nil {
					return errors.New("curl is not on the PATH, and the commands of the book use it")
				}
			}
		}
	}
	return nil
}

// command runs a command and compares what it prints. It tells whether the
// session can go on.
func (p *play) command(ctx context.Context, c *command) (goOn bool, err error) {
	before := map[string]bool{}
	if c.server() {
		before = p.listening()
	}
	text := c.text
	if c.server() {
		// A group of its own, as at a prompt: kill %1 ends go run and what it runs.
		text = "set -m; " + text + "\nset +m"
	}
	if err := p.send(text); err != nil {
		return false, p.broken(c, errEnded)
	}
	if err := p.wait(ctx, p.Limit, 0, func() bool { _, _, done := p.printed(); return done }); err != nil {
		return false, p.broken(c, err)
	}
	if c.server() {
		_, job, _ := p.printed()
		up := func() bool {
			for socket := range p.listening() {
				if !before[socket] {
					return true
				}
			}
			return !p.running(job)
		}
		if err := p.wait(ctx, p.Limit, tick, up); err != nil {
			return false, p.broken(c, err)
		}
	}
	patience := lull
	if p.alive() {
		patience = settle
	}
	err = p.wait(ctx, patience, 0, func() bool {
		text, _, _ := p.printed()
		return matches(c.want, lines(text))
	})
	if err == nil && c.open() && p.alive() {
		// What a server is about to say stands behind the last ...
		if err := p.wait(ctx, lull, 0, func() bool { return false }); !errors.Is(err, errLimit) {
			return false, p.broken(c, err)
		}
	}
	got, _, _ := p.printed()
	p.consume()
	switch {
	case err == nil:
	case errors.Is(err, errLimit):
		p.mismatch(c, got)
	default:
		return false, p.broken(c, err)
	}
	return true, nil
}

// mismatch records what a command prints, or reports that the book shows
// something else.
func (p *play) mismatch(c *command, got string) {
	if p.Record != "" {
		fault := recordable(c, lines(got))
		if fault == nil {
			p.records = append(p.records, record{c, lines(got)})
			return
		}
		p.faults = append(p.faults, fault)
		return
	}
	p.fault(c, "does not print what the book shows\n"+difference(c.want, lines(got)), got)
}

func (p *play) fault(c *command, msg, got string) {
	p.faults = append(p.faults, &tangle.Error{Pos: c.pos, Msg: c.name() + "\n    " + msg, Hint: portHint(got)})
}

// portHint is what to do about an output that says that the port is taken.
func portHint(got string) string {
	if strings.Contains(got, "address already in use") {
		return "another program has taken the port: find it with lsof -i, and end it"
	}
	return ""
}

// difference is a diff for people, indented. Lines of the book with ... that
// fit are shown as they were printed, for they are no difference.
func difference(want, got []string) string {
	want = slices.Clone(want)
	for i, w := range want {
		if w == varies || !strings.Contains(w, varies) {
			continue
		}
		if j := slices.IndexFunc(got, func(g string) bool { return matchLine(w, g) }); j >= 0 {
			want[i] = got[j]
		}
	}
	diff := udiff.Unified("in the book", "printed", text(want), text(got))
	return "    " + strings.ReplaceAll(strings.TrimSuffix(diff, "\n"), "\n", "\n    ")
}

func text(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// broken reports a command after which the session cannot go on. It returns
// the error if it is none of the command's.
func (p *play) broken(c *command, err error) error {
	got, _, done := p.printed()
	fault := &tangle.Error{Pos: c.pos}
	switch {
	case errors.Is(err, errLimit) && c.server() && done:
		fault.Msg = fmt.Sprintf("nothing listens after %v", p.Limit)
		fault.Hint = "a command that ends in & is a server, and the next one waits for it to listen"
	case errors.Is(err, errLimit):
		fault.Msg = fmt.Sprintf("has not ended after %v", p.Limit)
		fault.Hint = "a server needs & at its end; and nobody types what a command may ask for"
	case errors.Is(err, errEnded):
		fault.Msg = "ends the shell"
	case errors.Is(err, errFlood):
		fault.Msg = "prints more than 1 MB"
	default:
		return err
	}
	fault.Msg = c.name() + "\n    " + fault.Msg + "; the rest of the section was not run"
	if hint := portHint(got); hint != "" {
		fault.Hint = hint
	}
	if all := lines(got); len(all) > 0 {
		const most = 20
		shown := all[max(0, len(all)-most):]
		fault.Msg += "\n    it printed:\n        " + strings.Join(shown, "\n        ")
	}
	p.faults = append(p.faults, fault)
	return nil
}

// leftover reports what was printed and no command of the section shows.
func (p *play) leftover(ctx context.Context, last *command) error {
	if last == nil || last.open() {
		return nil
	}
	if err := p.send(""); err != nil {
		return nil // the shell has ended, as a last command may have asked it to
	}
	err := p.wait(ctx, p.Limit, 0, func() bool { _, _, done := p.printed(); return done })
	if ctx.Err() != nil {
		return err
	}
	if got, _, _ := p.printed(); got != "" {
		p.fault(last, "more is printed after it than the book shows:\n        "+strings.Join(lines(got), "\n        "), got)
	}
	return nil
}
