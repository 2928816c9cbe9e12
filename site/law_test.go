package site

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"draco/tangle"
)

// sites are all sites that the laws are held against: the sound books of
// testdata, and the book itself. They are built once for all tests, which only
// read them.
func sites(t *testing.T) map[string]map[string][]byte {
	built.Do(func() { built.sites = build(t) })
	return built.sites
}

var built struct {
	sync.Once
	sites map[string]map[string][]byte
}

func build(t *testing.T) map[string]map[string][]byte {
	all := map[string]map[string][]byte{}
	for name, archive := range archives(t) {
		if files, err := buildArchive(archive); err == nil {
			all[name] = files
		}
	}
	files, err := buildBook()
	if err != nil {
		t.Errorf("the book is faulty; its site is not looked at:\n%v", err)
	}
	all["book"] = files
	return all
}

func TestBuildIsDeterministic(t *testing.T) {
	again := build(t)
	for name, files := range sites(t) {
		if !maps.EqualFunc(files, again[name], bytes.Equal) {
			t.Errorf("%s: two builds differ", name)
		}
	}
}

// An element is a start tag of a page.
type element struct {
	name string
	attr map[string]string
	text string // right after it
}

// parse reads a page as XML, which is stricter than HTML: what is not nested
// and quoted well is an error.
func parse(t *testing.T, name string, page []byte) (all []element) {
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Entity = xml.HTMLEntity
	var last *element // whose text may follow
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return all
		} else if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
		if s, ok := tok.(xml.StartElement); ok {
			e := element{s.Name.Local, map[string]string{}, ""}
			for _, a := range s.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			all = append(all, e)
			last = &all[len(all)-1]
		} else if text, ok := tok.(xml.CharData); ok && last != nil {
			last.text += string(text)
		} else {
			last = nil
		}
	}
}

func TestPages(t *testing.T) {
	for book, files := range sites(t) {
		ids := map[string]map[string]bool{}
		pages := map[string][]element{}
		for name, data := range files {
			if path.Ext(name) != ".html" {
				continue
			}
			label := book + " " + name
			pages[name] = parse(t, label, data)
			ids[name] = checkPage(t, label, pages[name])
			if n := compressed(t, data); n > 60<<10 && name != wholeName {
				t.Errorf("%s: %d bytes compressed, more than a page may weigh", label, n)
			}
		}
		for name, elements := range pages {
			if chapter, ok := strings.CutSuffix(name, "-answers.html"); ok {
				for other := range ids {
					if strings.HasPrefix(other, chapter+".") {
						checkAnswers(t, book+" "+name, ids[name], ids[other])
					}
				}
			}
			for _, e := range elements {
				for _, key := range []string{"href", "src"} {
					if to, ok := e.attr[key]; ok {
						checkLink(t, book+" "+name, name, to, files, ids)
					}
				}
				for _, key := range []string{"aria-labelledby", "aria-describedby"} {
					for id := range strings.FieldsSeq(e.attr[key]) {
						if !ids[name][id] {
							t.Errorf("%s %s: %s names no element: %s", book, name, key, id)
						}
					}
				}
			}
		}
	}
}

// checkPage holds a page to the laws that need no other page, and returns its ids.
func checkPage(t *testing.T, label string, elements []element) map[string]bool {
	ids, count := map[string]bool{}, map[string]int{}
	for _, e := range elements {
		count[e.name]++
		switch e.name {
		case "style", "iframe", "object", "base", "img":
			t.Errorf("%s: <%s>", label, e.name)
		case "script": // a file of the site's; a page without one works as well
			if Assets()[strings.TrimLeft(e.attr["src"], "./")] == nil || e.text != "" {
				t.Errorf("%s: a script of its own: %v %q", label, e.attr, e.text)
			}
		}
		if scrolls(e) {
			if e.attr["tabindex"] != "0" || e.attr["aria-label"]+e.attr["aria-labelledby"] == "" {
				t.Errorf("%s: a region that scrolls is out of a keyboard's reach or has no name: %v", label, e.attr)
			}
		}
		for key := range e.attr {
			if key == "style" || strings.HasPrefix(key, "on") {
				t.Errorf("%s: <%s> has the attribute %s", label, e.name, key)
			}
		}
		if id := e.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %s is there twice", label, id)
			}
			ids[id] = true
		}
	}
	if count["h1"] != 1 || count["main"] != 1 {
		t.Errorf("%s: %d <h1> and %d <main>, want one of each", label, count["h1"], count["main"])
	}
	return ids
}

// checkAnswers holds a page of answers to the law that its ids are none of the
// chapter's, where the answers are shown as well.
func checkAnswers(t *testing.T, label string, ids, chapter map[string]bool) {
	for id := range ids {
		if id != "page.text" && (chapter[id] || !strings.HasPrefix(id, "answer.")) {
			t.Errorf("%s: the id %s may meet one of the chapter's page", label, id)
		}
	}
	for id := range chapter {
		if strings.HasPrefix(id, "answer.") {
			t.Errorf("%s: the chapter has the id %s", label, id)
		}
	}
}

// scrolls tells the regions that may be wider than the page. The <pre> of a
// listing have none of their own: one region holds all of them.
func scrolls(e element) bool {
	switch e.attr["class"] {
	case "code", "drawing", "table":
		return true
	}
	return e.name == "pre" && e.attr["class"] != ""
}

func checkLink(t *testing.T, label, from, to string, files map[string][]byte, ids map[string]map[string]bool) {
	u, err := url.Parse(to)
	switch {
	case err != nil:
		t.Errorf("%s: %v", label, err)
		return
	case u.Scheme == "https", u.Scheme == "http", u.Scheme == "mailto":
		return
	case u.Scheme != "", u.Host != "", strings.HasPrefix(u.Path, "/"):
		t.Errorf("%s: a link that is not relative: %s", label, to)
		return
	}
	page := from
	if u.Path != "" {
		page = path.Join(path.Dir(from), u.Path)
	}
	if files[page] == nil {
		t.Errorf("%s: a link to a page that is not there: %s", label, to)
	} else if u.Fragment != "" && !ids[page][u.Fragment] {
		t.Errorf("%s: a link to an anchor that is not there: %s", label, to)
	}
}

func compressed(t *testing.T, data []byte) int {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression) // once, when the site is made
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// The index names pages and places that there are, each page once, and finds
// what a reader would look for.
func TestSearchIndex(t *testing.T) {
	for book, files := range sites(t) {
		var got struct{ Pages []index }
		if err := json.Unmarshal(files[searchIndex], &got); err != nil {
			t.Fatal(book, err)
		}
		listed := map[string]bool{}
		for _, x := range got.Pages {
			ids := checkPage(t, book, parse(t, x.Href, files[x.Href]))
			if book == "book" && bytes.Count(files[x.Href], []byte(`<meta name="description" content="`)) != 1 {
				t.Errorf("%s: %s has no description", book, x.Href)
			}
			if listed[x.Href] || x.Title == "" {
				t.Errorf("%s: %s is there twice, or has no title", book, x.Href)
			}
			listed[x.Href] = true
			for _, p := range x.Places {
				if p[0] == "" || !ids[p[1]] {
					t.Errorf("%s: %s has no %v", book, x.Href, p)
				}
			}
		}
		for name := range files {
			answers := strings.HasSuffix(name, "-answers.html")
			if path.Ext(name) == ".html" && !strings.Contains(name, "/") && listed[name] == answers && name != first && name != wholeName {
				t.Errorf("%s: %s is found: %v", book, name, listed[name])
			}
		}
		if book != "book" {
			continue
		}
		for _, want := range []struct{ name, on string }{
			{"Header.Add", "responses."}, {"split the branch", "routing."}, {"FuzzRoutes", "routing."}, {"session.go: load", "advanced."},
		} {
			found := slices.ContainsFunc(got.Pages, func(x index) bool {
				return strings.HasPrefix(x.Href, want.on) && slices.ContainsFunc(x.Places, func(p namely) bool { return p[0] == want.name })
			})
			if !found {
				t.Errorf("nobody finds %s in %s", want.name, want.on)
			}
		}
	}
}

// What serve shows of a faulty book names every place, and is a sound page.
func TestFaulty(t *testing.T) {
	faults := tangle.Errors{
		{Msg: "chunk <b> is not defined", Hint: "did you mean & that?", Related: []tangle.Error{{Msg: "defined here"}}},
		{Msg: "second"},
	}
	faults[0].Pos.Filename, faults[0].Pos.Line, faults[0].Pos.Column = "book/01-a.md", 3, 1
	page := Faulty(faults)
	checkPage(t, "faulty", parse(t, "faulty", page))
	for _, want := range []string{"2 faults", "book/01-a.md:3:1", "chunk &lt;b&gt; is not defined", "did you mean &amp; that?", "defined here", "second"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// What is copied from a listing is what the book prints: without the marks, the
// lines around it, the removed ones, and with those that are folded away.
func TestCopy(t *testing.T) {
	books := map[string]fs.FS{"book": os.DirFS("..")}
	for name, archive := range archives(t) {
		books[name] = archiveFS(archive)
	}
	folds := 0
	for name, fsys := range books {
		book, _, err := tangle.Load(fsys, "book")
		if err != nil {
			continue // TestBooks compares what is wrong with it
		}
		s := New(book, fsys, Options{})
		blocks := slices.Clone(book.Blocks)
		for _, a := range book.Answers {
			blocks = append(blocks, a.Section.Blocks...)
		}
		for _, b := range blocks {
			listing := newPage(s, &leaf{chapter: b.Chapter}).listing(b)
			folds += strings.Count(listing, `<details class="same">`)
			var want strings.Builder
			for _, l := range b.Lines {
				want.WriteString(l.Text + "\n")
			}
			if got := copied(t, listing); strings.Trim(got, "\n") != strings.Trim(want.String(), "\n") {
				t.Errorf("%s: %s: copied\n%s--- want\n%s", name, b.Pos, got, want.String())
			}
		}
	}
	if folds == 0 {
		t.Error("no listing folds anything")
	}
}

// copied is the text of a listing's code that can be selected.
func copied(t *testing.T, listing string) string {
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(listing))
	for code := false; ; {
		tok, err := d.Token()
		switch tok := tok.(type) {
		case nil:
			if err != io.EOF {
				t.Fatal(err)
			}
			return b.String()
		case xml.StartElement:
			class := ""
			for _, a := range tok.Attr {
				if a.Name.Local == "class" {
					class = a.Value
				}
			}
			if tok.Name.Local == "del" || tok.Name.Local == "summary" || class == "l x" || class == "say" || class == "ln" {
				if err := d.Skip(); err != nil {
					t.Fatal(err)
				}
			}
			code = code || tok.Name.Local == "pre"
		case xml.EndElement:
			code = code && tok.Name.Local != "pre"
		case xml.CharData:
			if code {
				b.Write(tok)
			}
		}
	}
}
