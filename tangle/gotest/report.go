package gotest

import (
	"fmt"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// An event is a line of go test -json.
type event struct {
	Action      string
	Package     string
	Test        string
	Elapsed     float64
	Output      string
	FailedBuild string
	ImportPath  string // of build-output and build-fail
}

// A report turns the events into lines for the reader, test by test as they
// finish, and keeps the failures for the end. The go command runs packages side
// by side: one of them is shown as it goes, what the others say waits.
type report struct {
	run      *Run
	places   *Places
	module   string            // the import path of the folder of places
	titles   map[string]string // of the chapters, by import path
	packages map[string]*pkg
	waiting  []*pkg // in order of their first event; the first one is shown as it goes
	builds   map[string]string
	failures []failure
	passed   int // tests, subtests not counted
	failed   int
	skipped  int
	broken   int    // packages that do not build
	advice   string // what to do when the book's tests do not build with the reader's code
	advised  string // the same, once that has happened
}

type pkg struct {
	title  string
	dir    string // below the root of places
	tests  map[string]*test
	lines  []string
	output string
	titled bool
	done   bool
	failed int // tests
}

type test struct {
	name   string
	output string
	result string
	time   float64
	subs   []*test // those that are finished, in that order
}

// A failure is what the end of the report says about one.
type failure struct {
	title, text, see string
	at               token.Position
}

func newReport(run *Run, places *Places, module string, titles map[string]string) *report {
	return &report{run: run, places: places, module: module, titles: titles,
		packages: map[string]*pkg{}, builds: map[string]string{}}
}

func (r *report) add(e event) {
	switch {
	case e.Action == "build-output":
		r.builds[e.ImportPath] += e.Output
	case e.Package == "":
	case e.Test == "":
		r.addPackage(r.pkg(e.Package), e)
	default:
		r.addTest(r.pkg(e.Package), e)
	}
}

func (r *report) pkg(path string) *pkg {
	p := r.packages[path]
	if p == nil {
		p = &pkg{title: path, tests: map[string]*test{}}
		p.dir = strings.TrimPrefix(strings.TrimPrefix(path, r.module), "/")
		for at, title := range r.titles {
			if rest, ok := strings.CutPrefix(path, at); ok && (rest == "" || rest[0] == '/') {
				p.title = strings.TrimSpace(title + "  " + strings.TrimPrefix(rest, "/"))
			}
		}
		r.packages[path] = p
		r.waiting = append(r.waiting, p)
	}
	return p
}

func (r *report) addPackage(p *pkg, e event) {
	switch e.Action {
	case "output":
		p.output += e.Output
		return
	case "fail":
		r.packageFailed(p, e)
	case "pass", "skip":
	default:
		return
	}
	p.done = true
	r.flush()
}

// packageFailed reports what no failed test accounts for: a package that does
// not build, or a test program that ends badly on its own.
func (r *report) packageFailed(p *pkg, e event) {
	if e.FailedBuild != "" {
		r.broken++
		r.say(p, "  ✗ does not build")
		// Packages that import one that does not build fail for its reasons.
		if text, ok := r.builds[e.FailedBuild]; ok {
			delete(r.builds, e.FailedBuild)
			text = clean(text)
			r.fail(p.title+" does not build", text, ".", token.Position{})
			if _, ok := r.places.First(text, "."); ok {
				r.advised = r.advice
			}
		}
		return
	}
	// A panic on another goroutine ends the program in the middle of a test,
	// and what it says was printed on behalf of that test.
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(p.tests))) { // subtests before theirs
		if t := p.tests[name]; t.result == "" {
			t.output, p.output = t.output+p.output, ""
			r.addTest(p, event{Action: "fail", Test: name, Elapsed: e.Elapsed})
		}
	}
	if p.failed == 0 { // a TestMain may end the program as it likes
		text := clean(p.output)
		if text == "" {
			text = "the test program ended with a failure and said nothing"
		}
		r.say(p, "  ✗ failed outside of its tests")
		r.failed++
		r.fail(p.title, text, p.dir, token.Position{})
	}
}

func (r *report) addTest(p *pkg, e event) {
	t := p.tests[e.Test]
	if t == nil {
		t = &test{name: e.Test}
		p.tests[e.Test] = t
	}
	switch e.Action {
	case "output":
		t.output += e.Output
	case "pass", "fail", "skip":
		t.result, t.time = e.Action, e.Elapsed
		if i := strings.LastIndexByte(t.name, '/'); i >= 0 {
			if parent := p.tests[t.name[:i]]; parent != nil {
				parent.subs = append(parent.subs, t)
			}
			return
		}
		r.count(p, t)
		r.show(p, t, "  ", t.name)
		r.collect(p, t)
	}
}

func (r *report) count(p *pkg, t *test) {
	switch t.result {
	case "pass":
		r.passed++
	case "skip":
		r.skipped++
	case "fail":
		r.failed++
		p.failed++
	}
}

// show says how a test ended; of its subtests only the failed ones, or all with
// Verbose.
func (r *report) show(p *pkg, t *test, indent, name string) {
	text := clean(t.output)
	switch t.result {
	case "pass":
		r.say(p, fmt.Sprintf("%s✓ %s (%.2fs)", indent, name, t.time))
	case "fail":
		r.say(p, fmt.Sprintf("%s✗ %s (%.2fs)", indent, name, t.time))
	case "skip":
		reason := afterPosition.ReplaceAllString(text, "")
		r.say(p, strings.TrimSuffix(fmt.Sprintf("%s- %s skipped: %s", indent, name, strings.TrimSpace(reason)), ": "))
	}
	if r.run.Verbose && t.result == "pass" && text != "" {
		for line := range strings.Lines(r.places.Text(text, p.dir)) {
			r.say(p, indent+"    "+strings.TrimRight(line, "\n"))
		}
	}
	for _, sub := range t.subs {
		if r.run.Verbose || sub.result == "fail" {
			r.show(p, sub, indent+"  ", strings.TrimPrefix(sub.name, t.name+"/"))
		}
	}
}

var afterPosition = regexp.MustCompile(`^\S+\.go:\d+: `)

// collect keeps what the failed tests print: of those with failed subtests
// only if they say something themselves.
func (r *report) collect(p *pkg, t *test) {
	if t.result != "fail" {
		return
	}
	for _, sub := range t.subs {
		r.collect(p, sub)
	}
	text := clean(t.output)
	inner := slices.ContainsFunc(t.subs, func(s *test) bool { return s.result == "fail" })
	if inner && text == "" {
		return
	}
	name, _, _ := strings.Cut(t.name, "/")
	declared, _ := r.places.Func(name, p.dir)
	r.fail(p.title+"  "+t.name, text, p.dir, declared)
}

// fail keeps a failure. The section to read again is that of the first place
// the text names, or else of the place given.
func (r *report) fail(title, text, dir string, at token.Position) {
	if pos, ok := r.places.First(text, dir); ok {
		at = pos
	}
	r.failures = append(r.failures, failure{title, r.places.Text(text, dir), r.see(at), at})
}

func (r *report) see(pos token.Position) string {
	for _, ch := range r.run.Book.Chapters {
		if ch.File != pos.Filename || pos.Line == 0 {
			continue
		}
		s := ch.SectionAt(pos.Offset)
		return fmt.Sprintf("see %s, %s:%d", s, r.run.Show(ch.File), s.Pos.Line)
	}
	return ""
}

// say prints a line about a package, or keeps it until it is its turn.
func (r *report) say(p *pkg, line string) {
	if !p.titled {
		p.titled = true
		p.lines = append(p.lines, p.title)
	}
	p.lines = append(p.lines, line)
	r.flush()
}

// flush prints what may be printed: all that the first package has to say, and
// once it is done, the next one.
func (r *report) flush() {
	for len(r.waiting) > 0 {
		p := r.waiting[0]
		for _, line := range p.lines {
			fmt.Fprintln(r.run.Out, line)
		}
		p.lines = nil
		if !p.done {
			return
		}
		r.waiting = r.waiting[1:]
	}
}

// finish prints the failures and the total.
func (r *report) finish(took time.Duration) {
	for _, p := range r.waiting {
		p.done = true // the go command ended before it
	}
	r.flush()
	for _, f := range r.failures {
		fmt.Fprintf(r.run.Out, "\n✗ %s\n", f.title)
		for line := range strings.Lines(f.text) {
			fmt.Fprintln(r.run.Out, strings.TrimRight("    "+strings.TrimRight(line, "\n"), " "))
		}
		if f.see != "" {
			fmt.Fprintln(r.run.Out, "    "+f.see)
		}
	}
	if len(r.failures) > 0 {
		fmt.Fprintln(r.run.Out)
	}
	if r.advised != "" {
		fmt.Fprintln(r.run.Out, r.advised)
	}
	fmt.Fprintf(r.run.Out, "%s (%.1fs)\n", r.total(), took.Seconds())
}

func (r *report) total() string {
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{r.passed, "passed"}, {r.failed, "failed"}, {r.skipped, "skipped"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	switch {
	case r.broken == 1:
		parts = append(parts, "1 package does not build")
	case r.broken > 1:
		parts = append(parts, Plural(r.broken, "package")+" do not build")
	case len(parts) == 0 && r.run.Only != "":
		parts = append(parts, "no test matches "+r.run.Only)
	case len(parts) == 0:
		parts = append(parts, "no tests")
	}
	return strings.Join(parts, ", ")
}

// frame is a line by which the tools mark the course of a run: what it says is
// said already.
var frame = regexp.MustCompile(`^(\s*(=== |--- )|(PASS|FAIL|ok|\?)(\s|$)|exit status \d+$|# )`)

// clean is an output without frames, and without the indentation that the
// testing package gives to logs.
func clean(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if frame.MatchString(line) {
			continue
		}
		line = strings.TrimPrefix(line, "    ")
		b.WriteString(strings.TrimPrefix(line, "vet: "))
	}
	return strings.Trim(b.String(), "\n")
}

// Plural counts things: 1 file, 2 files.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
