package site

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"draco/tangle"
)

// The answers to the challenges of a chapter are on a page of their own. Below
// each challenge is a link to its answer; the script makes of it a
// part that folds open and shows the answer in its place.

// prefix goes before every id of an answer sheet, for what stands on its page is
// shown on the chapter's too.
func prefix(ch *tangle.Chapter) string {
	if ch.Of != nil {
		return "answer."
	}
	return ""
}

func challengeID(number int) string { return fmt.Sprintf("challenge.%d", number) }

// item is an item of a list, with a link to the answer if it is a challenge that
// has one.
func (p nodes) item(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	c := p.items[n.(*ast.ListItem)]
	switch {
	case !entering && c != nil:
		s := c.Answer.Section
		if n.LastChild() != nil && n.LastChild().Kind() == ast.KindTextBlock {
			str(w, "\n")
		}
		class := "answer" // which the script folds in here
		if p.edition != online {
			class = "to-answer"
		}
		str(w, `<p class="`+class+`"><a href="`+p.way(s, headingID(s.Heading))+`">Answer</a></p>`)
		fallthrough
	case !entering:
		str(w, "</li>\n")
		return ast.WalkContinue, nil
	case c != nil:
		str(w, `<li id="`+p.id(p.chapter, challengeID(c.Number))+`">`)
	default:
		str(w, "<li>")
	}
	if first := n.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
		str(w, "\n")
	}
	return ast.WalkContinue, nil
}

// toChallenge is the link from an answer's heading to what it answers.
func (p *page) toChallenge(a *tangle.Answer) string {
	asked := a.Chapter.Challenges[a.Number-1]
	return `<a class="locator" href="` + p.way(a.Chapter.SectionAt(asked.Pos.Offset), challengeID(a.Number)) + `">Challenge ` + a.Locator() + "</a>"
}
