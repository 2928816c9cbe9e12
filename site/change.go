package site

import (
	"fmt"
	"slices"
	"sort"

	"go/token"

	"draco/tangle"
)

// A change is what a block does to the program, and the numbers that the lines
// of its listing have in their file after it; 0 for those that it removes, and
// for imports that were there before.
type change struct {
	*tangle.Change
	numbers []int
	lines   map[int]int // the same by the line of the chapter
}

// A numbered line is one of a file.
type numbered struct {
	tangle.Line
	number int
}

func newChange(book *tangle.Book, b *tangle.Block) *change {
	c := &change{Change: book.Change(b), lines: map[int]int{}}
	c.numbers = make([]int, len(c.Listing))
	defer func() {
		for i, l := range c.Listing {
			if l.Mark != tangle.Removed {
				c.lines[l.Pos.Line] = c.numbers[i]
			}
		}
	}()
	if c.Place == nil { // no file has it yet
		n := 0
		for i, l := range c.Listing {
			if l.Mark != tangle.Removed {
				n++
				c.numbers[i] = n
			}
		}
		return c
	}
	at := map[int]int{} // the number of a line by its offset in the chapter
	for i, l := range slices.Backward(c.Place.File.Lines) {
		if l.Pos.Filename == b.Chapter.File {
			at[l.Pos.Offset] = i + 1 // of a piece that is put in twice, the first
		}
	}
	for i, l := range c.Listing {
		if l.Mark != tangle.Removed {
			c.numbers[i] = at[l.Pos.Offset]
		}
	}
	c.fill()
	return c
}

// fill gives numbers to lines that the file has at the same place, though it is not
// the listing that they come from there: tangle puts the imports of all blocks
// together, and the lines around them are its own.
func (c *change) fill() {
	file := c.Place.File.Lines
	taken := map[int]bool{}
	for _, n := range c.numbers {
		taken[n] = true
	}
	for i, l := range c.Listing {
		if i == 0 || l.Mark == tangle.Removed || c.numbers[i] > 0 || c.numbers[i-1] == 0 {
			continue
		}
		n := c.numbers[i-1] + 1
		if !taken[n] && n <= len(file) && file[n-1].Text == l.Text {
			c.numbers[i] = n
		}
	}
}

// lineSuffix makes a line's id of its listing's.
func lineSuffix(number int) string { return fmt.Sprintf(".L%d", number) }

// lineID is the id of a line of the book in its listing, without the prefix of
// the edition.
func (s *Site) lineID(b *tangle.Block, pos token.Position) string {
	if n := s.changes[b]().lines[pos.Line]; n > 0 {
		return s.ids[b] + lineSuffix(n)
	}
	return s.ids[b]
}

// blockAt is the block that holds a place of the book, or nil.
func (s *Site) blockAt(pos token.Position) *tangle.Block {
	ch := s.chapters[pos.Filename]
	if ch == nil {
		return nil
	}
	i := sort.Search(len(ch.Blocks), func(i int) bool { return ch.Blocks[i].Pos.Offset > pos.Offset })
	if i == 0 {
		return nil
	}
	return ch.Blocks[i-1]
}
