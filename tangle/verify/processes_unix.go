//go:build unix && !linux

package verify

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// processes are the living processes of a session, the shell included. The
// shell has no job control, so that all of them are in its group.
func processes(leader int) (pids []int) {
	out, _ := exec.Command("ps", "-A", "-o", "pid=,pgid=,stat=").Output()
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(leader) || strings.HasPrefix(fields[2], "Z") {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
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
