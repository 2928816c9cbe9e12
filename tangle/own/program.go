package own

import (
	"cmp"
	"go/parser"
	"go/token"
	"slices"

	"draco/tangle"
)

// A Program is what the book has at the end of a chapter, declaration by
// declaration.
type Program struct {
	Chapter *tangle.Chapter

	edition edition // the book's own
	all     []*printed
}

// A printed declaration is one of the book's.
type printed struct {
	*decl
	pos   token.Position  // where the book changed it last
	in    *tangle.Section // there
	first *tangle.Section // which introduced it
}

// NewProgram reads the program of a snapshot, with its tests if they count.
func NewProgram(book *tangle.Book, snap *tangle.Snapshot, tests bool) *Program {
	p := &Program{Chapter: snap.Chapter, edition: edition{tangle.Module, tangle.Module, tests, map[string]string{}}}
	for _, f := range snap.Files {
		p.edition.adopt(f)
	}
	first := introduced(book, snap.Chapter, p.edition)
	for _, f := range snap.Files {
		for _, d := range p.edition.of(f) {
			pos, in := lastChange(book, f.Lines[d.first-1:d.last])
			p.all = append(p.all, &printed{d, pos, in, first[d.id()]})
		}
	}
	slices.SortStableFunc(p.all, func(a, b *printed) int {
		return cmp.Or(cmp.Compare(a.in.Chapter.Number, b.in.Chapter.Number), cmp.Compare(a.pos.Offset, b.pos.Offset))
	})
	return p
}

// adopt takes over the names that a file of the book has for packages.
func (e edition) adopt(f *tangle.File) {
	tree, _ := parser.ParseFile(token.NewFileSet(), f.Path, f.Text(), parser.ImportsOnly)
	paths := map[string]string{}
	e.imports(paths, tree)
	for name, at := range paths {
		e.names[at] = name
	}
}

// of is the declarations in a file of the book, if it counts.
func (e edition) of(f *tangle.File) []*decl {
	text := f.Text()
	if !e.counts(f.Path, text) {
		return nil
	}
	all, _ := e.read(f.Path, text)
	return all
}

// introduced is the section since which the book has each declaration, of those
// that it has at the end of a chapter.
func introduced(book *tangle.Book, last *tangle.Chapter, e edition) map[[2]string]*tangle.Section {
	since := map[[2]string]*tangle.Section{}
	read := map[string][]*decl{} // by path and text: most sections change few files
	for _, ch := range book.Chapters {
		if ch.Number > last.Number {
			break
		}
		for _, s := range ch.Sections {
			if len(s.Blocks) == 0 {
				continue
			}
			now := map[[2]string]*tangle.Section{}
			for _, f := range book.EndOf(s).Files() {
				key := f.Path + "\x00" + f.Text()
				if _, ok := read[key]; !ok {
					read[key] = e.of(f)
				}
				for _, d := range read[key] {
					now[d.id()] = cmp.Or(since[d.id()], s)
				}
			}
			since = now
		}
	}
	return since
}

// lastChange is where the book has the latest of some lines of a file: the
// first of them that stand in the same block as that one.
func lastChange(book *tangle.Book, lines []tangle.Line) (pos token.Position, in *tangle.Section) {
	for _, l := range lines {
		if cmp.Or(cmp.Compare(l.Pos.Filename, pos.Filename), cmp.Compare(l.Pos.Offset, pos.Offset)) > 0 {
			pos = l.Pos
		}
	}
	for _, ch := range book.Chapters {
		if ch.File == pos.Filename {
			in = ch.SectionAt(pos.Offset)
		}
	}
	begin := 0
	for _, b := range in.Blocks {
		if b.Pos.Offset < pos.Offset {
			begin = b.Pos.Offset
		}
	}
	i := slices.IndexFunc(lines, func(l tangle.Line) bool {
		return l.Pos.Filename == pos.Filename && l.Pos.Offset > begin
	})
	return lines[i].Pos, in
}
