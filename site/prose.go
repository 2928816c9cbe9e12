package site

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	htmlrenderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"draco/tangle"
)

// proseRenderer is goldmark's own renderer with the page's nodes before it.
// The output is well-formed XML too, which the tests lean on.
func (p *page) proseRenderer() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(nodes{p}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(htmlrenderer.NewRenderer(htmlrenderer.WithXHTML()), 1000),
	))
}

// nodes renders the nodes that the site sets in its own way.
type nodes struct{ *page }

func (p nodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, p.heading)
	reg.Register(ast.KindParagraph, p.paragraph)
	reg.Register(ast.KindListItem, p.item)
	reg.Register(ast.KindCodeSpan, p.codeSpan)
	reg.Register(ast.KindLink, p.link)
	reg.Register(ast.KindAutoLink, p.autoLink)
	reg.Register(ast.KindImage, p.strayImage)
	reg.Register(ast.KindRawHTML, p.rawInline)
	reg.Register(ast.KindHTMLBlock, p.rawBlock)
	reg.Register(ast.KindFencedCodeBlock, p.fence)
	reg.Register(ast.KindCodeBlock, p.indented)
	reg.Register(extast.KindTable, p.table)
	reg.Register(extast.KindTableCell, p.cell)
	reg.Register(extast.KindFootnoteLink, p.noteLink)
	reg.Register(extast.KindFootnoteBacklink, skip)
}

func skip(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

// heading sets a section's number before its title, as a link to itself; the
// lower headings have theirs after it.
func (p nodes) heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	id, level := p.id(p.chapter, headingID(h)), p.level(h)
	section := p.sections[h]
	numbered := section != nil && p.chapter.Number > 0
	switch {
	case entering && h.Level == 1:
		p.fault(h.Pos(), "a second level-1 heading", "a chapter has one title; its steps are level-2 headings")
		return ast.WalkSkipChildren, nil
	case entering && section != nil && section.Answer != nil:
		str(w, `<h`+level+` id="`+id+`">`+p.toChallenge(section.Answer)+" ")
	case entering && numbered:
		str(w, `<h`+level+` id="`+id+`"><a class="locator" href="#`+id+`">`+section.Locator()+`</a> `)
	case entering:
		str(w, `<h`+level+` id="`+id+`">`)
	case h.Level == 1:
	case numbered:
		str(w, "</h"+level+">\n")
	default:
		str(w, ` <a class="anchor" href="#`+id+`" aria-label="Link to this heading">#</a></h`+level+">\n")
	}
	return ast.WalkContinue, nil
}

var newline = strings.NewReplacer("\r\n", " ", "\n", " ")

// codeSpan keeps code in a sentence on one line, where it fits on any screen: a
// flag such as --max-time would break after its dashes.
func (p nodes) codeSpan(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	text := newline.Replace(tangle.Plain(n, source))
	class := ""
	if utf8.RuneCountInString(text) > 24 {
		class = ` class="long"`
	}
	str(w, "<code"+class+">"+p.spoken(n, text)+"</code>")
	return ast.WalkSkipChildren, nil
}

// paragraph marks the one that says that a section is broken on purpose. The
// engine takes it at its word only at the end of the section: elsewhere it
// would promise the reader what nobody checks.
func (p nodes) paragraph(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	em, ok := n.FirstChild().(*ast.Emphasis)
	switch unbuilt := ok && n.ChildCount() == 1 && tangle.Plain(em, source) == "This does not build yet."; {
	case !entering:
		str(w, "</p>\n")
		return ast.WalkContinue, nil
	case !unbuilt:
		str(w, "<p>")
	case endsSection(n) && p.chapter.SectionAt(offset(n)).Broken:
		str(w, `<p class="unbuilt">`)
	default:
		str(w, "<p>")
		p.fault(offset(n), "*This does not build yet.* counts only at the end of a section", "move it to the end, or take it out")
	}
	return ast.WalkContinue, nil
}

func endsSection(n ast.Node) bool {
	if n.Parent().Kind() != ast.KindDocument {
		return false
	}
	switch next := n.NextSibling().(type) {
	case nil, *extast.FootnoteList:
		return true
	case *ast.Heading:
		return next.Level == 2
	}
	return false
}

func (p nodes) fence(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	f := n.(*ast.FencedCodeBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	lang := string(f.Language(source))
	switch b := p.blocks[f]; {
	case b != nil:
		str(w, p.listing(b))
	case lang == "console":
		str(w, console(linesOf(f, source)))
	default:
		str(w, p.illustration(lang, linesOf(f, source)))
	}
	return ast.WalkSkipChildren, nil
}

func (p nodes) indented(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		str(w, p.illustration("", linesOf(n, source)))
	}
	return ast.WalkSkipChildren, nil
}

// table puts a table into a region that scrolls by itself: on a phone the page
// must not.
func (p nodes) table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		str(w, `<div class="table" tabindex="0" role="group" aria-label="Table">`+"\n<table>\n")
	} else {
		str(w, "</table>\n</div>\n")
	}
	return ast.WalkContinue, nil
}

// cell says its alignment by a class; goldmark would by a style attribute.
func (p nodes) cell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "td"
	if n.Parent().Kind() == extast.KindTableHeader {
		tag = "th"
	}
	if !entering {
		str(w, "</"+tag+">\n")
		return ast.WalkContinue, nil
	}
	str(w, "<"+tag)
	if tag == "th" {
		str(w, ` scope="col"`)
	}
	if a := n.(*extast.TableCell).Alignment; a != extast.AlignNone {
		str(w, ` class="`+a.String()+`"`)
	}
	str(w, ">")
	return ast.WalkContinue, nil
}

// linesOf are the lines of a code block without their ends.
func linesOf(n ast.Node, source []byte) []string {
	var lines []string
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		lines = append(lines, strings.TrimRight(string(s.Value(source)), "\r\n"))
	}
	return lines
}

// str writes to a buffer that keeps its error until the end.
func str(w util.BufWriter, s string) { _, _ = w.WriteString(s) }
