//go:build unix && !linux

package verify

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// processes are the living processes of a session, the shell included: those
// that have its terminal.
func processes(leader int, _ string) (pids []int) {
	out, _ := exec.Command("ps", "-A", "-o", "pid=,tty=,stat=").Output()
	var all [][]string
	terminal := "?"
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) >= 3 {
			all = append(all, fields)
			if fields[0] == strconv.Itoa(leader) {
				terminal = fields[1]
			}
		}
	}
	for _, fields := range all {
		if !strings.HasPrefix(terminal, "?") && fields[1] == terminal && !strings.HasPrefix(fields[2], "Z") {
			pid, _ := strconv.Atoi(fields[0])
			pids = append(pids, pid)
		}
	}
	return pids
}

// listening are the sockets on which the processes listen. Nobody is called to
// find out: a server may wait for one visitor only.
func listening(pids []int) map[string]bool {
	found := map[string]bool{}
	if len(pids) == 0 {
		return found
	}
	list := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(pids)), ","), "[]")
	out, _ := exec.Command("lsof", "-nP", "-a", "-p", list, "-iTCP", "-sTCP:LISTEN", "-Fpn").Output()
	pid := ""
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "p"); ok {
			pid = rest
		} else if rest, ok := strings.CutPrefix(line, "n"); ok {
			found[pid+" "+rest] = true
		}
	}
	return found
}
