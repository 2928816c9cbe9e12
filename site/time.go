package site

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"draco/tangle"
)

// lineWeight is how many words of prose take as long as a line of code.
const lineWeight = 5

// times shares the time that each chapter's card states among the pages of the
// chapter, by what there is to read on them: minutes, by the name of the page.
// They add up to what the card says, but that no page takes no time at all.
func (s *Site) times() map[string]int {
	weights := map[*tangle.Chapter]int{}
	for _, l := range s.leaves {
		weights[l.chapter] += l.weight()
	}
	times := map[string]int{}
	passed := map[*tangle.Chapter]int{} // of the weight, up to the page
	for _, l := range s.leaves {
		total, whole := stated(l.chapter), weights[l.chapter]
		if total == 0 || whole == 0 {
			continue
		}
		before := passed[l.chapter]
		passed[l.chapter] += l.weight()
		at := func(weight int) int { return (2*weight*total + whole) / (2 * whole) } // rounded
		times[l.name] = max(1, at(passed[l.chapter])-at(before))
	}
	return times
}

// weight is how much there is to read on the leaf, in words of prose.
func (l *leaf) weight() (words int) {
	for _, n := range l.nodes() {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n.(type) {
			case *ast.FencedCodeBlock, *ast.CodeBlock:
				words += lineWeight * n.Lines().Len()
			case *ast.Paragraph, *ast.TextBlock, *extast.TableCell:
				words += len(strings.Fields(tangle.Plain(n, l.chapter.Source)))
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		})
	}
	return words
}

// roughly says how long something takes, no more exactly than anybody knows it.
func roughly(minutes int) string {
	switch {
	case minutes <= 1:
		return "about a minute"
	case minutes > 10:
		minutes = (minutes + 2) / 5 * 5
	}
	return fmt.Sprintf("about %d minutes", minutes)
}

// Time is the attribute that tells the script how long the page takes.
func (e entry) Time() template.HTMLAttr {
	if e.Minutes == 0 {
		return ""
	}
	return template.HTMLAttr(fmt.Sprintf(` data-minutes="%d"`, e.Minutes))
}
