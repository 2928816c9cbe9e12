package verify

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// processes are the living processes of a session, the shell included: those
// that the kernel says belong to it, by session or by group, and those that
// have left it but were started with its nonce in the environment.
func processes(leader int, nonce string) (pids []int) {
	mark := []byte(sessionVariable + "=" + nonce + "\x00")
	names, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // gone meanwhile
		}
		// pid (name) state ppid pgrp session ...; the name may have anything in it.
		i := strings.LastIndexByte(string(data), ')')
		fields := strings.Fields(string(data[i+1:]))
		if i < 0 || len(fields) < 4 || fields[0] == "Z" || fields[0] == "X" {
			continue
		}
		group, _ := strconv.Atoi(fields[2])
		session, _ := strconv.Atoi(fields[3])
		ours := group == leader || session == leader
		if !ours {
			env, _ := os.ReadFile(filepath.Join(filepath.Dir(name), "environ")) // other people's cannot be read
			ours = bytes.Contains(env, mark)
		}
		if ours {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(name)))
			pids = append(pids, pid)
		}
	}
	return pids
}

// listening are the sockets on which the processes listen. Nobody is called to
// find out: a server may wait for one visitor only.
func listening(pids []int) map[string]bool {
	open := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		f, err := os.Open(table)
		if err != nil {
			continue // no IPv6
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			const state, inode, listen = 3, 9, "0A"
			if fields := strings.Fields(lines.Text()); len(fields) > inode && fields[state] == listen {
				open["socket:["+fields[inode]+"]"] = true
			}
		}
		f.Close()
	}
	found := map[string]bool{}
	for _, pid := range pids {
		dir := fmt.Sprintf("/proc/%d/fd", pid)
		fds, _ := os.ReadDir(dir)
		for _, fd := range fds {
			if target, err := os.Readlink(filepath.Join(dir, fd.Name())); err == nil && open[target] {
				found[target] = true
			}
		}
	}
	return found
}
