package tangle

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// An Answer does what a challenge asks for. It is a branch of the book that
// goes nowhere else: neither the next answer nor the next chapter sees it.
type Answer struct {
	Chapter *Chapter // that asked
	Number  int      // of the challenge
	Section *Section // in the answer sheet
	// Book is the branch: the chapters up to this one, then the answer's own
	// blocks. All that can be asked of a book can be asked of it.
	Book *Book

	faults Errors // of folding
}

// Locator is the answer's number as readers say it: 4.2 is the answer to the
// second challenge of chapter 4.
func (a *Answer) Locator() string { return fmt.Sprintf("%d.%d", a.Chapter.Number, a.Number) }

// Answer returns the answer of that locator.
func (b *Book) Answer(locator string) (*Answer, error) {
	for _, a := range b.Answers {
		if a.Locator() == locator {
			return a, nil
		}
	}
	if len(b.Answers) == 0 {
		return nil, fmt.Errorf("there is no answer %s: the book has none", locator)
	}
	var all []string
	for _, a := range b.Answers {
		all = append(all, a.Locator())
	}
	return nil, fmt.Errorf("there is no answer %s: the book has %s", locator, strings.Join(all, ", "))
}

// Branch is the book that a section is part of: for an answer its own branch,
// for all else the book itself.
func (b *Book) Branch(s *Section) *Book {
	if s.Answer != nil {
		return s.Answer.Book
	}
	return b
}

// Snapshot is the program of the chapter with the answer in it. The error is
// the faults that show only in whole files, all of them.
func (a *Answer) Snapshot() (*Snapshot, error) {
	snap, faults := a.Book.snapshot(a.Section.Chapter)
	return snap, a.Claim(faults).Err()
}

// Claim puts the faults of an answer's program where its author must look. One
// that shows in a line of a chapter is the answer's doing, for without it the
// line was sound.
func (a *Answer) Claim(faults Errors) Errors {
	var claimed Errors
	for _, f := range faults {
		if f.Pos.Filename != a.Section.Chapter.File {
			c := *f
			c.Pos = a.Section.Pos
			if c.Related = slices.Clone(f.Related); f.Pos.Line > 0 {
				c.Related = slices.Insert(c.Related, 0, Error{Pos: f.Pos, Msg: "here, with this answer"})
			}
			f = &c
		}
		claimed = append(claimed, f)
	}
	return claimed
}

// CheckAnswers reports what is wrong with the files that answers change, as
// Check does for those of chapters. An answer to a chapter that has faults
// itself, among those found already, is not looked at: they would be its own.
func (b *Book) CheckAnswers(found Errors) (faults Errors) {
	faulty := make([]Errors, len(b.Answers))
	var wg sync.WaitGroup
	for _, ch := range b.Chapters[:b.sound(found)] {
		if ch.Sheet == nil || found.in(ch.Sheet) {
			continue
		}
		wg.Go(func() {
			ends := map[string]string{} // the text of each file at the end of the chapter
			for _, f := range b.end(ch).Files() {
				ends[f.Path] = f.Text()
			}
			for i, a := range b.Answers {
				if a.Chapter == ch && len(a.Section.Blocks) > 0 {
					wg.Go(func() { faulty[i] = a.check(ends) })
				}
			}
		})
	}
	wg.Wait()
	return slices.Concat(faulty...)
}

// check reports what is wrong with the files of the answer's program that are
// not as in the chapter's.
func (a *Answer) check(ends map[string]string) Errors {
	snap, err := a.Snapshot()
	faults := Faults(err)
	if snap == nil {
		return faults
	}
	changed := slices.DeleteFunc(snap.Files, func(f *File) bool { return ends[f.Path] == f.Text() })
	return append(faults, a.Claim(checkFiles(changed))...)
}

// sound is how many chapters at the beginning of the book have none of the
// faults. What follows the first of them may have faults that come from it.
func (b *Book) sound(faults Errors) int {
	sound, whole := len(b.Chapters), false
	for _, f := range faults {
		i := slices.IndexFunc(b.Chapters, func(ch *Chapter) bool { return ch.File == f.Pos.Filename })
		switch {
		case i >= 0:
			sound = min(sound, i)
		case path.Base(path.Dir(f.Pos.Filename)) != answersDir: // no chapter rests on an answer
			whole = true
		}
	}
	if whole && sound == len(b.Chapters) {
		return 0 // a fault of the book as a whole
	}
	return sound
}

// in tells whether one of the faults is in a file.
func (l Errors) in(ch *Chapter) bool {
	return slices.ContainsFunc(l, func(e *Error) bool { return e.Pos.Filename == ch.File })
}

// follows tells whether ch comes after another file: in the order of the
// numbers, an answer sheet after the chapter it is of.
func (ch *Chapter) follows(other *Chapter) bool {
	if ch.Number == other.Number {
		return ch.Of == other
	}
	return ch.Number > other.Number
}

// fork makes the answer's branch, of a book that is folded up to the end of
// the answer's chapter.
func (a *Answer) fork(b *Book, chapters, blocks int) {
	sheet := a.Section.Chapter
	a.Book = &Book{
		Chapters: append(b.Chapters[:chapters:chapters], sheet),
		Blocks:   append(b.Blocks[:blocks:blocks], a.Section.Blocks...),
		names:    make(map[string]*history, len(b.names)),
	}
	for name, h := range b.names {
		a.Book.names[name] = h.fork()
	}
}

// fold folds the answer's own blocks into its branch.
func (a *Answer) fold() {
	sheet := a.Section.Chapter
	for i, block := range a.Section.Blocks {
		block.Index = len(a.Book.Blocks) - len(a.Section.Blocks) + i
	}
	a.faults = a.Book.applyAll(a.Section.Blocks)
	if a.Chapter.Number > 0 {
		a.faults = append(a.faults, a.Book.endOfChapter(sheet)...)
	}
}

// fork is a history that can go on in another way.
func (h *history) fork() *history {
	f := *h
	f.versions = slices.Clone(h.versions)
	if n := len(f.versions); n > 0 { // extending it must not write where the other one extends it
		f.versions[n-1].blocks = slices.Clip(f.versions[n-1].blocks)
	}
	return &f
}

// answerFaults are the faults of the answer sheets, and of folding answers to
// chapters that have none of the faults found already.
func (b *Book) answerFaults(found Errors) (faults Errors) {
	sound := b.sound(found)
	for i, ch := range b.Chapters {
		if ch.Sheet == nil {
			continue
		}
		faults = append(faults, ch.Sheet.faults...)
		for _, a := range b.Answers {
			if a.Chapter == ch && i < sound && !ch.Sheet.broken {
				faults = append(faults, a.Claim(a.faults)...)
			}
		}
	}
	return faults
}
