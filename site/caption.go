package site

import (
	"fmt"
	"html"
	"path"
	"strings"

	"draco/tangle"
)

// caption says what a listing is, where it goes and what it changes, in that
// order and in few words.
func (p *page) caption(c *change) string {
	b := c.Block
	kind, file, phrase := tangle.Classify(b.Name)
	var out strings.Builder
	if file != "" {
		out.WriteString(`<span class="file">` + html.EscapeString(file) + "</span>")
	}
	if kind == tangle.Part {
		out.WriteString(": ")
	}
	if phrase != "" {
		out.WriteString(`<span class="phrase">` + html.EscapeString(phrase) + "</span>")
	}
	var facts []string
	if kind == tangle.WholeFile && b.Op == tangle.Define {
		facts = append(facts, "new file")
	} else if kind == tangle.WholeFile && c.Place != nil && c.Place.Last < len(c.Place.File.Lines) {
		facts = append(facts, "the beginning of the file") // its parts stay
	} else if kind == tangle.Piece && c.Place != nil {
		facts = append(facts, code(c.Place.File.Path))
	}
	if place := place(c.Place); place != "" && (kind != tangle.WholeFile || b.Op == tangle.Extend) {
		facts = append(facts, place)
	}
	switch {
	case b.Op == tangle.Replace && blank(b.Lines):
		facts = append(facts, "removes "+p.versions(c.Replaced, b))
	case b.Op == tangle.Replace:
		facts = append(facts, "replaces "+p.versions(c.Replaced, b))
	case b.Op == tangle.Extend && b.Prev != nil:
		facts = append(facts, "adds to "+p.to(b.Prev, b, "the version above", "the version of"))
	}
	if kind == tangle.Piece {
		if users := p.users(b); users != nil && b.Op == tangle.Define {
			facts = append(facts, p.used(users, b))
		}
	}
	if facts != nil {
		out.WriteString(` <span class="where">` + strings.Join(facts, ", ") + "</span>")
	}
	out.WriteString(p.builds(c.Block))
	if p.edition == online { // with room for what the script adds
		out.WriteString(` <span class="acts">` + p.wholeFile(c) + "</span>")
	}
	return out.String()
}

// wholeFile is a link to the file as of the listing. A page shows it as of the
// end of the chapter, or of the answer, where most of the listing is, if it is still
// there; the script of a chapter's pages, as of the listing.
func (p *page) wholeFile(c *change) string {
	if c.Place == nil {
		return ""
	}
	var end *tangle.File
	href := ""
	path, sec := c.Place.File.Path, c.Block.Section
	if program := p.programs[c.Block.Chapter]; program != nil && p.lives[path] != nil {
		end, href = program().files[path], sourceName(c.Block.Chapter, path)+"?at="+p.lifeID(c.Block)
	} else if href = branchName(sec, path); p.files[href] != nil {
		end = p.branchEnd(sec).File(path)
	}
	if end == nil {
		return ""
	}
	if first := p.mostOf(c.Block, end); first > 0 {
		href += fmt.Sprintf("#L%d", first)
	}
	return `<a class="whole" href="` + html.EscapeString(relative(p.name, href)) + `">Whole file</a>`
}

// mostOf is the number of the first line of the longest part that a file has of a
// block, whose imports may stand elsewhere; or 0.
func (s *Site) mostOf(b *tangle.Block, f *tangle.File) (first int) {
	most, n := 0, 0
	for i, l := range f.Lines {
		n++
		if l.Pos.Line == 0 || s.blockAt(l.Pos) != b {
			n = 0
		}
		if n > most {
			most, first = n, i+2-n
		}
	}
	return first
}

func blank(lines []tangle.Line) bool {
	for _, l := range lines {
		if strings.TrimSpace(l.Text) != "" {
			return false
		}
	}
	return true
}

func code(s string) string { return "<code>" + html.EscapeString(s) + "</code>" }

// place is where in its file a block is: inside a declaration, or after one.
func place(p *tangle.Place) string {
	switch {
	case p == nil:
		return ""
	case p.Enclosing != "":
		return "in " + code(p.Enclosing)
	case p.After != "":
		return "after " + code(p.After)
	case path.Ext(p.File.Path) == ".go":
		return "at the top"
	}
	return ""
}

// versions names the blocks that are put out of use, each with a link.
func (p *page) versions(replaced []*tangle.Block, by *tangle.Block) string {
	var names []string
	for i, b := range replaced {
		here, there := "the version above", "the version of"
		if i > 0 {
			here, there = "the addition above", "the addition of"
		}
		names = append(names, p.to(b, by, here, there))
	}
	return strings.Join(names, " and ")
}

// to links to a block: by the words for one in the same step, or by the number
// of its step.
func (p *page) to(b, from *tangle.Block, here, there string) string {
	if b.Section == from.Section {
		return `<a href="` + p.address(b) + `">` + here + "</a>"
	}
	return there + ` <a href="` + p.address(b) + `">` + step(b.Section) + "</a>"
}

// used says where a piece is referred to.
func (p *page) used(users []*tangle.Block, b *tangle.Block) string {
	var names []string
	for _, u := range users {
		switch {
		case u == b:
		case u.Section != b.Section:
			names = append(names, `in <a href="`+p.address(u)+`">`+step(u.Section)+"</a>")
		case u.Index > b.Index:
			names = append(names, `<a href="`+p.address(u)+`">below</a>`)
		default:
			names = append(names, `<a href="`+p.address(u)+`">above</a>`)
		}
	}
	if names == nil {
		return ""
	}
	return "used " + strings.Join(names, " and ")
}

func step(s *tangle.Section) string {
	if s.Number == 0 {
		return "chapter\u00a0" + s.Locator()
	}
	return "step\u00a0" + s.Locator()
}
