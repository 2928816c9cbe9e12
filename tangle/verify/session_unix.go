//go:build unix

package verify

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// A session is a shell in a terminal. Its commands come through a pipe of
// their own, so that it is not interactive: no prompt, no notices about jobs.
type session struct {
	shell  *exec.Cmd
	term   *os.File // the terminal's other end
	in     *os.File // where commands are written
	nonce  string
	marker *regexp.Regexp
	more   chan struct{} // something came, or the terminal is closed
	eof    chan struct{}

	mu  sync.Mutex
	raw []byte // what came and was not consumed
}

// flood is more than a book can show: what comes after it is dropped.
const flood = 1 << 20

// startSession starts a shell in a folder. Temp holds what is not the
// reader's to see.
func startSession(dir, temp string) (*session, error) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		return nil, errors.New("bash is not on the PATH, and the commands of the book are for bash")
	}
	r, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	nonce := rand.Text()
	s := &session{in: in, nonce: nonce, more: make(chan struct{}, 1), eof: make(chan struct{})}
	s.marker = regexp.MustCompile(`\x1b\]` + nonce + `;(\d*)\x07`)
	s.shell = exec.Command(bash, "--norc", "--noprofile", "-c", strings.ReplaceAll(loop, "NONCE", nonce), "bash")
	s.shell.Dir = dir
	s.shell.Env = append(environ(temp), sessionVariable+"="+nonce)
	s.shell.ExtraFiles = []*os.File{r}
	if s.term, err = pty.StartWithSize(s.shell, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		in.Close()
		return nil, fmt.Errorf("starting bash in a terminal: %w", err)
	}
	go s.read()
	return s, nil
}

// loop is what the shell does: it runs a command and says when it is done, by
// a sequence that no terminal shows, in the terminal's own stream, so that all
// that the command printed stands before it. Eval keeps a command that is not
// well formed from ending the shell; the trap keeps bash from announcing the
// jobs that a command ends. The pipe is moved out of the way, and what we have
// inherited is closed: the numbers from 3 on, and those from 10 that bash gives
// out, are the reader's.
//
// All of it is one line, so that messages say line 1.
const loop = `trap : TERM HUP; exec 250<&3; ` +
	`for f in /dev/fd/*; do f=${f##*/}; ((f < 3 || f == 250)) || eval "exec $f>&-"; done; unset f; ` +
	`while IFS= read -r -d '' -u 250; do ` +
	`(exit "${__status:-0}"); eval "$REPLY"; __status=$?; ` +
	`printf '\033]NONCE;%s\007' "$!" >/dev/tty; done`

// sessionVariable marks the processes of a session, also those that have left
// it, with its nonce.
const sessionVariable = "TANGLE_SESSION"

// environ is a small environment: what changes the output of commands has one
// value everywhere, and of the reader's own there is only what finds programs,
// the home folder and Go's caches.
func environ(temp string) []string {
	env := []string{
		"LANG=C.UTF-8", "TERM=xterm", "TZ=UTC", "TMPDIR=" + temp, "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local",
		"CURL_HOME=" + temp, // has an empty .curlrc
	}
	for _, name := range []string{"PATH", "HOME", "GOCACHE", "GOMODCACHE", "GOPATH", "GOROOT", "GOPROXY"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func (s *session) read() {
	defer close(s.eof)
	buffer := make([]byte, 32<<10)
	for {
		n, err := s.term.Read(buffer)
		s.mu.Lock()
		if len(s.raw) < flood {
			s.raw = append(s.raw, buffer[:n]...)
		}
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// send gives the shell a command to run.
func (s *session) send(text string) error {
	_, err := s.in.WriteString(text + "\x00")
	return err
}

// printed is what came and was not consumed, without escape sequences; done
// tells whether the command has ended, and job is the process id of
// the last one in the background.
func (s *session) printed() (text, job string, done bool) {
	s.mu.Lock()
	raw := string(s.raw)
	s.mu.Unlock()
	for {
		m := s.marker.FindStringSubmatchIndex(raw)
		if m == nil {
			return plain(raw), job, done
		}
		done, job = true, raw[m[2]:m[3]]
		before := raw[:m[0]]
		if visible := plain(before); visible != "" && !strings.HasSuffix(visible, "\n") {
			before += "\n" // where a prompt would begin a new line
		}
		raw = before + raw[m[1]:]
	}
}

// consume forgets what came.
func (s *session) consume() {
	s.mu.Lock()
	s.raw = nil
	s.mu.Unlock()
}

// wait returns when the condition holds; it is asked again whenever something
// is printed, and every now and then if tick is not 0.
func (s *session) wait(ctx context.Context, limit, tick time.Duration, condition func() bool) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var ticks <-chan time.Time
	if tick > 0 {
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		ticks = ticker.C
	}
	for !condition() {
		s.mu.Lock()
		full := len(s.raw) >= flood
		s.mu.Unlock()
		if full {
			return errFlood
		}
		select {
		case <-s.more:
		case <-ticks:
		case <-timer.C:
			return errLimit
		case <-s.eof:
			if condition() {
				return nil
			}
			return errEnded
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// processes are the living processes of the session, the shell included.
func (s *session) processes() []int { return processes(s.shell.Process.Pid, s.nonce) }

// close ends the shell and the processes of the session, and waits for them to
// be gone.
func (s *session) close() {
	pid := s.shell.Process.Pid
	deadline := time.Now().Add(5 * time.Second)
	for time.Now().Before(deadline) {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		others := s.processes()
		for _, p := range others {
			_ = syscall.Kill(p, syscall.SIGKILL)
		}
		if len(others) == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	_ = s.shell.Wait()
	s.in.Close()
	s.term.Close()
	select {
	case <-s.eof:
	case <-time.After(time.Second): // a process that we could not find holds the terminal open
	}
}

// alive tells whether anything that could still print runs beside the shell.
func (s *session) alive() bool { return len(s.processes()) > 1 }

// running tells whether a job of the shell has not ended yet.
func (s *session) running(job string) bool {
	for _, pid := range s.processes() {
		if strconv.Itoa(pid) == job {
			return true
		}
	}
	return false
}

// listening are the sockets on which the session's processes listen.
func (s *session) listening() map[string]bool { return listening(s.processes()) }
