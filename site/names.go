package site

import (
	"encoding/json"
	"fmt"
	"html"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
	"draco/tangle/xref"
)

// A glossary tells what the names on a page are: the signature and the first
// sentence, by the link and the name. It is a file of its own, which a page's
// script loads when somebody points at a name.
type glossary map[string][2]string

func (g glossary) json() []byte {
	text, err := json.Marshal(g)
	if err != nil {
		panic(err) // texts
	}
	return text
}

// namesName is the file of a page's glossary.
func namesName(page string) string { return "names/" + strings.TrimSuffix(page, ".html") + ".json" }

// namesPath is the file of this page's glossary, or "".
func (p *page) namesPath() string {
	if len(p.names) == 0 {
		return ""
	}
	return namesName(p.name)
}

// named is the HTML of a name, as a link to what it stands for. Where the page
// itself has the declaration, that is what the others lead to.
func (p *page) named(o *xref.Object, text string, declares bool) string {
	shown := html.EscapeString(text)
	if o == nil || p.edition != online {
		return shown
	}
	to := p.meaning(o)
	if to.href == "" {
		return shown
	}
	key := to.key
	if key == "" || text != o.Name {
		key = p.names.add(to.href, text, [2]string{o.Signature, o.Doc})
		if text == o.Name {
			to.key = key
		}
	}
	attr := ""
	if key != text {
		attr = ` data-name="` + html.EscapeString(key) + `"`
	}
	if declares && to.href[0] == '#' {
		return "<dfn" + attr + ">" + shown + "</dfn>"
	}
	return `<a href="` + to.escaped + `"` + attr + ">" + shown + "</a>"
}

// add notes what a name is, and returns what it is noted as: the name, or, if a
// line declares it twice, in kind := func(kind string), the name and a number.
func (g glossary) add(href, name string, says [2]string) string {
	key := name
	for n := 2; ; n++ {
		if other, taken := g[href+" "+key]; !taken || other == says {
			g[href+" "+key] = says
			return key
		}
		key = fmt.Sprint(name, " ", n)
	}
}

// A meaning is where the name of an object leads, or "", and what the page's
// glossary has it as, if it has.
type meaning struct{ href, escaped, key string }

// meaning is that of an object on this page.
func (p *page) meaning(o *xref.Object) *meaning {
	to := p.meanings[o]
	if to == nil {
		to = &meaning{href: o.URL}
		if b := p.blockAt(o.Pos); to.href == "" && b != nil {
			to.href = p.way(b.Section, p.lineID(b, o.Pos))
		}
		to.escaped = html.EscapeString(to.href)
		p.meanings[o] = to
	}
	return to
}

// namesIn is how the lines of a block are set, with the names in them.
func (s *Site) namesIn(b *tangle.Block) [][]span {
	spans := highlight(b.Lang, texts(b.Lines))
	if s.options.Names == nil || b.Lang != "go" {
		return spans
	}
	for i := range spans {
		name(spans[i], s.options.Names.Line(b, i))
	}
	return spans
}

// namesOf is the same for the lines of a file at the end of a chapter.
func (s *Site) namesOf(p *program, file string) [][]span {
	f := p.files[file]
	spans := highlight(language(file), texts(f.Lines))
	if s.options.Names == nil || path.Ext(file) != ".go" {
		return spans
	}
	for i, refs := range s.options.Names.File(p.chapter, file) {
		name(spans[i], refs)
	}
	return spans
}

// name gives the spans of a line the objects of the names that they are.
func name(spans []span, refs []xref.Ref) {
	for i := range spans {
		for _, r := range refs {
			if r.Start == spans[i].start && r.End == spans[i].end {
				spans[i].object, spans[i].declares = r.Object, r.Decl
			}
		}
	}
}

// spoken is the HTML of code in a sentence, which may name something. In a link
// and in a heading it does not: those lead elsewhere already.
func (p *page) spoken(n ast.Node, text string) string {
	if p.options.Names == nil || p.edition != online {
		return html.EscapeString(text)
	}
	for m := n.Parent(); m != nil; m = m.Parent() {
		switch m.Kind() {
		case ast.KindLink, ast.KindHeading:
			return html.EscapeString(text)
		}
	}
	for _, tag := range p.tags {
		if tag.name == "summary" {
			return html.EscapeString(text)
		}
	}
	return p.named(p.options.Names.Lookup(p.chapter.SectionAt(offset(n)), text), text, false)
}

// builds says whether the program builds after a listing.
func (p *page) builds(b *tangle.Block) string {
	switch {
	case p.options.Names == nil || b.Lang != "go":
		return ""
	case p.options.Names.Builds(b):
		return ` <span class="builds" title="go build finds nothing to say after this listing">builds</span>`
	}
	return ` <span class="builds not" title="go build wants what comes next">does not build yet</span>`
}
