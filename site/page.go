package site

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"slices"
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"

	"draco/tangle"
	"draco/tangle/xref"
)

// A page is a leaf being rendered.
type page struct {
	*Site
	*leaf
	edition  edition
	done     sync.Once    // render
	out      bytes.Buffer // the inside of <main>
	prose    renderer.Renderer
	faults   tangle.Errors
	notes    map[int]*extast.Footnote // by number
	waiting  []int                    // the notes referred to in the block at hand
	placed   map[int]bool
	referred map[int]bool // from this page
	figures  int          // so far
	tags     []openTag    // of the chapter's own HTML
	place    ast.Node     // of the HTML at hand
	titled   bool         // the level-1 heading has been met
	names    glossary     // that the page has links for
	meanings map[*xref.Object]*meaning
}

func newPage(s *Site, l *leaf) *page {
	p := &page{Site: s, leaf: l, notes: map[int]*extast.Footnote{}, placed: map[int]bool{}, referred: map[int]bool{}, names: glossary{}, meanings: map[*xref.Object]*meaning{}}
	p.prose = p.proseRenderer()
	return p
}

// render fills out, once.
func (p *page) render() { p.done.Do(p.compose) }

// compose fills out block by block; a block's notes follow it.
func (p *page) compose() {
	p.collectNotes()
	for _, n := range p.nodes() {
		p.block(n)
		p.unclosed(false)
		p.margin()
	}
	if p.section == nil && split(p.chapter) && !p.all {
		p.steps()
	}
	if p.section == nil && !p.titled {
		if p.chapter.Of != nil {
			p.fault(0, "the answer sheet has no title", "begin it with a level-1 heading: # Answers: "+p.chapter.Of.Title)
		} else {
			p.fault(0, "the chapter has no title", "begin it with a level-1 heading: # Sockets")
		}
	}
	p.unclosed(true)
	p.characters()
	if p.name == first && p.edition == online {
		p.out.Write(p.milestones())
	}
}

func (p *page) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		if n.Level == 1 || p.section != nil && n == p.section.Heading {
			p.opening(n)
			return
		}
	case *ast.Blockquote:
		if isCard(n) {
			if len(said(p.chapter, "Time")) > 0 && stated(p.chapter) == 0 {
				p.fault(offset(n), "the time of the chapter cannot be read", "write it as two and a half hours, or as 20 minutes")
			}
			p.write(`<div class="card">` + "\n")
			p.children(n)
			p.write("</div>\n")
			return
		}
	case *ast.Paragraph:
		if img, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
			p.figure(img)
			return
		}
	case *extast.FootnoteList:
		return // its notes stand beside what refers to them
	}
	p.node(n)
}

// opening is the heading of the page, and what it is a part of.
func (p *page) opening(h *ast.Heading) {
	if p.titled {
		p.fault(h.Pos(), "a second level-1 heading", "a chapter has one title; its steps are level-2 headings")
		return
	}
	p.titled = true
	p.write(`<header class="opening">` + "\n")
	switch {
	case p.chapter.Of != nil:
		p.write(`<p class="number"><a href="%s">Chapter %d</a></p>`+"\n", p.way(p.chapter.Of.Sections[0], ""), p.chapter.Number)
	case p.section != nil:
		p.write(`<p class="number"><a href="%s">%s</a> %s</p>`+"\n", p.way(p.chapter.Sections[0], ""), html.EscapeString(p.chapter.Title), p.section.Locator())
	case p.chapter.Number > 0:
		p.write(`<p class="number">Chapter %d</p>`+"\n", p.chapter.Number)
	}
	level := p.level(h)
	p.write(`<h%s id="%s">`, level, p.id(p.chapter, headingID(h)))
	p.children(h)
	p.write("</h%s>\n", level)
	if time := p.minutes[p.name]; p.section != nil && time > 0 {
		p.write(`<p class="time">%s</p>`+"\n", roughly(time))
	}
	p.write("</header>\n")
}

// level is the digit of a heading's level on this page: a section that has a
// page of its own is the head of it, and all chapters on one page are below the
// title of the book.
func (p *page) level(h *ast.Heading) string {
	level := h.Level
	switch {
	case p.edition == whole:
		level++
	case p.section != nil:
		level--
	}
	return string('0' + byte(min(level, 6)))
}

func (p *page) node(n ast.Node) {
	if err := p.prose.Render(&p.out, p.chapter.Source, n); err != nil {
		p.fault(n.Pos(), "cannot be rendered: "+err.Error(), "")
	}
}

func (p *page) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.node(c)
	}
}

func (p *page) write(format string, args ...any) {
	if len(args) == 0 {
		p.out.WriteString(format)
		return
	}
	fmt.Fprintf(&p.out, format, args...)
}

// fault notes what is wrong at an offset of the chapter.
func (p *page) fault(offset int, msg, hint string) {
	p.faults = append(p.faults, &tangle.Error{Pos: p.chapter.Position(max(offset, 0)), Msg: msg, Hint: hint})
}

//go:embed page.html
var shellText string

var shell = template.Must(template.New("page").Funcs(template.FuncMap{"asset": assetPath}).Parse(shellText))

// The shell's data.
type (
	document struct {
		Title, Book string
		About       string // the first words of the page, for those who list pages
		Root        string // the way to index.html's folder, "" or "../../"
		Main        template.HTML
		Chapters    []entry
		Open        *entry // the chapter on this page
		Prev, Next  *entry
		Canonical   string // the full address of the page, if the site knows it
		Feed        string // that of the feed
		Picture     string // that of the page's picture
		Whole       string // the book on one page
		Ebook       string
		PDF         string
		Program     *ends         // of the chapter, or nil
		Names       string        // the file that tells what the names on the page are, or ""
		Nav         template.HTML // the contents; those of the book, if nothing else is said
	}
	// ends is what there is of the program at the end of a chapter.
	ends struct {
		Number                  int
		Files, Changes, Archive string
	}
	entry struct {
		Number   string // "" for chapter 00
		Title    string
		Href     string
		Here     bool // is this page
		Unfolded bool // shows its sections
		Minutes  int  // that the page takes; 0 if nobody has said
		Sections []entry
	}
)

// document is the finished page.
func (p *page) document() []byte {
	p.render()
	d := p.Site.document(p.name, p.chapter.Title, p.out.Bytes())
	d.About = p.about()
	d.Names, d.Program = p.namesPath(), p.ends(p.chapter)
	if d.Canonical != "" {
		of := p.chapter
		if of.Of != nil {
			of = of.Of
		}
		d.Picture = p.full(cardName(of))
	}
	for i, ch := range p.book.Chapters {
		at := &d.Chapters[i]
		switch p.chapter {
		default:
			continue
		case ch:
			at.Unfolded, at.Sections = true, slices.Clone(at.Sections)
			d.Open = at
			for j := range at.Sections {
				if p.section != nil && at.Sections[j].Href == p.name {
					d.Open, d.Title = &at.Sections[j], p.section.Title+" · "+ch.Title
				}
			}
			d.Open.Here = true
			d.Prev, d.Next = p.neighbours()
			if p.name == first && bytes.Contains(p.out.Bytes(), []byte(milestonesID)) {
				at.Sections = append(at.Sections, entry{Title: "Milestones", Href: first + "#" + milestonesID})
			}
		case ch.Sheet:
			at.Unfolded, d.Prev = true, at
			at.Sections = append(slices.Clone(at.Sections), entry{Title: "Answers", Href: p.name, Here: true, Sections: p.entry(ch.Sheet).Sections})
			if i+1 < len(d.Chapters) {
				d.Next = &d.Chapters[i+1]
			}
		}
	}
	return d.bytes()
}

// neighbours are the pages before and after this one, those of answers aside.
func (p *page) neighbours() (prev, next *entry) {
	turned := slices.DeleteFunc(slices.Clone(p.leaves), func(l *leaf) bool { return l.chapter.Of != nil })
	at := slices.Index(turned, p.leaf)
	if at > 0 {
		prev = p.leafEntry(turned[at-1])
	}
	if at+1 < len(turned) {
		next = p.leafEntry(turned[at+1])
	}
	return prev, next
}

func (s *Site) leafEntry(l *leaf) *entry {
	e := s.entry(l.chapter)
	if l.section != nil {
		e = e.Sections[l.section.Number-1]
	}
	return &e
}

// document is a page of that name with what all pages have.
func (s *Site) document(name, title string, main []byte) *document {
	d := &document{Title: title, Book: Title, Root: root(name), Whole: wholeName, Ebook: ebookName, PDF: s.options.PDF, Main: template.HTML(main),
		Chapters: slices.Clone(s.entries())}
	if s.options.URL != "" {
		d.Canonical, d.Feed = s.full(name), s.full(feedName)
	}
	return d
}

// readEntries is the contents of the book, no page of it open.
func (s *Site) readEntries() (all []entry) {
	for _, ch := range s.book.Chapters {
		all = append(all, s.entry(ch))
	}
	return all
}

func (s *Site) entry(ch *tangle.Chapter) entry {
	e := entry{Title: ch.Title, Href: s.pages[ch.File], Minutes: s.minutes[s.pages[ch.File]]}
	if ch.Number > 0 {
		e.Number = fmt.Sprint(ch.Number)
	}
	for _, sec := range ch.Sections[1:] {
		sub := entry{Title: sec.Title, Href: s.home(sec), Minutes: s.minutes[s.home(sec)]}
		if sub.Href == e.Href {
			sub.Href, sub.Minutes = sub.Href+"#"+prefix(ch)+headingID(sec.Heading), 0
		}
		if ch.Number > 0 && ch.Of == nil {
			sub.Number = sec.Locator()
		}
		e.Sections = append(e.Sections, sub)
	}
	return e
}

// contents is the first page of a book that has no chapter 00.
func (s *Site) contents() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<header class=\"opening\">\n<h1>%s</h1>\n</header>\n", html.EscapeString(Title))
	d := s.document(first, "Contents", nil)
	if err := shell.ExecuteTemplate(&b, "contents", d.Chapters); err != nil {
		panic(err) // the template and its data are ours
	}
	b.Write(s.milestones())
	d.Main = template.HTML(b.String())
	if len(d.Chapters) > 0 {
		d.Next = &d.Chapters[0]
	}
	return d.bytes()
}

func (d *document) bytes() []byte {
	var b bytes.Buffer
	b.Grow(len(d.Main) + 32<<10)
	if d.Nav == "" { // it is on the page twice
		if err := shell.ExecuteTemplate(&b, "chapters", d); err != nil {
			panic(err) // the template and its data are ours
		}
		d.Nav = template.HTML(b.String())
		b.Reset()
	}
	if err := shell.Execute(&b, d); err != nil {
		panic(err) // the template and its data are ours
	}
	return b.Bytes()
}
