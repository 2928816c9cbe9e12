package site

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"draco/tangle"
)

// Put together step by step, as the script does it, a life is what the program
// has after each block, and at the end of each chapter.
func TestLives(t *testing.T) {
	fsys := os.DirFS("..")
	book, _, err := tangle.Load(fsys, "book")
	if err != nil {
		t.Fatal(err)
	}
	s := New(book, fsys, Options{})
	blocks := map[string]*tangle.Block{}
	for _, b := range book.Blocks {
		blocks[s.lifeID(b)] = b
	}
	for name, data := range sites(t)["book"] {
		file, ok := strings.CutPrefix(name, "source/life/")
		if !ok {
			continue
		}
		file = strings.TrimSuffix(file, ".json")
		var got life
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(name, err)
		}
		plain := make([]string, len(got.Lines))
		for i, l := range got.Lines {
			plain[i] = stripped(l)
		}
		var lines []int
		at := 0
		for _, ch := range book.Chapters {
			for at < len(got.Steps) && blocks[got.Steps[at].ID].Chapter == ch {
				step := got.Steps[at]
				fresh := step.New
				for _, e := range step.Edits {
					lines = slices.Replace(lines, e[0], e[0]+e[1], fresh[:e[2]]...)
					fresh = fresh[e[2]:]
				}
				if len(fresh) > 0 {
					t.Errorf("%s: step %d has lines that no edit puts anywhere", name, at+1)
				}
				compareFile(t, name+" "+step.ID, plain, lines, book.After(blocks[step.ID]).File(file))
				at++
			}
			if ch.Number > 0 {
				compareFile(t, name+" "+ch.Title, plain, lines, book.EndOf(ch.Sections[len(ch.Sections)-1]).File(file))
			}
		}
		if at != len(got.Steps) || at == 0 {
			t.Errorf("%s: %d of %d steps are in the order of the book", name, at, len(got.Steps))
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// stripped is the text of a line of HTML.
func stripped(line string) string { return html.UnescapeString(tag.ReplaceAllString(line, "")) }

func compareFile(t *testing.T, label string, plain []string, lines []int, file *tangle.File) {
	t.Helper()
	var got strings.Builder
	for _, l := range lines {
		got.WriteString(plain[l] + "\n")
	}
	want := ""
	if file != nil {
		want = file.Text()
	}
	if got.String() != want {
		t.Errorf("%s:\n--- got\n%s--- want\n%s", label, got.String(), want)
	}
}

// What a page or a life says of names is about the names that are there: each
// has something said of it, and nothing is said of what is not there. All of
// them lead somewhere.
func TestGlossaries(t *testing.T) {
	files := sites(t)["book"]
	ids := map[string]map[string]bool{}
	for name, data := range files {
		if path.Ext(name) == ".html" {
			ids[name] = map[string]bool{}
			for _, m := range identity.FindAllSubmatch(data, -1) {
				ids[name][string(m[1])] = true
			}
		}
	}
	for name, data := range files {
		if file, ok := strings.CutPrefix(name, "source/life/"); ok {
			var l life
			if err := json.Unmarshal(data, &l); err != nil {
				t.Fatal(name, err)
			}
			from := "source/ch01/" + strings.TrimSuffix(file, ".json") + ".html"
			links := map[string]bool{}
			for _, line := range l.Lines {
				namesOn(t, name, []byte(line), links)
			}
			for _, step := range l.Steps {
				checkLink(t, name, from, step.Href, files, ids)
			}
			checkGlossary(t, name, from, l.Names, links, files, ids)
		}
		page, ok := strings.CutPrefix(name, "names/")
		if !ok {
			continue
		}
		page = strings.TrimSuffix(page, ".json") + ".html"
		var g glossary
		if err := json.Unmarshal(data, &g); err != nil {
			t.Fatal(name, err)
		}
		_, main, _ := strings.Cut(string(files[page]), "<main")
		head, main, _ := strings.Cut(main, ">")
		if told := strings.Contains(head, `data-names="`+root(page)+name+`"`); told != (len(g) > 0) {
			t.Errorf("%s says that its names are there: %v, and there are %d", page, told, len(g))
		}
		main, _, _ = strings.Cut(main, "</main>")
		links := map[string]bool{}
		namesOn(t, page, []byte(main), links)
		checkGlossary(t, name, page, g, links, files, ids)
	}
}

var identity = regexp.MustCompile(` id="([^"]*)"`)

func checkGlossary(t *testing.T, name, page string, g glossary, links map[string]bool, files map[string][]byte, ids map[string]map[string]bool) {
	t.Helper()
	for key, said := range g {
		href, _, _ := strings.Cut(key, " ")
		if !links[key] || said[0] == "" {
			t.Errorf("%s: nothing is called %q, or nothing is said of it: %q", name, key, said)
		}
		checkLink(t, name, page, href, files, ids)
	}
	for key := range links {
		if g[key][0] == "" {
			t.Errorf("%s: nothing is said of %q", name, key)
		}
	}
}

// namesOn adds the names in the code of a piece of a page, each as a script asks
// for it: where it leads, and the name.
func namesOn(t *testing.T, label string, piece []byte, links map[string]bool) {
	d := xml.NewDecoder(strings.NewReader("<div>" + string(piece) + "</div>"))
	d.Entity = xml.HTMLEntity
	type open struct{ name, class, id, href, key string }
	var stack []open
	var text strings.Builder
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(label, err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			o := open{name: tok.Name.Local}
			for _, a := range tok.Attr {
				switch a.Name.Local {
				case "class":
					o.class = a.Value
				case "id":
					o.id = a.Value
				case "href":
					o.href = a.Value
				case "data-name":
					o.key = a.Value
				}
			}
			stack = append(stack, o)
			text.Reset()
		case xml.CharData:
			text.Write(tok)
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			var in []string
			line := ""
			for _, outer := range stack {
				in = append(in, outer.name)
				if strings.HasPrefix(outer.class, "l") {
					line = outer.id
				}
			}
			if o.key == "" {
				o.key = text.String()
			}
			coded := strings.HasPrefix(path.Dir(label), "source/life") || slices.Contains(in, "code")
			switch {
			case o.name == "dfn" && coded:
				links["#"+line+" "+o.key] = true
			case o.name == "a" && o.class == "" && coded && !strings.HasPrefix(text.String(), "<<"):
				links[o.href+" "+o.key] = true
			}
		}
	}
}
