package site

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"draco/tangle"
)

// searchIndex is the file that site.js loads when somebody begins to search:
// the pages, each with its words, and with the places on it that have a name.
const searchIndex = "search.json"

type (
	index struct {
		Href   string   `json:"h"`
		Number string   `json:"n,omitempty"`
		Title  string   `json:"t"`
		In     string   `json:"c,omitempty"` // the chapter, if the page is a part of one
		Places []namely `json:"p,omitempty"`
		Text   string   `json:"x"`
	}
	// namely is a name, and the id of what has it.
	namely [2]string
)

// index is what can be found on the pages, but for those of answers, which tell
// what a reader may want to find out.
func (s *Site) index() []byte {
	all := []index{}
	for _, l := range s.leaves {
		if l.chapter.Of == nil {
			all = append(all, s.indexed(l))
		}
	}
	text, err := json.Marshal(struct {
		Pages []index `json:"pages"`
	}{all})
	if err != nil {
		panic(err) // texts and nothing else
	}
	return text
}

func (s *Site) indexed(l *leaf) index {
	e := s.leafEntry(l)
	x := index{Href: l.name, Number: e.Number, Title: e.Title}
	if l.section != nil {
		x.In = l.chapter.Title
	}
	var words []string
	for _, n := range l.nodes() {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.FencedCodeBlock:
				if b := s.blocks[n]; b != nil {
					x.Places = append(x.Places, s.names(b)...)
				}
			case *ast.Heading:
				if l.section == nil || n != l.section.Heading {
					x.Places = append(x.Places, namely{tangle.Plain(n, l.chapter.Source), headingID(n)})
				}
				return ast.WalkSkipChildren, nil
			case *ast.Paragraph, *ast.TextBlock, *extast.TableCell:
				words = append(words, newline.Replace(tangle.Plain(n, l.chapter.Source)))
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		})
	}
	x.Text = strings.Join(words, " ")
	return x
}

// declared finds what a line of Go in column 1 declares, and the receiver's type.
var declared = regexp.MustCompile(`^(?:func (?:\(\w* ?\*?(\w+)[^)]*\) )?|type |var |const )(\w+)`)

// names are what one may look for in a block: its own name, and what it
// declares.
func (s *Site) names(b *tangle.Block) []namely {
	id := prefix(b.Chapter) + s.ids[b]
	all := []namely{{b.Name, id}}
	if b.Lang != "go" {
		return all
	}
	for _, l := range b.Lines {
		if m := declared.FindStringSubmatch(l.Text); m != nil {
			name := m[2]
			if m[1] != "" {
				name = m[1] + "." + name
			}
			all = append(all, namely{name, id})
		}
	}
	return all
}
