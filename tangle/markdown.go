package tangle

import (
	"go/token"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// dialect is the Markdown of the book: CommonMark, with tables, footnotes
// (which the site sets in the margin), strike-through and typographic quotes
// and dashes. The tree is made once, here; the site renders this tree.
var dialect = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote, extension.Typographer),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// parse makes the chapter's tree, sections and blocks, and notes the faults.
func (ch *Chapter) parse() {
	ch.text = string(ch.Source)
	ch.lineStart = make([]int, 1, 1+strings.Count(ch.text, "\n"))
	for i := range len(ch.text) - 1 {
		if ch.text[i] == '\n' {
			ch.lineStart = append(ch.lineStart, i+1)
		}
	}
	ch.Doc = dialect.Parser().Parse(text.NewReader(ch.Source))
	ch.Sections = []*Section{{Chapter: ch, Title: ch.Title, Pos: ch.Position(0)}}
	titled := false
	for n := ch.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		section := ch.Sections[len(ch.Sections)-1]
		if h, ok := n.(*ast.Heading); n.Kind() != extast.KindFootnoteList && !(ok && h.Level == 2) {
			section.Broken = false // unless this paragraph says so
		}
		switch n := n.(type) {
		case *ast.Heading:
			title := Plain(n, ch.Source)
			switch n.Level {
			case 1:
				if !titled {
					ch.Title, ch.Sections[0].Title, titled = title, title, true
				}
			case 2:
				ch.Sections = append(ch.Sections, &Section{
					Chapter: ch, Number: len(ch.Sections), Title: title, Heading: n, Pos: ch.Position(ch.startOfLine(n.Pos())),
				})
			}
		case *ast.Paragraph:
			section.Broken = isBroken(n, ch.Source)
		case *ast.FencedCodeBlock:
			ch.block(n)
		}
	}
	ch.strayHeadings()
}

// isBroken recognises the paragraph *This does not build yet.*, which counts
// when it is the last one of its section.
func isBroken(p *ast.Paragraph, source []byte) bool {
	em, ok := p.FirstChild().(*ast.Emphasis)
	return ok && em.NextSibling() == nil && Plain(em, source) == "This does not build yet."
}

// Plain is the text of a node without its marks.
func Plain(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
			if n.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.WriteString(html.UnescapeString(string(n.Value))) // the typographer's quotes and dashes
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func (ch *Chapter) startOfLine(offset int) int {
	pos := ch.Position(max(offset, 0))
	return pos.Offset - pos.Column + 1
}

// opensFence tells whether a line opens or closes a fence: its run of marks
// and what follows them.
func opensFence(line string) (marks, info string, ok bool) {
	if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
		rest := strings.TrimLeft(line, line[:1])
		return line[:len(line)-len(rest)], strings.TrimSpace(rest), true
	}
	return "", "", false
}

func isFence(line string) bool {
	_, _, ok := opensFence(line)
	return ok
}

// block turns a fenced block at the top level of the chapter into a program
// block, if its first line is a heading.
func (ch *Chapter) block(n *ast.FencedCodeBlock) {
	open := ch.Position(max(n.Pos(), 0))
	first := open.Line // index from 0 of the line after the fence
	count := n.Lines().Len()
	if open.Column == 1 && !ch.terminated(n, first, count) {
		ch.broken = true
		return
	}
	ch.tooWide(first, count)
	lang := string(n.Language(ch.Source))
	if lang == "console" || count == 0 {
		return
	}
	if open.Column != 1 {
		return // strayHeadings says so, if there is a heading
	}
	at := first
	for at < first+count-1 && strings.TrimSpace(ch.line(at)) == "" {
		at++
	}
	if name, op, ok := heading(ch.line(at)); ok {
		ch.add(n, name, op, lang, at) // strayHeadings says so, if it is not the first line
		return
	}
	line := ch.line(first)
	guess, op, near := nearHeading(line)
	if !near || quotes(lang) {
		return // an illustration
	}
	fault := faultf(ch.Position(ch.lineStart[first]), "not a heading: %s", strings.TrimSpace(line))
	ch.faults = append(ch.faults, fault)
	if guess == "" {
		fault.hintf("a first line that is a comment with << or >> reads as a heading; say it in other words")
		return
	}
	_, mark, _, close, _ := comment(line)
	fault.hintf("write %s", strings.TrimSpace(mark+" <<"+guess+">> "+string(op)+" "+close))
	ch.add(n, guess, op, lang, first)
}

// A printed line has room for 80 columns, with a tab as 4: more would be
// clipped on paper and scrolled on a phone.
const (
	pageWidth = 80
	tabWidth  = 4
)

func (ch *Chapter) tooWide(first, count int) {
	for i := first; i < first+count; i++ {
		line := ch.line(i)
		if len(line) <= pageWidth && strings.IndexByte(line, '\t') < 0 {
			continue
		}
		width := utf8.RuneCountInString(line) + (tabWidth-1)*strings.Count(line, "\t")
		if width > pageWidth {
			ch.faults = append(ch.faults, faultf(ch.Position(ch.lineStart[i]), "this line is %d columns wide, the page %d", width, pageWidth).
				hintf("break it; a tab counts %d", tabWidth))
		}
	}
}

// terminated reports a fence that is not closed, or that swallows the next one:
// then nothing after it can be trusted.
func (ch *Chapter) terminated(n *ast.FencedCodeBlock, first, count int) bool {
	pos := ch.Position(n.Pos())
	marks, _, _ := opensFence(ch.line(first - 1))
	for i := first; i < first+count; i++ {
		if inside, info, ok := opensFence(ch.line(i)); ok && info != "" && strings.HasPrefix(inside, marks) {
			ch.faults = append(ch.faults, faultf(pos, "this fence is not closed before the next one opens").
				hintf("end the block with %s on a line of its own", marks).
				related(ch.Position(ch.lineStart[i]), "the next one opens here"))
			return false
		}
	}
	if first+count >= len(ch.lineStart) {
		ch.faults = append(ch.faults, faultf(pos, "this fence is never closed").
			hintf("end the block with %s on a line of its own", marks))
		return false
	}
	return true
}

// add makes the block whose heading is the line first, counted from 0.
func (ch *Chapter) add(n *ast.FencedCodeBlock, name string, op Op, lang string, first int) {
	section := ch.Sections[len(ch.Sections)-1]
	b := &Block{
		Chapter: ch, Section: section, Node: n, Pos: ch.Position(ch.lineStart[first]),
		Name: name, Op: op, Lang: lang,
	}
	if msg, hint := pathFault(pathOf(name)); msg != "" {
		ch.faults = append(ch.faults, faultf(b.Pos, "%s", msg).hintf("%s", hint))
	}
	end := ch.Position(max(n.Pos(), 0)).Line + n.Lines().Len()
	b.Lines = make([]Line, 0, end-first-1)
	for i := first + 1; i < end; i++ {
		l := Line{Text: ch.line(i), Pos: token.Position{Filename: ch.File, Offset: ch.lineStart[i], Line: i + 1, Column: 1}}
		if strings.Contains(l.Text, "<<") {
			if r, ok := refer(l.Text); ok {
				l.Ref = r.name
			} else if guess, ok := nearReference(l.Text); ok && !strings.HasSuffix(l.Text, "=") {
				l.Ref = guess // strayHeadings says what is wrong with it
			}
		}
		b.Lines = append(b.Lines, l)
	}
	ch.faults = append(ch.faults, b.hoist()...)
	ch.Blocks = append(ch.Blocks, b)
	section.Blocks = append(section.Blocks, b)
}

// pathOf is the path a name writes to; a piece writes to none, and any stands for it.
func pathOf(name string) string {
	if _, path, _ := Classify(name); path != "" {
		return path
	}
	return "piece"
}

// strayHeadings finds the headings and references that stand where they do
// nothing: in an indented fence, in a list, in the middle of a block. Without
// it they would be text, and the program would silently lack a part.
func (ch *Chapter) strayHeadings() {
	if ch.broken || !strings.Contains(ch.text, "<<") {
		return
	}
	prose := ch.illustrations()
	for i := range ch.lineStart {
		line := ch.line(i)
		if !strings.Contains(line, "<<") || prose[i+1] {
			continue
		}
		pos := ch.Position(ch.lineStart[i])
		block := ch.blockAt(i + 1)
		name, op, isHeading := heading(containers.ReplaceAllString(line, ""))
		_, near := nearReference(line)
		switch _, isReference := refer(line); {
		case block != nil && block.Pos.Line == i+1 && i > 0 && isFence(ch.line(i-1)):
			// where it belongs
		case isHeading && block != nil && block.Pos.Line < i+1:
			ch.faults = append(ch.faults, faultf(pos, "a heading in the middle of a block").
				hintf("a heading is the first line of a block of its own: close the fence before it").
				related(block.Pos, "the block begins here"))
		case isHeading:
			ch.broken = ch.broken || block == nil // its code is not there, and all that needs it would be a fault
			ch.faults = append(ch.faults, faultf(pos, "<<%s>> %s is not the first line of a fenced block in column 1", name, op).
				hintf("program blocks open with %s in column 1, outside lists and quotations, and the heading is the very next line", "```"))
		case block != nil && !isReference && near:
			ch.faults = append(ch.faults, faultf(pos, "not a reference: %s", strings.TrimSpace(line)).
				hintf("a reference is a comment on a line of its own, // <<name>>, and nothing else"))
		}
	}
}

// containers are the marks of quotations and lists before a line.
var containers = regexp.MustCompile(`^(\s*(>|[-*+]|\d+[.)])\s)+`)

// blockAt is the block that holds a line of the source, counted from 1, or nil.
func (ch *Chapter) blockAt(line int) *Block {
	i, found := slices.BinarySearchFunc(ch.Blocks, line, func(b *Block, line int) int { return b.Pos.Line - line })
	if found {
		return ch.Blocks[i]
	}
	if i == 0 || line > ch.Blocks[i-1].Pos.Line+len(ch.Blocks[i-1].Lines) {
		return nil
	}
	return ch.Blocks[i-1]
}

// quotes tells whether blocks of a language show text and no program: there the
// notation itself may be quoted.
func quotes(lang string) bool { return lang == "text" || lang == "markdown" || lang == "md" }

// illustrations are the lines, from 1, of the blocks that quote.
func (ch *Chapter) illustrations() map[int]bool {
	lines := map[int]bool{}
	for n := ch.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		f, ok := n.(*ast.FencedCodeBlock)
		if !ok {
			continue
		}
		if quotes(string(f.Language(ch.Source))) {
			first := ch.Position(max(f.Pos(), 0)).Line + 1
			for i := range f.Lines().Len() {
				lines[first+i] = true
			}
		}
	}
	return lines
}
