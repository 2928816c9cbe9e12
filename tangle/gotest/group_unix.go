//go:build unix

package gotest

import (
	"os/exec"
	"syscall"
)

// ownGroup gives the command a process group, and lets its context end all of
// it: the go command, the compiler, the tests and what they started, but for
// what has left the group.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
