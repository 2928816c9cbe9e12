package site

import (
	gocontext "context"
	"fmt"
	"go/format"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A visit is a tab of a real browser that looks at the book's site, served as
// weave serve does. What the browser complains about fails the test: a script
// that throws, a file that is missing, a breach of the policy.
type visit struct {
	t    *testing.T
	ctx  gocontext.Context
	site string

	mu    sync.Mutex
	noise []string
}

// chromium is the browser's program, or the test is skipped; in CI it fails.
func chromium(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no Chromium here: .ci/run installs it")
	}
	t.Skip("no Chromium here")
	return ""
}

func newVisit(t *testing.T, scripts bool) *visit {
	files := sites(t)["book"]
	if testing.Short() || files == nil {
		t.Skip("no site, or no time")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/sub/") // from any folder
		types := map[string]string{".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json"}
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		w.Header().Set("Content-Type", types[path.Ext(name)])
		if files[name] == nil {
			http.NotFound(w, r)
			return
		}
		w.Write(files[name]) //nolint:errcheck // the browser has left
	}))
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox,
		chromedp.WindowSize(1280, 900), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, cancel := chromedp.NewExecAllocator(gocontext.Background(), options...)
	t.Cleanup(cancel)
	allocator, cancel = gocontext.WithTimeout(allocator, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	v := &visit{t: t, ctx: ctx, site: server.URL + "/sub/"}
	t.Cleanup(func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		for _, n := range v.noise {
			t.Errorf("the browser says: %s", n)
		}
	})
	v.do(chromedp.Func(func(ctx gocontext.Context, _ *chromedp.Target) error {
		return chromedp.Listen(ctx, v.hear)
	}))
	v.call(chromedp.Call(ctx, log.Enable, cdp.Empty{}))
	v.call(chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}))
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		v.call(chromedp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted}))
	}
	return v
}

// hear notes what the browser complains about.
func (v *visit) hear(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		v.noise = append(v.noise, fmt.Sprintf("%+v", e.ExceptionDetails))
	case *log.EventEntryAdded:
		v.noise = append(v.noise, fmt.Sprintf("%+v", e.Entry))
	}
}

func (v *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visit) call(_ cdp.Empty, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// asks returns what a script says, which may be a promise.
func asks[T any](v *visit, script string) T {
	v.t.Helper()
	got, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatal(script, err)
	}
	return got
}

// until asks a script again and again until it says true. The page may change
// meanwhile, and take the script's world with it.
func (v *visit) until(script string) {
	v.t.Helper()
	for {
		done, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool](script))
		if err == nil && done {
			return
		}
		if v.ctx.Err() != nil {
			v.t.Fatal(script, err)
		}
	}
}

// slash presses that key in one event, as a keyboard does: who prevents it has
// prevented the character. KeyEvent sends the two apart.
func (v *visit) slash() {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "/", Code: "Slash", Text: "/"}))
}

func TestSearch(t *testing.T) {
	v := newVisit(t, true)
	for _, test := range []struct{ words, link, there string }{
		{"Session.Flash", "Session.Flash", "advanced.a-note-that-nobody-can-rewrite.html#code.session-go-session"},
		{"five hours", "Advanced", "advanced.html"},
		{"in the street", "A house in the street", "advanced.a-house-in-the-street.html"},
		{"/pri", "A folder for strangers", "advanced.a-folder-for-strangers.html"},
		{"split the branch", "split the branch", "routing.a-tree-grows.html#code.split-the-branch"},
		{"guest book", "The guest book", "advanced.the-guest-book.html"},
		{"1.3", "The second visitor", "sockets.the-second-visitor.html"},
	} {
		v.do(chromedp.Navigate(v.site + "sockets.html"))
		v.slash()
		v.do(chromedp.SendKeys(chromedp.CSS("dialog.search input"), test.words), chromedp.WaitVisible(chromedp.CSS("dialog.search ol a")))
		if got := asks[string](v, `document.querySelector("dialog.search ol a").textContent`); got != test.link {
			t.Errorf("%s: the first is %q, not %q", test.words, got, test.link)
		}
		v.do(chromedp.SendKeys(chromedp.CSS("dialog.search input"), kb.Enter))
		v.until(`location.href.startsWith("` + v.site + test.there + `") && document.readyState === "complete"`)
		if _, id, ok := strings.Cut(test.there, "#"); ok { // it may scroll there smoothly
			v.until(`Math.abs(document.getElementById("` + id + `").getBoundingClientRect().top - 150) < 150`)
		}
	}
	v.slash()
	v.do(chromedp.SendKeys(chromedp.CSS("dialog.search input"), "the"), chromedp.WaitVisible(chromedp.CSS("dialog.search ol a")))
	if got := asks[string](v, `document.querySelector("dialog.search [role=status]").textContent`); !strings.HasPrefix(got, "the first 30 of ") {
		t.Errorf("of many: %q", got)
	}
	// What is typed on the way through the results is looked for.
	v.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent("r"))
	v.until(`document.querySelector("dialog.search input").value === "ther"`)
	v.do(chromedp.Click(chromedp.CSS("dialog.search button")))
	v.until(`!document.querySelector("dialog.search").open`)
}

// Keys that readers need for themselves are theirs.
func TestKeysAreLeftAlone(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site + "sockets.html"))
	before := asks[string](v, `location.href`)
	for _, key := range []string{kb.ArrowRight, kb.ArrowLeft, "n", "p", "s", kb.Escape} {
		v.do(chromedp.KeyEvent(key))
	}
	if after := asks[string](v, `location.href + document.querySelector("dialog").open`); after != before+"false" {
		t.Errorf("at %s, then %s", before, after)
	}
	v.slash()
	v.do(chromedp.WaitVisible(chromedp.CSS("dialog.search input")),
		chromedp.SendKeys(chromedp.CSS("dialog.search input"), "a/b"+kb.Escape))
	if asks[bool](v, `document.querySelector("dialog").open`) || asks[string](v, `document.querySelector("dialog input").value`) != "a/b" {
		t.Error("a slash cannot be searched for, or Escape does not close")
	}
}

func TestCopyButton(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site+"advanced.what-went-wrong.html"),
		chromedp.Click(chromedp.CSS(`[id="code.converse-go-finish"] .copy`)))
	v.until(`document.querySelector('[id="code.converse-go-finish"] .copy').textContent === "Copied"`)
	got := asks[string](v, `navigator.clipboard.readText()`)
	if !strings.HasPrefix(got, "// finish completes the answer") || !strings.Contains(got, "\tif err = c.settle(err); err != nil {\n") ||
		strings.Contains(got, "Added:") || strings.Contains(got, "Removed") || !strings.HasSuffix(strings.TrimSpace(got), "}") {
		t.Errorf("copied %q", got)
	}
}

// A file is copied as it is, without what stands beside its lines; also one with an
// answer in it, without the lines that the answer has taken out.
func TestCopyFile(t *testing.T) {
	v := newVisit(t, true)
	for page, generated := range map[string]string{
		"source/ch03/server.go.html":        "../generated/ch03/server.go",
		"source/answers/1.3/server.go.html": "",
	} {
		v.do(chromedp.Navigate(v.site+page), chromedp.Click(chromedp.CSS(".acts .copy")))
		v.until(`document.querySelector(".acts .copy").textContent === "Copied"`)
		got := asks[string](v, `navigator.clipboard.readText()`)
		if !strings.HasPrefix(got, "// Package draco is a web framework, built up from TCP sockets.\npackage draco\n\nimport (\n\t\"") || strings.Contains(got, "Removed") {
			t.Errorf("%s: copied %q", page, got)
		}
		if _, err := format.Source([]byte(got)); err != nil {
			t.Errorf("%s: copied what is no program: %v", page, err)
		}
		if generated == "" {
			continue
		}
		file, err := os.ReadFile(generated)
		if err != nil {
			t.Fatal(err)
		}
		if _, text, _ := strings.Cut(string(file), "\n\n"); got != text { // what is before is not the book's
			t.Errorf("%s: copied %q", page, got)
		}
	}
}

// The reader's choice is there before the page is: when its style sheet comes,
// theme.js has run, and what is painted first is right.
func TestTheme(t *testing.T) {
	v := newVisit(t, true)
	ground := func() string {
		return asks[string](v, `document.querySelector("button.theme").textContent + getComputedStyle(document.body).backgroundColor`)
	}
	const light, dark = "rgb(251, 247, 239)", "rgb(27, 23, 20)"
	v.do(chromedp.Navigate(v.site + "index.html"))
	for _, want := range []string{"Auto" + light, "Light" + light, "Dark" + dark} {
		if got := ground(); got != want {
			t.Errorf("%s, not %s", got, want)
		}
		if !strings.HasPrefix(want, "Dark") {
			v.do(chromedp.Click(chromedp.CSS("button.theme")))
		}
	}
	v.do(chromedp.Navigate(v.site + "sockets.html"))
	if got := ground(); got != "Dark"+dark {
		t.Errorf("on the next page: %s", got)
	}
	if first := asks[string](v, `const all = [...document.head.querySelectorAll("script, link[rel=stylesheet]")];
		const [script, sheet] = all; script.src.split("/").pop().split(".")[0] + script.defer + script.async + sheet.tagName`); first != "themefalsefalseLINK" {
		t.Errorf("the head begins with %s", first)
	}
	v.do(chromedp.Click(chromedp.CSS("button.theme")))
	v.call(chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	if got := ground(); got != "Auto"+dark {
		t.Errorf("on a dark system: %s", got)
	}
}

// What has been read to its end is marked, and no more than that; the first
// page leads back to where one was.
func TestProgress(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site+"routing.a-map.html"), chromedp.Navigate(v.site+"routing.a-hole-in-the-path.html"),
		chromedp.ScrollIntoView(chromedp.CSS("nav.turn")))
	v.until(`document.querySelectorAll("nav.side .done").length === 1`)
	v.do(chromedp.Navigate(v.site + "routing.html"))
	if got := asks[string](v, `[...document.querySelectorAll("ol.steps li:has(.done)")].map((l) => l.innerText).join()`); got != "4.2 A hole in the path ✓" {
		t.Errorf("read: %q", got)
	}
	v.do(chromedp.Navigate(v.site+"index.html"), chromedp.Click(chromedp.CSS(".last a")))
	v.until(`location.href.endsWith("routing.a-hole-in-the-path.html") && document.readyState === "complete"`)
	// What others have left in the store does no harm.
	v.do(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("last", '{"page":"javascript:alert(1)"}'), localStorage.setItem("read", "{")`),
		chromedp.Navigate(v.site+"index.html"))
	if asks[bool](v, `!!document.querySelector(".last")`) {
		t.Error("the first page leads anywhere")
	}
}

// Without scripts there is the book: every button that does nothing is gone.
func TestWithoutScripts(t *testing.T) {
	v := newVisit(t, false)
	v.do(chromedp.Navigate(v.site + "advanced.challenges.html"))
	buttons := asks[int](v, `[...document.querySelectorAll("button")].filter((b) => b.checkVisibility()).length`)
	answers := asks[int](v, `document.querySelectorAll("p.answer > a").length`)
	if buttons != 0 || answers != 5 {
		t.Errorf("%d buttons and %d answers", buttons, answers)
	}
}
