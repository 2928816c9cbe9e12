package site

import (
	"html"
	"maps"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"draco/tangle"
)

func (p nodes) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		str(w, "</a>")
		return ast.WalkContinue, nil
	}
	l := n.(*ast.Link)
	str(w, `<a href="`+html.EscapeString(p.resolve(offset(l), string(l.Destination)))+`"`)
	if len(l.Title) > 0 {
		str(w, ` title="`+html.EscapeString(string(l.Title))+`"`)
	}
	str(w, ">")
	return ast.WalkContinue, nil
}

func (p nodes) autoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		l := n.(*ast.AutoLink)
		to := string(l.URL(source))
		if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(to, "mailto:") {
			to = "mailto:" + to
		}
		str(w, `<a href="`+html.EscapeString(p.resolve(offset(l), to))+`">`+html.EscapeString(string(l.Label(source)))+"</a>")
	}
	return ast.WalkSkipChildren, nil
}

// resolve turns a link of the Markdown, which works between the files on
// GitHub, into one of the site, and reports it if it leads nowhere.
func (p *page) resolve(at int, to string) string {
	u, err := url.Parse(to)
	if err != nil {
		p.fault(at, "not a link: "+to, "")
		return "#"
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http", u.Scheme == "mailto":
		return to
	case u.Scheme != "" || u.Host != "":
		p.fault(at, "a link of an unknown kind: "+to, "links lead to chapters, or begin with https:// or mailto:")
		return "#"
	}
	file := p.chapter.File
	if u.Path != "" {
		file = path.Join(path.Dir(p.chapter.File), u.Path)
	}
	ch := p.chapters[file]
	switch {
	case ch == nil:
		p.fault(at, "no page for "+u.Path, "links between chapters name the file beside this one, 01-sockets.md; anything else needs its https:// address")
		return "#"
	case u.Fragment == "" && u.Path == "":
		p.fault(at, "a link to nothing", "name a chapter, an #anchor or an address")
		return "#"
	case u.Fragment == "":
		return p.way(ch.Sections[0], "")
	}
	in := p.anchors[file][u.Fragment]
	if in == nil {
		p.fault(at, "no heading #"+u.Fragment+" in "+file, p.anchorHint(file, u.Fragment))
		return "#"
	}
	return p.way(in, u.EscapedFragment())
}

// anchorHint finds the heading that was likely meant.
func (p *page) anchorHint(file, want string) string {
	if best := tangle.Nearest(want, maps.Keys(p.anchors[file])); best != "" {
		return "did you mean #" + best + "?"
	}
	return "an anchor is the heading in lower case, a dash for each space"
}

// offset is where a node stands in the source: its own place, or the nearest
// one that the parser has noted around it.
func offset(n ast.Node) int {
	for m := n; m != nil; m = m.Parent() {
		if pos := m.Pos(); pos >= 0 && m.Kind() != ast.KindDocument {
			return pos
		}
		for s := m.PreviousSibling(); s != nil; s = s.PreviousSibling() {
			if t, ok := s.(*ast.Text); ok {
				return t.Segment.Stop
			}
		}
	}
	return 0
}

// address is a link from this page to a block's listing.
func (p *page) address(b *tangle.Block) string {
	return p.way(b.Section, p.ids[b])
}
