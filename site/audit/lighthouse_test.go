package audit

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"
)

// weighed are the pages that Lighthouse looks at: the first, the opening of a
// chapter, a long section, and a file of the program.
var weighed = []string{"index.html", "advanced.html", "advanced.the-guest-book.html", "source/ch03/server.go.html"}

// A report is what lighthouse.mjs says of a page.
type report struct {
	URL      string
	Machine  float64 // how fast it was, by Lighthouse's benchmark: an idle one has 1000 to 3000
	Requests []struct {
		URL           string
		Status, Bytes int
	}
	Categories []struct {
		Name   string
		Score  float64
		Faults []string
	}
}

// Nobody waits, and nobody pays for bytes that are not the book's: 100 in every
// category of Lighthouse, on a slow phone.
func TestLighthouse(t *testing.T) {
	modules := filepath.Dir(filepath.Dir(tool(t, "lighthouse/package.json")))
	node, err := exec.LookPath("node")
	if err != nil {
		lacks(t, "no Node.js here: install it, as .ci/run does")
	}
	script, err := os.Open("lighthouse.mjs")
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	files, address, port := built(t), serve(t), freePort(t)
	args := []string{"--input-type=module", "-", port}
	for _, name := range weighed {
		if files[name] == nil {
			t.Fatalf("the site has no %s: name another page of that kind", name)
		}
		args = append(args, address+name)
	}
	browser := browse(t, remote.WebSocket, chromedp.Flag("remote-debugging-port", port))
	cmd := exec.CommandContext(browser, node, args...)
	cmd.Dir, cmd.Stdin = filepath.Dir(modules), script
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lighthouse: %v\n%s", err, stderr.String())
	}
	var reports []report
	if err := json.Unmarshal(out, &reports); err != nil || len(reports) != len(weighed) {
		t.Fatalf("lighthouse says something else: %v\n%s", err, out)
	}
	for _, r := range reports {
		r.check(t, address)
	}
}

func (r report) check(t *testing.T, address string) {
	t.Helper()
	page := strings.TrimPrefix(r.URL, address)
	if len(r.Categories) != 4 {
		t.Errorf("%s: %d categories, not 4", page, len(r.Categories))
	}
	for _, c := range r.Categories {
		if c.Score < 1 {
			t.Errorf("%s: %s is %.0f, not 100, on a machine of %.0f:\n\t%s", page, c.Name, 100*c.Score, r.Machine, strings.Join(c.Faults, "\n\t"))
		}
	}
	sum := 0
	for _, q := range r.Requests {
		sum += q.Bytes
		if q.Status != 200 || !strings.HasPrefix(q.URL, address) {
			t.Errorf("%s asks for %s, and the answer is %d", page, q.URL, q.Status)
		}
	}
	if sum == 0 || sum > budget {
		t.Errorf("%s: %d bytes on the first load, and at most %d may be", page, sum, budget)
	}
	t.Logf("%s: %d bytes in %d requests", page, sum, len(r.Requests))
}

// freePort is a port of this machine that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
