package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tangle": main})
}

// TestScripts runs the command as its users do. Every script has a small book
// of its own, and must leave nothing in the temporary folder.
func TestScripts(t *testing.T) {
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env GOCACHE: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOCACHE", strings.TrimSpace(string(cache)))
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOTRACEBACK", "single") // as a user has it
			env.Defer(func() {
				left, _ := filepath.Glob(filepath.Join(env.Getenv("TMPDIR"), "*"))
				if len(left) > 0 {
					t.Errorf("left in the temporary folder: %q", left)
				}
			})
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "cgo" { // which the race detector needs
				out, err := exec.Command("go", "env", "CGO_ENABLED").Output()
				_, noC := exec.LookPath("gcc")
				return strings.TrimSpace(string(out)) == "1" && noC == nil, err
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await":    await,
			"examples": examples,
			"gone":     gone,
			"find":     find,
			"replace":  replace,
			"status":   status,
		},
	})
}

// patience bounds the waiting for what happens soon or never.
const patience = 30 * time.Second

func until(ts *testscript.TestScript, what string, holds func() bool) {
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// await FILE REGEXP waits until a file matches.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE REGEXP")
	}
	file, re := ts.MkAbs(args[0]), regexp.MustCompile("(?m)"+args[1])
	until(ts, "await "+args[0], func() bool {
		data, err := os.ReadFile(file)
		return err == nil && re.Match(data)
	})
}

// gone FILE waits until the process whose number is in a file is no more.
func gone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gone FILE")
	}
	pid := strings.TrimSpace(ts.ReadFile(args[0]))
	until(ts, "gone "+pid, func() bool {
		living, err := alive(pid)
		ts.Check(err)
		return !living
	})
}

// alive tells whether there is a process of that number. On Linux one that has
// ended and that nobody has waited for is not counted.
func alive(pid string) (bool, error) {
	n, err := strconv.Atoi(pid)
	if err != nil {
		return false, err
	}
	if runtime.GOOS == "linux" {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			return false, nil
		}
		state := strings.TrimSpace(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		return !strings.HasPrefix(state, "Z"), err
	}
	p, err := os.FindProcess(n)
	if err != nil {
		return false, err
	}
	err = p.Signal(syscall.Signal(0))
	if errors.Is(err, os.ErrProcessDone) {
		return false, nil
	}
	return true, err
}

// examples PREFIX COMMAND... runs the examples of tangle's help for a command
// that begin with PREFIX. There must be one.
func examples(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: examples PREFIX COMMAND...")
	}
	ts.Check(ts.Exec("tangle", append([]string{"help"}, args[1:]...)...))
	_, text, _ := strings.Cut(ts.ReadFile("stdout"), "\nExamples:\n")
	text, _, _ = strings.Cut(text, "\n\n")
	ran := 0
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "  ") // what it does
		if !strings.HasPrefix(line, args[0]) {
			continue
		}
		line = strings.ReplaceAll(line, "~", ts.Getenv("WORK"))
		fields := strings.Fields(line)
		if err := ts.Exec(fields[0], fields[1:]...); err != nil {
			ts.Fatalf("%s: %v", line, err)
		}
		ran++
	}
	if ran == 0 {
		ts.Fatalf("no example begins with %q", args[0])
	}
}

// find PROGRAM VARIABLE sets a variable to where a program is on the PATH.
func find(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: find PROGRAM VARIABLE")
	}
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if file := filepath.Join(dir, args[0]); isFile(file) {
			ts.Setenv(args[1], file)
			return
		}
	}
	ts.Fatalf("%s is not on the PATH", args[0])
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// replace OLD NEW FILE edits a file.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s has no %q", args[2], args[0])
	}
	text = strings.ReplaceAll(text, args[0], args[1])
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o666))
}

// status N COMMAND runs tangle and compares its exit status; its output goes
// to the files stdout and stderr.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(*exec.ExitError); ok {
		got = fmt.Sprint(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
