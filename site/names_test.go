package site

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const treePage = "routing.a-tree-grows.html"

// point moves the mouse over the first element that a selector finds until
// something holds. What stands there may still be moving, so that it moves after
// it, and comes anew now and then.
func (v *visit) point(selector, until string) {
	v.t.Helper()
	move := func(x, y float64) {
		v.call(chromedp.Call(v.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: x, Y: y}))
	}
	for i := 1; ; i++ {
		v.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
		at := asks[[]float64](v, `{ const r = document.querySelector(`+"`"+selector+"`"+`).getClientRects()[0]; [r.x + r.width / 2, r.y + r.height / 2] }`)
		move(at[0], at[1])
		if asks[bool](v, until) {
			return
		}
		if i%100 == 0 {
			move(0, 0)
		}
	}
}

// Pointing at a name tells what it is; following it leads to where it was
// declared, on this page or on another, or to the library's documentation.
func TestNames(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site + "sockets.who-is-knocking.html"))
	link := `.code a[href="https://pkg.go.dev/net#Listen"]`
	v.point(link, `!document.querySelector(".tip").hidden`)
	if got := asks[string](v, `document.querySelector(".tip").textContent`); !strings.HasPrefix(got, "func Listen(network string, address string) (Listener, error)") || !strings.Contains(got, "Listen announces on the local network address.") {
		t.Errorf("net.Listen is said to be %q", got)
	}
	v.point(".tip", `!!document.querySelector(".tip:hover")`) // to read it, and to copy from it
	asks[bool](v, `new Promise((done) => setTimeout(done, 400, true))`)
	if asks[bool](v, `document.querySelector(".tip").hidden`) {
		t.Error("what is pointed at goes away")
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	v.until(`document.querySelector(".tip").hidden`)
	v.point(link, `!document.querySelector(".tip").hidden`)
	v.point("h1", `document.querySelector(".tip").hidden`)
	spoken := `p code > a[href="https://pkg.go.dev/net#Listen"]`
	v.point(spoken, `!document.querySelector(".tip").hidden`)

	// Something of the book's own, on another page.
	v.do(chromedp.Navigate(v.site + "responses.one-word-for-it.html"))
	own := `.code a[href*=".html#"]:not(.whole)`
	want := asks[string](v, `document.querySelector(`+"`"+own+"`"+`).href`)
	v.point(own, `!document.querySelector(".tip").hidden`)
	v.do(chromedp.Click(chromedp.CSS(own)))
	v.until(`location.href === "` + want + `" && document.readyState === "complete"`)
	v.until(`(() => { const r = document.querySelector(":target").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`)
	if got := asks[string](v, `document.querySelector(":target").className`); !strings.HasPrefix(got, "l") {
		t.Errorf("a name leads to a %q, and not to a line", got)
	}
}

// For the keyboard a listing is one stop; Enter goes in among its names.
func TestNamesByKeyboard(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site + treePage))
	focused := func() string {
		return asks[string](v, `document.activeElement.className || document.activeElement.tagName`)
	}
	v.do(chromedp.KeyEvent(kb.Tab))
	for range 200 {
		if focused() == "code" {
			break
		}
		v.do(chromedp.KeyEvent(kb.Tab))
	}
	v.do(chromedp.KeyEvent(kb.Tab))
	if asks[bool](v, `!!document.activeElement.closest(".l")`) {
		t.Error("Tab goes through the names of a listing")
	}
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".code:has(.l a[href]:not(.ln)):has(dfn)").focus()`), chromedp.KeyEvent(kb.Enter))
	v.until(`!!document.activeElement.closest(".l") && !document.querySelector(".tip").hidden`)
	// What is declared there is no link, and can be asked about all the same.
	asks[bool](v, `document.activeElement.closest(".code").querySelector("dfn").focus(), true`)
	v.until(`document.activeElement.tagName === "DFN" && document.activeElement.tabIndex === 0 && !document.querySelector(".tip").hidden`)
	v.do(chromedp.KeyEvent(kb.Escape))
	if got := asks[bool](v, `document.querySelector(".tip").hidden && !!document.activeElement.closest(".l")`); !got {
		t.Error("Escape does not take the tip away, or leaves as well")
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	if got := focused(); got != "code" {
		t.Errorf("Escape leads to %s", got)
	}
}

// A tip is inside of the window, wherever its name stands.
func TestTipsFit(t *testing.T) {
	v := newVisit(t, true)
	v.still()
	for _, width := range []int64{1280, 390} {
		v.do(chromedp.EmulateViewport(width, 500), chromedp.Navigate(v.site+"advanced.what-went-wrong.html"))
		for _, block := range []string{"start", "end"} {
			v.do(chromedp.KeyEvent(kb.Escape)) // the one before is gone
			asks[bool](v, `{ const on = (a) => { const r = a.getBoundingClientRect(); return r.right < innerWidth - 20 ? r.right : 0 };
				const all = [...document.querySelectorAll(".code .l a[href^=https]")].sort((a, b) => on(b) - on(a));
				document.querySelectorAll(".it").forEach((a) => a.classList.remove("it"));
				all[0].classList.add("it"); all[0].scrollIntoView({ block: "`+block+`" }); true }`)
			v.point(".it", `!document.querySelector(".tip").hidden`)
			if got := asks[string](v, `{ const r = document.querySelector(".tip").getBoundingClientRect();
				r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight ? "" : JSON.stringify(r) }`); got != "" {
				t.Errorf("%d wide, at the %s: %s", width, block, got)
			}
		}
	}
}

// A finger asks with one touch, and follows with the next.
func TestNamesByTouch(t *testing.T) {
	v := newVisit(t, true)
	v.still()
	v.call(chromedp.Call(v.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true}))
	v.do(chromedp.EmulateViewport(390, 800), chromedp.Navigate(v.site+treePage))
	touch := func(selector string) {
		v.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
		at := asks[[]float64](v, `{ const r = document.querySelector(`+"`"+selector+"`"+`).getClientRects()[0]; [r.x + r.width / 2, r.y + r.height / 2] }`)
		for _, kind := range []input.DispatchTouchEventType{input.DispatchTouchEventTypeTouchStart, input.DispatchTouchEventTypeTouchEnd} {
			p := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{}}
			if kind == input.DispatchTouchEventTypeTouchStart {
				p.TouchPoints = append(p.TouchPoints, &input.TouchPoint{X: at[0], Y: at[1]})
			}
			v.call(chromedp.Call(v.ctx, input.DispatchTouchEvent, p))
		}
	}
	const name = `.code .l a[href*="routing."]:not(.ln)`
	touch(name)
	v.until(`!document.querySelector(".tip").hidden`)
	touch("h1")
	v.until(`document.querySelector(".tip").hidden`)
	touch(name)
	v.until(`!document.querySelector(".tip").hidden`)
	if got := asks[string](v, `location.pathname`); !strings.HasSuffix(got, "/"+treePage) {
		t.Errorf("a first touch has led to %s", got)
	}
	touch(name)
	v.until(`!location.pathname.endsWith("/` + treePage + `")`)
}

// An answer that is folded in tells of its names, too, and so does every version
// of a file.
func TestNamesFromElsewhere(t *testing.T) {
	v := newVisit(t, true)
	for page, name := range map[string]string{
		"advanced.challenges.html":                                   `.answer .code a[href^="#answer."]:not(.ln)`,
		"source/ch06/server.go.html?at=sockets.code.server-go-serve": `.source a[href*="#code.server-go-serve.L"]`,
	} {
		v.do(chromedp.Navigate(v.site + page))
		asks[bool](v, `document.querySelectorAll("details.answer").forEach((d) => (d.open = true)), true`)
		v.until(`!!document.querySelector('` + name + `') && !document.querySelector(".source .from")`)
		v.point(name, `!document.querySelector(".tip").hidden`)
	}
}

// The number of a line is the address of it.
func TestLineNumbers(t *testing.T) {
	v := newVisit(t, true)
	v.do(chromedp.Navigate(v.site + "advanced.what-went-wrong.html"))
	number := `[id="code.error-go"] a.ln`
	id := asks[string](v, `document.querySelector('`+number+`').closest(".l").id`)
	v.do(chromedp.Click(chromedp.CSS(number)))
	v.until(`location.hash === "#` + id + `" && getComputedStyle(document.querySelector(":target")).backgroundColor === "rgb(243, 236, 223)"`)
}

// newPart is where the largest of what has changed begins, on a source page.
const newPart = `(() => {
	let part, most = 0, first, n = 0;
	for (const l of document.querySelectorAll(".source .l")) {
		n = l.matches("ins, del") ? n + 1 : 0;
		if (n === 1) first = l;
		if (n > most) [part, most] = [first, n];
	}
	return part.getBoundingClientRect();
})()`

// A listing leads to its file as of that point, with the new part in view, and
// the slider from there through the life of the file.
func TestLife(t *testing.T) {
	v := newVisit(t, true)
	v.still()
	v.do(chromedp.Navigate(v.site+"advanced.what-went-wrong.html"), chromedp.Click(chromedp.CSS(`[id="code.error-go"] .whole`)))
	v.until(`location.pathname.endsWith("/source/ch06/error.go.html") && document.querySelectorAll(".source ins").length === 13`)
	v.until(`(() => { const r = ` + newPart + `; return r.top >= 0 && r.bottom <= innerHeight })()`)
	if got := asks[string](v, `document.querySelector(".source").innerText`); strings.Count(got, "Added:") < 2 || strings.Count(got, "Removed:") != 1 {
		t.Errorf("what is spoken: %q", got)
	}
	if got := asks[string](v, `document.querySelector(".life p a").getAttribute("href")`); got != "../../advanced.what-went-wrong.html#code.error-go" {
		t.Errorf("the step leads to %s", got)
	}
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".life input").focus()`), chromedp.KeyEvent(kb.Home))
	v.until(`document.querySelector(".life p").textContent.startsWith("1 of ")`)
	if asks[bool](v, `document.querySelector(".source").textContent.includes("Cause")`) {
		t.Error("the first version has what came later")
	}
	v.do(chromedp.Click(chromedp.CSS(`.life button:last-of-type`)))
	v.until(`document.querySelector(".life p").textContent.startsWith("2 of ")`)
	// The button that nothing comes after gives the focus on, and what is shown is
	// in the address.
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".life button").focus()`), chromedp.KeyEvent(kb.Enter))
	v.until(`document.querySelector(".life p").textContent.startsWith("1 of ") && document.activeElement.matches(".life input") && location.search === "?at=parsing.code.error-go"`)
	if got := asks[string](v, `document.activeElement.getAttribute("aria-valuetext")`); !strings.HasPrefix(got, "1 of 2: 2.") {
		t.Errorf("the slider is spoken as %q", got)
	}
	// The slider is there where it leads to, and no step leads out of sight.
	v.do(chromedp.Navigate(v.site + "source/ch06/server.go.html"))
	for range 12 {
		v.do(chromedp.Click(chromedp.CSS(".life button")))
		v.until(`(() => { const slider = document.querySelector(".life").getBoundingClientRect(), r = ` + newPart + `;
			return slider.top >= 0 && r.top >= slider.bottom && r.bottom <= innerHeight })()`)
	}
	// For the keyboard its code is one stop, as any.
	v.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".source .code").focus()`), chromedp.KeyEvent(kb.Tab))
	if asks[bool](v, `!!document.activeElement.closest(".l")`) {
		t.Error("Tab goes through the names of a version")
	}
}

// Without scripts names are links, and a file is shown as of the end of its
// chapter, at the line.
func TestNamesWithoutScripts(t *testing.T) {
	v := newVisit(t, false)
	v.do(chromedp.Navigate(v.site+"advanced.what-went-wrong.html"), chromedp.Click(chromedp.CSS(`[id="code.error-go"] .whole`)))
	v.until(`location.hash === "#L3" && document.querySelector(":target") !== null`)
	v.do(chromedp.Navigate(v.site+"responses.one-word-for-it.html"), chromedp.Click(chromedp.CSS(`.code .l a[href*=".html#"]`)))
	v.until(`document.querySelector(":target")?.classList.contains("l") === true`)
}

// A line may declare a name twice, for two things: kind := func(kind string).
func TestGlossaryTellsTwoApart(t *testing.T) {
	g := glossary{}
	outer, inner := [2]string{"var kind func(kind string)"}, [2]string{"var kind string"}
	for _, test := range []struct {
		says [2]string
		key  string
	}{{outer, "kind"}, {inner, "kind 2"}, {outer, "kind"}, {inner, "kind 2"}} {
		if key := g.add("#L1", "kind", test.says); key != test.key || g["#L1 "+key] != test.says {
			t.Errorf("%v is noted as %q: %v", test.says, key, g["#L1 "+key])
		}
	}
}
