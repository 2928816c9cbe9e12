package site

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The keys that may be held while another is pressed.
const alt, control, meta, shift = 1, 2, 4, 8

// types presses a key that makes a character, in one event as a keyboard does.
func (v *visit) types(character string, held int64) {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: character, Text: character, Modifiers: held}))
}

// still turns smooth scrolling off.
func (v *visit) still() {
	v.call(chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}))
}

// The contents mark the part of the page that is being read, wherever the
// reader jumps, and bring it into view.
func TestContentsFollow(t *testing.T) {
	v := newVisit(t, true)
	v.still()
	v.do(chromedp.EmulateViewport(1280, 400), chromedp.Navigate(v.site+"index.html"))
	if asks[bool](v, `!!document.querySelector("nav [aria-current=true]")`) {
		t.Error("before the first part, one is marked")
	}
	for _, part := range []string{"page.milestones", "how-to-read-a-session", "three-ways-to-read"} {
		asks[bool](v, `document.getElementById("`+part+`").scrollIntoView(), true`)
		v.until(`[...document.querySelectorAll("nav [aria-current=true]")].map((a) => a.hash).join() === "#` + part + `,#` + part + `"`)
	}
	// In a long list the entry of the page is there to be seen.
	v.do(chromedp.Navigate(v.site + "sockets.in-an-interview.html"))
	v.until(`(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.querySelector("nav.side [aria-current]").getBoundingClientRect()) && scrollY === 0`)
}

// How much is left is said where something has been read, and is less after
// more of it.
func TestTimeLeft(t *testing.T) {
	v := newVisit(t, true)
	const said = `[...document.querySelectorAll(".progress")].map((p) => p.textContent.replaceAll("\u00a0", " ")).join("; ")`
	for _, page := range []string{"index.html", "routing.html"} {
		v.do(chromedp.Navigate(v.site + page))
		if got := asks[string](v, said); got != "" {
			t.Errorf("%s: nothing is kept, but the page says %q", page, got)
		}
	}
	reads := func(page string) (left time.Duration) {
		t.Helper()
		v.do(chromedp.Navigate(v.site+page), chromedp.ScrollIntoView(chromedp.CSS("nav.turn")))
		v.until(`!!document.querySelector("nav.side [aria-current=page] .done")`)
		text := asks[string](v, said)
		_, text, _ = strings.Cut(text, " read, about ")
		left, err := time.ParseDuration(strings.NewReplacer(" h", "h", " min", "m", " ", "").Replace(strings.TrimSuffix(text, " left")))
		if err != nil {
			t.Error(err)
		}
		return left
	}
	one := reads("routing.a-map.html")
	two := reads("routing.a-hole-in-the-path.html")
	if one <= two || one > 150*time.Minute || two < time.Hour {
		t.Errorf("after one step: %v left, after two: %v", one, two)
	}
	chapter := asks[string](v, said)
	if !strings.HasPrefix(chapter, "Chapter 4: 2 of ") {
		t.Errorf("the step says %q", chapter)
	}
	if got := asks[string](v, `document.querySelector(".time").textContent`); !regexp.MustCompile(`^about \d+ minutes$`).MatchString(got) {
		t.Errorf("the step takes %q", got)
	}
	v.do(chromedp.Navigate(v.site + "index.html"))
	if got := asks[string](v, said); !strings.HasPrefix(got, "The book: 2 of ") || !strings.HasSuffix(got, "; "+strings.TrimPrefix(chapter, "Chapter 4: ")) {
		t.Errorf("the first page says %q", got)
	}
}

// A box that is ticked on one page is ticked on the other.
func TestMilestones(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site+"index.html"),
		chromedp.Click(chromedp.CSS(`.milestones li:nth-child(2) > p input`)))
	const state = `[...document.querySelectorAll("main input")].map((b) => b.ariaLabel + ": " + b.checked).join("; ") + " " +
		[...document.querySelectorAll("nav.side .chapters > li > a:has(.done)")].map((a) => a.innerText).join()`
	v.do(chromedp.Navigate(v.site + "parsing.html"))
	if got := asks[string](v, state); got != "Done when, Parsing: true 2\nParsing ✓" {
		t.Errorf("on the chapter: %q", got)
	}
	v.do(chromedp.Click(chromedp.CSS(".card input")))
	if got := asks[string](v, state+` + localStorage.getItem("done")`); got != "Done when, Parsing: false null" {
		t.Errorf("taken back: %q", got)
	}
	v.do(chromedp.Click(chromedp.CSS(".card label strong")), chromedp.Navigate(v.site+"index.html"))
	if got := asks[string](v, `[...document.querySelectorAll(".milestones input")].map((b) => Number(b.checked)).join("")`); got != "010000" {
		t.Errorf("the milestones: %s", got)
	}
	v.do(chromedp.Navigate(v.site + "book.html")) // which is no chapter
	if got := asks[int64](v, `document.querySelectorAll("main input").length`); got != 0 {
		t.Errorf("the whole book has %d boxes", got)
	}
}

// On a phone a note is folded, and its number opens it, without scripts too. In
// the margin it is always there.
func TestNotesFold(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		v := newVisit(t, scripts)
		const shown = `[...document.querySelectorAll(".note")].filter((n) => n.checkVisibility()).length + " " + document.querySelector("a.ref").ariaExpanded`
		check := func(what, want string) {
			t.Helper()
			if !scripts {
				want = want[:2] + "null"
			}
			if got := asks[string](v, shown); got != want {
				t.Errorf("scripts %v, %s: %q, not %q", scripts, what, got, want)
			}
		}
		v.still()
		v.do(chromedp.EmulateViewport(390, 800), chromedp.Navigate(v.site+"sockets.a-full-house.html"))
		check("at first", "0 false")
		v.do(chromedp.Click(chromedp.CSS("a.ref")))
		check("opened", "1 true")
		if asks[bool](v, `document.querySelector(".note").getBoundingClientRect().bottom > innerHeight`) {
			t.Error("the note is out of sight")
		}
		v.do(chromedp.Click(chromedp.CSS(".note .back")))
		check("closed", "0 false")
		v.do(chromedp.Navigate(v.site + "sockets.a-full-house.html#note.9"))
		v.do(chromedp.Reload())
		check("linked to", "1 true")
		v.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(v.site+"sockets.a-full-house.html"))
		check("wide", "2 null")
	}
}

// The single keys: where they lead, when they are not meant, and off.
func TestKeys(t *testing.T) {
	v := newVisit(t, true)
	at := func(page string) {
		t.Helper()
		v.until(`location.href === "` + v.site + page + `" && document.readyState === "complete"`)
	}
	v.do(chromedp.Navigate(v.site + "sockets.html"))
	v.types(">", shift)
	at("sockets.who-is-knocking.html")
	v.types("<", 0)
	at("sockets.html")
	for _, held := range []int64{alt, control, meta} {
		v.types(">", held)
	}
	v.types("/", 0)
	v.do(chromedp.WaitVisible(chromedp.CSS("dialog.search input")))
	v.types(">", 0)
	v.do(chromedp.KeyEvent(kb.Escape))
	if got := asks[string](v, `document.querySelector("dialog.search input").value + location.pathname`); got != ">/sub/sockets.html" {
		t.Errorf("typed or held: %q", got)
	}
	v.until(`document.activeElement === document.body`)
	v.types("?", shift)
	v.do(chromedp.WaitVisible(chromedp.CSS("dialog.keys")))
	if got := asks[string](v, `[...document.querySelectorAll("dialog.keys dt")].map((k) => k.textContent).join("")`); got != "/<>?" {
		t.Errorf("the list of keys is %s", got)
	}
	v.do(chromedp.Click(chromedp.CSS("dialog.keys input")), chromedp.Click(chromedp.CSS("dialog.keys form button")),
		chromedp.Navigate(v.site+"parsing.html"))
	v.types(">", 0)
	v.types("?", 0)
	v.types("/", 0)
	if got := asks[string](v, `location.pathname + !!document.querySelector("dialog[open]")`); got != "/sub/parsing.htmlfalse" {
		t.Errorf("turned off, they still do something: %s", got)
	}
	v.do(chromedp.Click(chromedp.CSS("button.keys")), chromedp.Click(chromedp.CSS("dialog.keys input")), chromedp.KeyEvent(kb.Escape))
	v.types(">", 0)
	at("parsing.three-words.html")
}

// No page is wider than its window: not a small one, and not with letters twice
// as large.
func TestNothingScrollsSideways(t *testing.T) {
	v := newVisit(t, true)
	for _, page := range []string{"index.html", "sockets.html", "sockets.a-full-house.html", "routing.smaller.html", "advanced.challenges.html", "parsing-answers.html", "sockets.rawr.html",
		"source/ch06/index.html", "source/ch06/changes.html", "source/ch06/server.go.html"} {
		if sites(t)["book"][page] == nil {
			continue // the book has moved on
		}
		for _, at := range []struct {
			width int64
			size  string
		}{{320, ""}, {320, "32px"}, {640, "32px"}} {
			v.do(chromedp.EmulateViewport(at.width, 800), chromedp.Navigate(v.site+page))
			if got := asks[int64](v, `document.documentElement.style.fontSize = "`+at.size+`",
				document.querySelectorAll("details").forEach((d) => (d.open = true)), document.querySelectorAll(".note").forEach((n) => n.classList.add("open")),
				document.documentElement.scrollWidth`); got > at.width {
				t.Errorf("%s at %d, letters of %s: %d wide", page, at.width, at.size, got)
			}
		}
	}
}
