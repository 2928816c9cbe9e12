package audit

import (
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// budget is how many bytes a page may make a browser load when it comes first.
const budget = 60 << 10

// Every page stays within the budget, with all that the browser loads for it.
func TestWeight(t *testing.T) {
	files := built(t)
	weight := map[string]int{}
	for name, data := range files {
		weight[name] = len(data)
		if types[path.Ext(name)] != "" {
			weight[name] = len(compressed(data))
		}
	}
	for name := range files {
		if path.Ext(name) != ".html" || name == "book.html" { // of which nobody would say that it is a chapter
			continue
		}
		sum := weight[name]
		for _, part := range parts(t, files, name) {
			if files[part] == nil {
				t.Errorf("%s asks for %s, which the site has not", name, part)
			}
			sum += weight[part]
		}
		if sum > budget {
			t.Errorf("%s: %d bytes on the first load, and at most %d may be", name, sum, budget)
		}
	}
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]+)`)

// parts are the files that a browser loads with a page, each once: scripts,
// style sheets and what these name, icons, pictures.
func parts(t *testing.T, files map[string][]byte, page string) (names []string) {
	t.Helper()
	add := func(from, to string) {
		if to != "" && !strings.HasPrefix(to, "#") && !strings.HasPrefix(to, "data:") {
			names = append(names, path.Join(path.Dir(from), to))
		}
	}
	d := xml.NewDecoder(bytes.NewReader(files[page]))
	d.Entity = xml.HTMLEntity
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%s is not well-formed: %v", page, err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		attr := map[string]string{}
		for _, a := range e.Attr {
			attr[a.Name.Local] = a.Value
		}
		switch e.Name.Local {
		case "link":
			for _, rel := range []string{"stylesheet", "icon", "preload", "modulepreload"} {
				if slices.Contains(strings.Fields(attr["rel"]), rel) {
					add(page, attr["href"])
				}
			}
		case "use", "image":
			add(page, attr["href"])
		default:
			add(page, attr["src"])
		}
	}
	for _, name := range names {
		if path.Ext(name) == ".css" {
			for _, m := range cssURL.FindAllSubmatch(files[name], -1) {
				add(name, string(m[1]))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
