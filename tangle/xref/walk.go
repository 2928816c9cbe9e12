package xref

import (
	"maps"
	"strings"

	"draco/tangle"
)

// A walk is the programs after each block of a chapter, or of an answer sheet,
// and before the first.
type walk struct {
	before program // of a chapter
	after  map[*tangle.Block]program
}

func (ch *chapter) readWalk() *walk {
	w := &walk{before: program{}, after: map[*tangle.Block]program{}}
	if ch.before != nil {
		w.before = ch.before.last()
	}
	now := w.before
	for _, s := range ch.Sections {
		if s.Answer != nil {
			now = w.before // each answer is a branch
		}
		for _, b := range s.Blocks {
			now = maps.Clone(now)
			for path, f := range ch.steps()[b] {
				now[path] = f
				if f == nil {
					delete(now, path)
				}
			}
			w.after[b] = now
		}
	}
	return w
}

// readSteps is what each block makes of the files that it can change, nil of one
// that is none of the program's afterwards. It does not depend on what is before
// the chapter.
func (ch *chapter) readSteps() map[*tangle.Block]program {
	steps := map[*tangle.Block]program{}
	for _, s := range ch.Sections {
		book := ch.book.Branch(s)
		for _, b := range s.Blocks {
			steps[b] = program{}
			for _, path := range book.Reach(b) {
				steps[b][path] = ch.cache.open(book.After(b).File(path))
			}
		}
	}
	return steps
}

// programAt is the program at the end of a section.
func (ch *chapter) programAt(s *tangle.Section) program {
	w := ch.walk()
	for n := s.Number; n >= 0; n-- {
		at := ch.Sections[n]
		if len(at.Blocks) > 0 {
			return w.after[at.Blocks[len(at.Blocks)-1]]
		}
		if s.Answer != nil {
			break
		}
	}
	return w.before
}

// last is the program at the end of the chapter.
func (ch *chapter) last() program { return ch.programAt(ch.Sections[len(ch.Sections)-1]) }

// std tells the paths of the standard library, which have no dot in their first
// element.
func std(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return path != "" && first != tangle.Module && !strings.Contains(first, ".")
}
