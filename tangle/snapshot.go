package tangle

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// A Snapshot is the program at the end of a chapter.
type Snapshot struct {
	Chapter *Chapter
	Files   []*File // as the reader has them, in a module called draco; sorted by path
}

// Snapshots are the programs at the ends of the chapters. Chapter 00 has none.
// The error is the faults that show only in whole files, all of them.
func (b *Book) Snapshots() ([]*Snapshot, error) {
	all := make([]*Snapshot, len(b.Chapters))
	faults := make([]Errors, len(b.Chapters))
	var wg sync.WaitGroup
	for i, ch := range b.Chapters {
		wg.Go(func() { all[i], faults[i] = b.snapshot(ch) })
	}
	wg.Wait()
	all = slices.DeleteFunc(all, func(s *Snapshot) bool { return s == nil })
	return all, slices.Concat(faults...).Err()
}

// Snapshot is the program at the end of that chapter.
func (b *Book) Snapshot(chapter int) (*Snapshot, error) {
	ch := b.Chapter(chapter)
	switch {
	case b.Last() == 0:
		return nil, errors.New("the book has no program yet: chapter 00 holds none")
	case ch == nil || chapter == 0:
		return nil, fmt.Errorf("there is no program of chapter %d: the book has %s", chapter, b.numbers())
	}
	snap, faults := b.snapshot(ch)
	return snap, faults.Err()
}

func (b *Book) snapshot(ch *Chapter) (snap *Snapshot, faults Errors) {
	if ch.Number == 0 {
		for _, block := range ch.Blocks {
			faults = append(faults, faultf(block.Pos, "chapter 00 holds no program").
				hintf("move the block to chapter 01, or take its heading away"))
		}
		return nil, faults
	}
	snap = &Snapshot{Chapter: ch, Files: b.end(ch).Files()}
	for _, f := range snap.Files {
		found := f.assemble()
		f.faulty = found != nil
		faults = append(faults, found...)
	}
	return snap, append(faults, packages(snap.Files)...)
}

// packages reports Go files whose package clause is missing, or is not that of
// the other files in their folder.
func packages(files []*File) (faults Errors) {
	first := map[string]*File{}
	name := func(f *File) string {
		clause, _, _ := strings.Cut(strings.TrimPrefix(f.Lines[f.pkg].Text, "package "), " ")
		if strings.HasSuffix(f.Path, "_test.go") {
			clause = strings.TrimSuffix(clause, "_test")
		}
		return clause
	}
	for _, f := range files {
		dir := path.Dir(f.Path)
		switch other := first[dir]; {
		case !isGo(f.Path) || f.faulty:
		case f.pkg < 0:
			f.faulty = true
			faults = append(faults, faultf(f.Position(1, 1), "%s has no package clause", f.Path).
				hintf("a Go file begins with its package: package %s", path.Base(path.Dir(path.Join(Module, f.Path)))))
		case other == nil:
			first[dir] = f
		case name(f) != name(other):
			faults = append(faults, faultf(f.Position(f.pkg+1, 1), "package %s beside package %s", name(f), name(other)).
				hintf("the files of a folder are of one package; tests may add _test to its name").
				related(other.Position(other.pkg+1, 1), "%s", other.Path))
		}
	}
	return faults
}

// numbers is "chapters 1 to 6", for messages.
func (b *Book) numbers() string {
	first := max(1, b.Chapters[0].Number)
	if b.Last() <= first {
		return fmt.Sprintf("chapter %d only", first)
	}
	return fmt.Sprintf("chapters %d to %d", first, b.Last())
}

func isGo(name string) bool { return path.Ext(name) == ".go" }

// assemble reports what is wrong with how the file was put together.
func (f *File) assemble() (faults Errors) {
	if f.grown {
		faults = append(faults, faultf(f.Position(1, 1), "%s grows past %d MB", f.Path, maxSize>>20).
			hintf("pieces that refer to pieces double at every step"))
	}
	if _, ok := headerForm(f.Path); !ok {
		faults = append(faults, faultf(f.Position(1, 1), "%s cannot carry the header that marks generated files", f.Path).
			hintf("the format has no comments, or tangle does not know them; keep such data in a Go file"))
	}
	if !isGo(f.Path) {
		for _, b := range f.blocks {
			for _, imp := range b.Imports {
				faults = append(faults, faultf(imp.Line.Pos, "an import has no place in %s", f.Path).
					hintf("only Go files collect imports"))
			}
		}
		return faults
	}
	_, conflicts := union(f.blocks)
	faults = append(faults, conflicts...)
	return append(faults, f.indentedRaw()...)
}

// indentedRaw finds raw strings that span lines where a reference moves them
// to the right: their text would change.
func (f *File) indentedRaw() (faults Errors) {
	raw := map[token.Position]*Block{} // by the place of the line
	for _, b := range f.blocks {
		if b.raw >= 0 {
			raw[b.body[b.raw].Pos] = b
		}
	}
	if len(raw) == 0 {
		return nil
	}
	for _, l := range f.Lines {
		b := raw[l.Pos]
		if b == nil || l.Indent == 0 {
			continue
		}
		fault := faultf(l.Pos, "a raw string over several lines in a piece that is indented where it is put").
			hintf("its text would be moved too; put the string into a constant or variable at the left margin")
		for _, other := range f.blocks {
			for _, r := range other.refs {
				if r.Ref == b.Name && strings.TrimLeft(r.Text, " \t") != r.Text {
					fault.related(r.Pos, "referred to here")
				}
			}
		}
		faults = append(faults, fault)
	}
	return faults
}

// Load reads a book and checks all of it: the notation, the names, and every
// file of every snapshot and every answer. The faults of all of them come at once, but for the
// files of chapters from the first fault of the notation or the names on: those
// would be faults of what is missing there.
func Load(fsys fs.FS, dir string) (*Book, []*Snapshot, error) {
	book, err := Read(fsys, dir)
	if book == nil {
		return nil, nil, err
	}
	faults := Faults(err)
	sound := book.sound(faults)
	snaps, err := (&Book{Chapters: book.Chapters[:sound], Blocks: book.Blocks, names: book.names}).Snapshots()

	faults = append(faults, Faults(err)...)
	var files []*File
	for _, s := range snaps {
		files = append(files, s.Files...)
	}
	faults = append(faults, checkFiles(files)...)
	faults = append(faults, book.CheckAnswers(faults)...)
	if err := faults.Err(); err != nil {
		return book, nil, err
	}
	return book, snaps, nil
}
