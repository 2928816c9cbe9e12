package xref

import (
	"sync"

	"draco/tangle"
)

// A chapter, or an answer sheet, is what is known of one when somebody has
// asked. It stays when the book changes after it: sections go by their number,
// and blocks by the line of their heading.
type chapter struct {
	*tangle.Chapter
	cache    *Cache
	book     *tangle.Book
	before   *chapter // that the program begins with, or nil
	steps    func() map[*tangle.Block]program
	walk     func() *walk
	sections []func() *section
	replaced map[int]func() [][]Ref // of blocks that the end of their section does not have
	end      func() map[string][][]Ref
	sound    []func() program // the last program up to the end of a section that builds
	verdicts []func() map[int]bool
}

// A section is what there is to know of one: the names in its listings, and
// what is declared at its end.
type section struct {
	refs  map[int][][]Ref
	scope func() *scope
}

func (c *Cache) chapter(book *tangle.Book, of *tangle.Chapter, before *chapter) *chapter {
	ch := &chapter{Chapter: of, cache: c, book: book, before: before, replaced: map[int]func() [][]Ref{}}
	ch.steps = sync.OnceValue(ch.readSteps)
	ch.walk = sync.OnceValue(ch.readWalk)
	for _, s := range of.Sections {
		ch.sections = append(ch.sections, sync.OnceValue(func() *section { return ch.section(s) }))
		ch.sound = append(ch.sound, sync.OnceValue(func() program { return ch.soundAt(s) }))
		ch.verdicts = append(ch.verdicts, sync.OnceValue(func() map[int]bool { return ch.judge(s) }))
	}
	for _, b := range of.Blocks {
		ch.replaced[b.Pos.Line] = sync.OnceValue(func() [][]Ref {
			refs, _ := c.names(ch.walk().after[b], []*tangle.Block{b})
			return refs[b.Pos.Line]
		})
	}
	ch.end = sync.OnceValue(ch.readEnd)
	return ch
}

func (ch *chapter) section(s *tangle.Section) *section {
	if same := ch.sameAs(s); same != nil {
		return same()
	}
	refs, objs := ch.cache.names(ch.programAt(s), s.Blocks)
	sec := &section{refs: refs}
	sec.scope = sync.OnceValue(func() *scope { return newScope(objs, sec) })
	return sec
}

// sameAs is the section before one, if neither has a listing: to both of them the
// words of the prose mean the same. It is nil if there is none.
func (ch *chapter) sameAs(s *tangle.Section) func() *section {
	at := s.Number - 1
	if at < 0 && ch.before != nil {
		ch = ch.before
		at = len(ch.Sections) - 1
	}
	if at < 0 || s.Answer != nil || len(s.Blocks)+len(ch.Sections[at].Blocks) > 0 {
		return nil
	}
	return ch.sections[at]
}

// readEnd is the names in all files at the end of the chapter.
func (ch *chapter) readEnd() map[string][][]Ref {
	p := ch.last()
	check := ch.cache.checker(p, true)
	check.whole = true
	check.all()
	objs := newObjects(check)
	all := map[string][][]Ref{}
	for path, f := range p {
		lines := make([][]Ref, len(f.Lines))
		objs.refs(f, func(line int, r Ref) { lines[line-1] = append(lines[line-1], r) })
		all[path] = lines
	}
	return all
}
