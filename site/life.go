package site

import (
	"encoding/json"
	"html"
	"sync"

	"draco/tangle"
)

// The life of a file is every version that it has in the book, from the block
// that begins it to the last that changes it. source/life/server.go.json holds
// it; a source page loads it to show the file as of any step.

func lifeName(path string) string { return "source/life/" + path + ".json" }

// addLives adds the lives of all files that some chapter ends with.
func (s *Site) addLives() {
	touched := sync.OnceValue(func() map[string][]*tangle.Block {
		all := map[string][]*tangle.Block{}
		for _, b := range s.book.Blocks {
			if b.Chapter.Number == 0 {
				continue
			}
			for _, path := range s.book.Reach(b) {
				all[path] = append(all[path], b)
			}
		}
		return all
	})
	added := map[string]bool{}
	for _, ch := range s.book.Chapters {
		if s.programs[ch] == nil {
			continue
		}
		for _, path := range s.book.EndOf(ch.Sections[len(ch.Sections)-1]).Paths() {
			if !added[path] {
				added[path] = true
				s.lives[path] = sync.OnceValue(func() *life { return s.newLife(path, touched()[path]) })
				s.add(lifeName(path), func() []byte {
					text, err := json.Marshal(s.lives[path]())
					if err != nil {
						panic(err) // texts and numbers
					}
					return text
				})
			}
		}
	}
}

// What the file of a life holds. A version is made of the one before it by
// edits, first to last; the lines are all that the versions have, as HTML.
type (
	life struct {
		Lines []string `json:"lines"`
		Steps []lived  `json:"steps"`
		Names glossary `json:"names,omitempty"`
	}
	lived struct {
		ID    string   `json:"id"` // of the block: sockets.code.server-go.2
		Step  string   `json:"n"`  // 1.4
		Title string   `json:"t"`  // of the section
		Href  string   `json:"h"`  // of the listing
		Edits [][3]int `json:"e"`  // at line (from 0), how many go, how many come
		New   []int    `json:"l"`  // those that come, of all edits

		block *tangle.Block
	}
)

// newLife is the life of a file that these blocks may have changed. Its links
// are as on the file's source pages, which are all equally deep.
func (s *Site) newLife(path string, blocks []*tangle.Block) *life {
	p := newPage(s, &leaf{chapter: s.book.Chapters[0], name: sourceName(s.book.Chapters[0], path)})
	l := &life{Lines: []string{}, Steps: []lived{}}
	known := map[string]int{}
	var before *tangle.File
	for _, b := range blocks {
		now := s.book.After(b).File(path)
		hunks := tangle.Diff(before, now)
		before = now
		if hunks == nil {
			continue
		}
		step := lived{ID: s.lifeID(b), Step: b.Section.Locator(), Title: b.Section.Title, Href: p.address(b), Edits: [][3]int{}, New: []int{}, block: b}
		for _, h := range hunks {
			step.Edits = append(step.Edits, [3]int{h.NewAt - 1, len(h.Old), len(h.New)})
			for _, line := range h.New {
				text := p.fileLine(line)
				if _, ok := known[text]; !ok {
					known[text] = len(l.Lines)
					l.Lines = append(l.Lines, text)
				}
				step.New = append(step.New, known[text])
			}
		}
		l.Steps = append(l.Steps, step)
	}
	l.Names = p.names
	return l
}

// asOf is how many steps a life has by the end of a chapter.
func (l *life) asOf(ch *tangle.Chapter) (n int) {
	for _, step := range l.Steps {
		if step.block.Chapter.Number <= ch.Number {
			n++
		}
	}
	return n
}

// lifeID names a block among those of the whole book.
func (s *Site) lifeID(b *tangle.Block) string { return b.Chapter.Slug + "." + s.ids[b] }

// fileLine is a line of a file as HTML, as its listing sets it.
func (p *page) fileLine(l tangle.Line) string {
	b := p.blockAt(l.Pos)
	if b != nil && l.Ref == "" && !l.Import {
		i := l.Pos.Line - b.Lines[0].Pos.Line
		if b.Lines[i].Text == l.Text[l.Indent:] {
			return html.EscapeString(l.Text[:l.Indent]) + p.blockLine(b, i)
		}
	}
	return p.set(l.Text, highlight("go", []string{l.Text})[0])
}

// blockLine is a line of a block as HTML.
func (p *page) blockLine(b *tangle.Block, i int) string {
	return p.set(b.Lines[i].Text, p.spans[b]()[i])
}
