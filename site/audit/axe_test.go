package audit

import (
	"context"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// sample has a page of every kind, and together all that a page can hold.
var sample = []string{
	"index.html",
	"advanced.html",                         // the opening of a chapter, with a figure
	"advanced.a-house-in-the-street.html",   // notes, a terminal
	"advanced.the-guest-book.html",          // many listings, a quotation
	"advanced.is-anybody-still-there.html",  // unchanged parts, folded
	"middleware.where-did-the-time-go.html", // a figure between listings
	"routing.what-just-happened.html",
	"parsing.in-an-interview.html",
	"responses.elsewhere.html",
	"sockets.challenges.html",    // answers below their challenges
	"sockets-answers.html",       // and on a page of their own
	"source/ch03/index.html",     // the program: the list of its files,
	"source/ch03/server.go.html", // a file,
	"source/ch03/changes.html",   // and what the chapter changed
	"source/answers/1.3/server.go.html",
}

// all is set if every page is looked at.
var all = os.Getenv("DRACO_AUDIT_ALL") == "1"

// unfold opens everything on a page that can be opened, and waits for the
// answers, which are fetched then.
const unfold = `(async () => {
	for (const fold of document.querySelectorAll("details")) fold.open = true;
	while (document.querySelector("details.answer > summary + p:last-child > a:only-child")) await new Promise((done) => setTimeout(done, 20));
})()`

// search opens the search and finds something.
const search = `(async () => {
	document.querySelector("button.search").click();
	const input = document.querySelector("dialog.search input");
	input.value = "session";
	while (!document.querySelector("dialog.search li")) {
		await new Promise((done) => setTimeout(done, 20));
		input.dispatchEvent(new Event("input"));
	}
})()`

// names goes in among the names of a listing, which tells of the first.
const names = `(async () => {
	const code = document.querySelector(".code:has(dfn)");
	code.focus();
	code.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
	while (document.querySelector(".tip").hidden) await new Promise((done) => setTimeout(done, 20));
})()`

// life moves a slider.
const life = `(async () => {
	document.querySelector(".life button").click();
	while (!document.querySelector(".source :is(ins, del)")) await new Promise((done) => setTimeout(done, 20));
})()`

// Nobody is kept from reading, as far as a program can tell: no rule of
// axe-core is violated, and no page is wider than a small screen.
func TestAxe(t *testing.T) {
	axe, err := os.ReadFile(tool(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	files, address := built(t), serve(t)
	browser := browse(t)
	visit := func(page, prepare string) func(*testing.T) {
		return func(t *testing.T) {
			t.Parallel() // in tabs of one browser
			ctx, cancel := chromedp.NewContext(browser)
			defer cancel()
			err := chromedp.Do(ctx, chromedp.Navigate(address+page), chromedp.Evaluate[chromedp.Void](string(axe)),
				chromedp.Evaluate[chromedp.Void](prepare, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int64{320, 1280} {
					found, err := look(ctx, scheme, width)
					if err != nil {
						t.Fatal(err)
					}
					for _, v := range found {
						t.Errorf("%s, %d px: %s: %s: %s", scheme, width, v.ID, v.Help, v.where())
					}
				}
			}
		}
	}
	pages := sample
	if all {
		pages = nil
		for name := range files {
			if path.Ext(name) == ".html" {
				pages = append(pages, name)
			}
		}
	}
	for _, name := range pages {
		if files[name] == nil {
			t.Errorf("the site has no %s: name another page of that kind in the sample", name)
			continue
		}
		t.Run(name, visit(name, unfold))
	}
	t.Run("search", visit("index.html", search))
	t.Run("names", visit("routing.a-tree-grows.html", names))
	t.Run("life", visit("source/ch03/server.go.html", life))
}

// A violation is a rule, and selectors of those who break it.
type violation struct {
	ID, Help string
	Targets  []string
}

func (v violation) where() string {
	if len(v.Targets) > 3 {
		return strings.Join(v.Targets[:3], ", ") + " and more"
	}
	return strings.Join(v.Targets, ", ")
}

// rules runs every rule of axe-core that is about WCAG up to level AA or good
// practice, and one of ours: nothing is wider than the screen. What is in
// something that scrolls by itself is not.
const rules = `(async () => {
	const run = await axe.run({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
	const found = run.violations.map((v) => ({ ID: v.id, Help: v.help, Targets: v.nodes.map((node) => node.target.join(" ")) }));
	if (document.scrollingElement.scrollWidth > innerWidth) {
		const held = (e) => e && (getComputedStyle(e).overflowX !== "visible" || held(e.parentElement));
		const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth && !held(e.parentElement));
		found.push({ ID: "width", Help: "the page is " + document.scrollingElement.scrollWidth + " px wide",
			Targets: wide.map((e) => e.tagName.toLowerCase() + (e.id && "#" + e.id) + [...e.classList].map((c) => "." + c).join("")) });
	}
	return found;
})()`

// look holds the page in a tab against the rules. The screen is that of a small
// window, not of a phone, which would show a page that is too wide smaller.
func look(ctx context.Context, scheme string, width int64) ([]violation, error) {
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"}, // no colour is on its way to another
	}})
	if err != nil {
		return nil, err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
		return nil, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[[]violation](rules, chromedp.EvalAwaitPromise))
}
