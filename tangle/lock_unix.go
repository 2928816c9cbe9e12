//go:build unix

package tangle

import (
	"os"
	"syscall"
)

// lock waits until no other run holds the folder. The lock is on the folder
// itself, so that it leaves no file behind, and goes with the process however
// it ends.
func lock(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}
