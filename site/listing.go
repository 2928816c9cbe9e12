package site

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"draco/tangle"
)

// around is how many lines of the file are shown before and after a block, and
// how many of its own before and after what it changes.
const around = 3

// listing is a program block: where it goes, the lines around it, and its own
// lines with what it changes.
func (p *page) listing(b *tangle.Block) string {
	c := p.changes[b]()
	id := p.id(b.Chapter, p.ids[b])
	kind := map[tangle.Op]string{tangle.Define: "new", tangle.Extend: "new", tangle.Replace: "changed"}[b.Op]
	var out strings.Builder
	fmt.Fprintf(&out, `<figure class="listing %s" id="%s">`+"\n"+`<figcaption>%s</figcaption>`+"\n", kind, id, p.caption(c))
	// The figure has its caption for a name; what scrolls needs a short one.
	out.WriteString(`<div class="code" tabindex="0" role="group" aria-label="code">` + "\n<pre><code>")
	before, after, indent := surroundings(c.Change)
	marks := marker{b.Op == tangle.Replace, tangle.Kept}
	head := imports(c.Change)
	folds := folded(c.Change, head)
	for i, text := range p.lines(c) {
		if i == head {
			p.context(&out, before)
		}
		if len(folds) > 0 && i == folds[0].first {
			fmt.Fprintf(&out, "</code></pre>\n"+`<details class="same">`+"\n<summary>%d unchanged lines</summary>\n<pre><code>", folds[0].end-i)
		}
		class := "l"
		switch {
		case i == head-1 && before != nil:
			class += " gap" // the imports stand elsewhere than the rest
		case i >= head && indent > 0:
			class += fmt.Sprintf(" in%d", indent)
		}
		marks.line(&out, c.Listing[i].Mark, class, p.numberedAs(id, c.numbers[i]), text)
		if len(folds) > 0 && i+1 == folds[0].end {
			out.WriteString("</code></pre>\n</details>\n<pre><code>")
			folds = folds[1:]
		}
	}
	if head < len(c.Listing) {
		p.context(&out, after)
	}
	out.WriteString("</code></pre>\n</div>\n</figure>\n")
	return out.String()
}

// A fold is a run of lines of a listing.
type fold struct{ first, end int }

// folded are the lines that a listing which changes something folds away: the
// middle of every long run of those that it only repeats.
func folded(c *tangle.Change, head int) (folds []fold) {
	if c.Block.Op != tangle.Replace {
		return nil
	}
	first := 0 // of the run
	for i := 0; i <= len(c.Listing); i++ {
		if i < len(c.Listing) && i != head && c.Listing[i].Mark == tangle.Kept {
			continue
		}
		if i-first > 2*around+2 {
			folds = append(folds, fold{first + around, i - around})
		}
		first = i
		if i < len(c.Listing) && c.Listing[i].Mark != tangle.Kept {
			first = i + 1
		}
	}
	return folds
}

// A marker writes lines with their marks, if the listing changes something that
// was there: where all lines are new, the style sheet says it once.
type marker struct {
	on   bool
	last tangle.Mark
}

func (m *marker) line(out *strings.Builder, mark tangle.Mark, class string, at anchor, text string) {
	tag, say := "span", ""
	switch {
	case m.on && mark == tangle.Added:
		tag, say = "ins", "Added: "
	case m.on && mark == tangle.Removed:
		tag, say = "del", "Removed: "
	case !m.on && mark == tangle.Kept:
		class += " k" // an import that the file has already
	}
	put := func(parts ...string) {
		for _, s := range parts {
			out.WriteString(s)
		}
	}
	put("<", tag, ` class="`, class, `"`, at.id, ">", at.number)
	if say != "" && mark != m.last { // once for each run of them
		put(`<span class="say">`, say, "</span>")
	}
	put(text, "\n</", tag, ">")
	m.last = mark
}

// imports is how many lines at the head of the listing are imports, which
// travel to the top of the file, and the blank lines after them.
func imports(c *tangle.Change) (n int) {
	for i, l := range c.Listing {
		switch {
		case l.Import, n > 0 && strings.TrimSpace(l.Text) == "":
			n = i + 1
		default:
			return n
		}
	}
	return n
}

// context writes lines of the file that are there already.
func (p *page) context(out *strings.Builder, lines []numbered) {
	for _, l := range lines {
		number := ""
		if p.edition == online {
			number = fmt.Sprintf(`<span class="ln" aria-hidden="true">%d</span>`, l.number)
		}
		out.WriteString(`<span class="l x">` + number + html.EscapeString(l.Text) + "\n</span>")
	}
}

// An anchor is the id of a line, and the number that links to it.
type anchor struct{ id, number string }

// numberedAs is the anchor of a line of a listing. The number is there for those
// who see and point: a keyboard would have to go through all of them.
func (p *page) numberedAs(listing string, n int) anchor {
	if n == 0 || p.edition != online {
		return anchor{}
	}
	id := listing + lineSuffix(n)
	return anchor{` id="` + id + `"`, fmt.Sprintf(`<a class="ln" href="#%s" tabindex="-1" aria-hidden="true">%d</a>`, id, n)}
}

// lines is the listing's lines as HTML. What is removed is set plain: it is
// there to be recognised, not to be read.
func (p *page) lines(c *change) []string {
	first := 0 // the line of the chapter that the block's begin with
	if len(c.Block.Lines) > 0 {
		first = c.Block.Lines[0].Pos.Line
	}
	out := make([]string, len(c.Listing))
	for i, l := range c.Listing {
		switch {
		case l.Mark == tangle.Removed:
			out[i] = html.EscapeString(l.Text)
		case l.Ref != "":
			out[i] = p.reference(c.Block, l.Line)
		default:
			out[i] = p.blockLine(c.Block, l.Pos.Line-first)
		}
	}
	return out
}

// reference is a line that refers to a piece, as a link to where it is printed.
func (p *page) reference(from *tangle.Block, l tangle.Line) string {
	to := p.definition(from, l.Ref)
	before, after, ok := strings.Cut(l.Text, "<<"+l.Ref+">>")
	name := html.EscapeString("<<" + l.Ref + ">>")
	if to != nil && ok {
		name = `<a href="` + p.address(to) + `">` + name + "</a>"
	}
	return `<span class="c">` + html.EscapeString(before) + name + html.EscapeString(after) + "</span>"
}

// definition is the block that a name stands for at that point of the book, or
// the next one that defines it.
func (p *page) definition(at *tangle.Block, name string) *tangle.Block {
	book := p.book.Branch(at.Section)
	if live := book.After(at).Chunk(name); live != nil {
		return live[0]
	}
	for _, b := range book.Blocks[at.Index+1:] {
		if b.Name == name && b.Op == tangle.Define {
			return b
		}
	}
	return nil
}

// users are the blocks that refer to a piece at that point of the book, or the
// next one that does.
func (p *page) users(at *tangle.Block) []*tangle.Block {
	book := p.book.Branch(at.Section)
	if users := book.After(at).Users(at.Name); users != nil {
		return users
	}
	for _, b := range book.Blocks[at.Index+1:] {
		if slices.ContainsFunc(b.Lines, func(l tangle.Line) bool { return l.Ref == at.Name }) {
			return []*tangle.Block{b}
		}
	}
	return nil
}

// surroundings are the lines of the file before and after the block's own, and
// how far in they put it, in columns, even, at most 16.
func surroundings(c *tangle.Change) (before, after []numbered, indent int) {
	if c.Place == nil {
		return nil, nil, 0
	}
	lines := c.Place.File.Lines
	first, last := c.Place.First-1, c.Place.Last
	for i := max(0, first-around, importsEnd(lines[:first])); i < first; i++ {
		before = append(before, numbered{lines[i], i + 1})
	}
	for i := last; i < min(len(lines), last+around); i++ {
		after = append(after, numbered{lines[i], i + 1})
	}
	for len(before) > 0 && before[0].Text == "" { // a blank line at the end says nothing
		before = before[1:]
	}
	for len(after) > 0 && after[len(after)-1].Text == "" {
		after = after[:len(after)-1]
	}
	if len(before) == 0 {
		before = nil
	}
	indent = columns(lines[first].Text[:lines[first].Indent])
	return before, after, min(indent&^1, 16)
}

// importsEnd is the index after a file's import declaration, which is no place
// to find one's way by: it grows by itself.
func importsEnd(lines []tangle.Line) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].Import {
			return i + 1
		}
	}
	return 0
}

// columns is the width of a line's indentation, a tab being 4.
func columns(indent string) int {
	return len(indent) + 3*strings.Count(indent, "\t")
}
