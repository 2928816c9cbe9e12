package tangle

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/yuin/goldmark/ast"
)

// answersDir is the folder of the answer sheets, beside the chapters.
const answersDir = "answers"

// A Challenge is something that a chapter asks the reader to do: an item of
// the ordered list in its section called Challenges.
type Challenge struct {
	Number int    // in the list, from 1
	Title  string // the words in bold at its beginning, or ""
	Pos    token.Position
	Item   *ast.ListItem
	Answer *Answer // or nil
}

// Files are the chapters, each followed by its answer sheet if it has one.
func (b *Book) Files() (all []*Chapter) {
	for _, ch := range b.Chapters {
		all = append(all, ch)
		if ch.Sheet != nil {
			all = append(all, ch.Sheet)
		}
	}
	return all
}

// readSheets reads the answer sheets in dir, each called like its chapter, and
// reports the files that are none.
func (b *Book) readSheets(fsys fs.FS, dir string) (astray Errors, err error) {
	entries, err := fs.ReadDir(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	for _, e := range entries {
		if ok, fault := isText(dir, e); !ok {
			astray = append(astray, fault...)
			continue
		}
		file := path.Join(dir, e.Name())
		i := slices.IndexFunc(b.Chapters, func(ch *Chapter) bool { return path.Base(ch.File) == e.Name() })
		if i < 0 {
			astray = append(astray, faultf(token.Position{Filename: file}, "answers no chapter").
				hintf("an answer sheet is called like its chapter, and there is no %s", path.Join(path.Dir(dir), e.Name())))
			continue
		}
		ch := b.Chapters[i]
		ch.Sheet = &Chapter{Number: ch.Number, Slug: ch.Slug, Title: ch.Slug, File: file, Of: ch}
		if ch.Sheet.Source, err = fs.ReadFile(fsys, file); err != nil {
			return nil, fmt.Errorf("reading the answers: %w", err)
		}
	}
	return astray, nil
}

// findChallenges reads the list in the section called Challenges.
func (ch *Chapter) findChallenges() {
	for _, s := range ch.Sections[1:] {
		if s.Title != "Challenges" {
			continue
		}
		for n := s.Heading.NextSibling(); n != nil; n = n.NextSibling() {
			if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
				break
			}
			if list, ok := n.(*ast.List); ok && list.IsOrdered() {
				ch.addChallenges(list)
				return
			}
		}
	}
}

func (ch *Chapter) addChallenges(list *ast.List) {
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		item, ok := n.(*ast.ListItem)
		if !ok {
			continue
		}
		c := &Challenge{Number: len(ch.Challenges) + 1, Item: item, Pos: token.Position{Filename: ch.File}}
		if first := item.FirstChild(); first != nil {
			c.Pos = ch.Position(ch.startOfLine(first.Pos()))
			if em, ok := first.FirstChild().(*ast.Emphasis); ok && em.Level == 2 {
				c.Title = Plain(em, ch.Source)
			}
		}
		ch.Challenges = append(ch.Challenges, c)
	}
}

// pairAnswers makes an answer of every section of the sheets, and reports those
// that are no answer to a challenge of the chapter, or not in its order.
func (b *Book) pairAnswers() {
	for _, ch := range b.Chapters {
		ch.findChallenges()
		if ch.Sheet == nil {
			continue
		}
		for _, block := range ch.Sheet.Sections[0].Blocks {
			ch.Sheet.faults = append(ch.Sheet.faults, faultf(block.Pos, "a block before the first answer").
				hintf("an answer begins with a level-2 heading, the name of its challenge"))
		}
		for _, s := range ch.Sheet.Sections[1:] {
			b.Answers = append(b.Answers, ch.answer(s))
		}
		for _, c := range ch.Challenges {
			fault := faultf(token.Position{Filename: ch.Sheet.File}, "challenge %q has no answer", c.Title).
				hintf("write it below ## %s, in the order of the challenges", c.Title)
			if c.Title == "" {
				fault = faultf(fault.Pos, "challenge %d has no name, and no answer", c.Number).
					hintf("a challenge begins with its name in bold, and its answer has that name for a heading")
			}
			if c.Answer == nil {
				ch.Sheet.faults = append(ch.Sheet.faults, fault.related(c.Pos, "the challenge"))
			}
		}
	}
}

// answer pairs a section of the sheet with the challenge of its name. Under a
// name that is wrong it answers the one that was likely meant, so that one slip
// is one fault.
func (ch *Chapter) answer(s *Section) *Answer {
	a := &Answer{Chapter: ch, Number: s.Number, Section: s}
	s.Answer = a
	c, fault := ch.challenged(s)
	if fault != nil {
		ch.Sheet.faults = append(ch.Sheet.faults, fault)
	}
	if c != nil {
		a.Number, c.Answer = c.Number, a
	}
	return a
}

// challenged is the challenge that a section of the sheet answers, and what is
// wrong with its doing so there.
func (ch *Chapter) challenged(s *Section) (*Challenge, *Error) {
	i := slices.IndexFunc(ch.Challenges, func(c *Challenge) bool { return c.Title == s.Title && c.Title != "" })
	if i < 0 {
		return ch.meant(s)
	}
	c := ch.Challenges[i]
	if c.Answer != nil {
		return nil, faultf(s.Pos, "challenge %q is answered already", s.Title).
			hintf("an answer is one section; headings inside it are of level 3").
			related(c.Answer.Section.Pos, "here")
	}
	for _, later := range ch.Challenges[i+1:] {
		if later.Answer != nil {
			return c, faultf(s.Pos, "the answer to %q is out of order", s.Title).
				hintf("answers stand in the order of the challenges: this one before ## %s", later.Answer.Section.Title).
				related(later.Answer.Section.Pos, "here")
		}
	}
	return c, nil
}

// meant reports a heading that names no challenge, and finds the challenge that
// it likely means: one that no heading names, with almost that name or in that
// place; or nil.
func (ch *Chapter) meant(s *Section) (*Challenge, *Error) {
	fault := faultf(s.Pos, "no challenge is called %q", s.Title)
	free := map[string]*Challenge{}
	for _, c := range ch.Challenges {
		if c.Answer == nil {
			free[c.Title] = c
		}
	}
	for _, other := range ch.Sheet.Sections[1:] {
		delete(free, other.Title)
	}
	c := free[Nearest(s.Title, maps.Keys(free))]
	if c == nil && s.Number <= len(ch.Challenges) && free[ch.Challenges[s.Number-1].Title] != nil {
		c = ch.Challenges[s.Number-1]
	}
	switch {
	case len(ch.Challenges) == 0:
		fault.hintf("%s has no challenges: they are the ordered list below ## Challenges, each with its name in bold", ch.File)
	case c == nil:
		fault.hintf("an answer has the name of its challenge for a heading; headings inside it are of level 3")
	case c.Title == "":
		fault.hintf("a challenge begins with its name in bold: %d. **%s**", c.Number, s.Title).related(c.Pos, "the challenge")
	default:
		fault.hintf("did you mean %q?", c.Title).related(c.Pos, "the challenge")
	}
	return c, fault
}
