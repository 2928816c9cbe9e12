package tangle

import (
	"go/token"
	"slices"
	"sync"
)

// A State is the program as of a point of the book: after a block, or before
// the first. It is a view, and costs nothing to have.
type State struct {
	book *Book
	at   int // index of the last block folded in; -1 before the first
}

// After is the state after a block; the state before the first block is After(nil).
func (b *Book) After(block *Block) State {
	if block == nil {
		return State{b, -1}
	}
	return State{b, block.Index}
}

// Before is the state that the block found.
func (b *Book) Before(block *Block) State { return State{b, block.Index - 1} }

// At is the state at a place of a chapter: after the last block whose heading
// stands before that offset of its source.
func (b *Book) At(ch *Chapter, offset int) State {
	at := -1
	for _, block := range b.Blocks {
		if block.Chapter.follows(ch) || block.Chapter == ch && block.Pos.Offset >= offset {
			break
		}
		at = block.Index
	}
	return State{b, at}
}

// EndOf is the state at the end of a section.
func (b *Book) EndOf(s *Section) State {
	if s.Number+1 < len(s.Chapter.Sections) {
		return b.At(s.Chapter, s.Chapter.Sections[s.Number+1].Pos.Offset)
	}
	return b.end(s.Chapter)
}

// end is the state at the end of a chapter.
func (b *Book) end(ch *Chapter) State { return b.At(ch, len(ch.Source)+1) }

// Block is the last block folded in, or nil.
func (s State) Block() *Block {
	if s.at < 0 {
		return nil
	}
	return s.book.Blocks[s.at]
}

// Chunk is the blocks alive under a name, or nil if it is not defined.
func (s State) Chunk(name string) []*Block {
	if v := s.book.names[name].at(s.at); v != nil {
		return v.blocks
	}
	return nil
}

// Paths are the program's files, sorted.
func (s State) Paths() []string {
	var paths []string
	for _, h := range s.book.names {
		if h.kind == WholeFile && h.at(s.at) != nil {
			paths = append(paths, h.path)
		}
	}
	slices.Sort(paths)
	return paths
}

// Files is the program: every file as of this point, sorted by path.
func (s State) Files() []*File {
	parts := map[string][]*version{}
	for _, h := range s.book.names {
		if h.kind == Part {
			if v := h.at(s.at); v != nil {
				parts[h.path] = append(parts[h.path], v)
			}
		}
	}
	var files []*File
	for _, path := range s.Paths() {
		files = append(files, s.render(path, inOrder(parts[path])))
	}
	return files
}

// A fileAt is a file as of a point of the book.
type fileAt struct {
	path string
	at   int // as of State
}

// File is one file as of this point, or nil. It is put together once, and not to
// be changed.
func (s State) File(path string) *File {
	if s.book.names[path].at(s.at) == nil {
		return nil
	}
	at := fileAt{path, s.at}
	if f, ok := s.book.files.Load(at); ok {
		return f.(*File)
	}
	f, _ := s.book.files.LoadOrStore(at, s.render(path, s.parts(path)))
	return f.(*File)
}

// parts are the live parts of a file, in the order of their definition.
func (s State) parts(path string) (parts []*version) {
	for _, h := range s.book.names {
		if h.kind == Part && h.path == path {
			if v := h.at(s.at); v != nil {
				parts = append(parts, v)
			}
		}
	}
	return inOrder(parts)
}

func inOrder(parts []*version) []*version {
	slices.SortFunc(parts, func(a, b *version) int { return a.born - b.born })
	return parts
}

// A File is its lines, each knowing its place in the book: it is its own
// source map. Line n of the file is Lines[n-1].
type File struct {
	Path  string
	Lines []Line

	blocks []*Block // that have a part in it
	pkg    int      // index of the package clause, or -1
	grown  bool     // cut off, because it grew past maxSize
	faulty bool     // put together with faults, which are reported already

	outline      sync.Once // readOutline
	declarations []declared
}

// Text is the file's content.
func (f *File) Text() string { return join(f.Lines) }

// maxSize bounds a file, in bytes: pieces that refer to pieces can double at
// each step, and thirty steps would fill the disk.
const maxSize = 8 << 20

// render expands a file: its own blocks, then its parts, references replaced
// by what they name, the imports of all of it in one declaration.
func (s State) render(path string, parts []*version) *File {
	r := renderer{state: s, file: &File{Path: path, pkg: -1}, seen: map[*Block]bool{}, open: map[string]bool{}}
	own := s.book.names[path].at(s.at)
	r.file.Lines = make([]Line, 0, s.estimate(own, parts))
	for _, v := range append([]*version{own}, parts...) {
		r.chunk(v.blocks, "")
	}
	f := r.file
	f.grown = r.size > maxSize
	imports, _ := union(f.blocks)
	if decl := importDecl(imports); decl != nil && isGo(path) {
		first := own.blocks[0]
		at := 0
		if first.pkg >= 0 {
			at = first.pkg + 1
			decl = append([]Line{{}}, decl...)
		} else {
			decl = append(decl, Line{})
		}
		f.Lines = slices.Insert(f.Lines, at, decl...)
	}
	if first := own.blocks[0]; first.pkg >= 0 {
		f.pkg = first.pkg
	}
	return f
}

// estimate is about how many lines a file will have: its blocks', and those of
// the pieces that they refer to.
func (s State) estimate(own *version, parts []*version) (n int) {
	for _, v := range append([]*version{own}, parts...) {
		for _, b := range v.blocks {
			n += len(b.body) + 1
			for _, l := range b.refs {
				for _, piece := range s.Chunk(l.Ref) {
					n += len(piece.body) + 1
				}
			}
		}
	}
	return n + 16
}

type renderer struct {
	state State
	file  *File
	seen  map[*Block]bool
	open  map[string]bool // the names being expanded
	size  int
}

func (r *renderer) chunk(blocks []*Block, indent string) {
	r.size += 64 // pieces that hold nothing but references double as well
	for i, b := range blocks {
		if i > 0 || len(r.open) == 0 && len(r.file.Lines) > 0 {
			r.add(Line{})
		}
		if !r.seen[b] {
			r.seen[b] = true
			r.file.blocks = append(r.file.blocks, b)
		}
		for _, l := range b.body {
			r.line(l, indent)
		}
	}
}

func (r *renderer) line(l Line, indent string) {
	if indent != "" && l.Text != "" {
		l.Text, l.Indent = indent+l.Text, len(indent)
	}
	if l.Ref == "" {
		r.add(l)
		return
	}
	blocks := r.state.Chunk(l.Ref)
	if kind, _, _ := Classify(l.Ref); blocks == nil || kind != Piece || r.open[l.Ref] || r.size > maxSize {
		r.add(l)
		return
	}
	ref, _ := refer(l.Text)
	if ref.indent != "" {
		l.Text = ref.trace()
		r.add(l)
		// Two comments in a row are one, and what documents a field would not.
		if body := blocks[0].body; len(body) > 0 {
			if _, _, _, _, ok := comment(body[0].Text); ok {
				r.add(Line{})
			}
		}
	}
	r.open[l.Ref] = true
	r.chunk(blocks, ref.indent)
	delete(r.open, l.Ref)
}

func (r *renderer) add(l Line) {
	r.file.Lines = append(r.file.Lines, l)
	r.size += len(l.Text) + 1
}

// Position translates a line and column of the file, both from 1, to the book.
// A line that tangle made itself, such as a blank one between two blocks,
// stands for the next one that the book has. The column is 0 if it was 0.
func (f *File) Position(line, column int) token.Position {
	line = min(max(line, 1), len(f.Lines))
	for i := line; i <= len(f.Lines); i++ {
		if l := f.Lines[i-1]; l.Pos.Line > 0 {
			if i != line {
				column = 1
			}
			return l.at(column)
		}
	}
	for i := line - 1; i >= 1; i-- {
		if l := f.Lines[i-1]; l.Pos.Line > 0 {
			return l.at(1)
		}
	}
	return token.Position{}
}

func (l Line) at(column int) token.Position {
	pos := l.Pos
	if column == 0 {
		pos.Column = 0
		return pos
	}
	pos.Column = max(1, column-l.Indent)
	pos.Offset += pos.Column - 1
	return pos
}
