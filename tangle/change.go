package tangle

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// A Mark says what a block does to a line.
type Mark byte

const (
	Kept    Mark = ' '
	Added   Mark = '+'
	Removed Mark = '-'
)

// A MarkedLine is a line of a difference. The position of a removed line is
// where the earlier version is printed.
type MarkedLine struct {
	Mark Mark
	Line
}

// A Change is what one block does to the program, as a reader sees it.
type Change struct {
	Block    *Block
	Replaced []*Block     // the blocks that = puts out of use
	Listing  []MarkedLine // the block as printed, and the lines that it removes
	Place    *Place       // where the block's lines are; nil if no file has them yet
}

// A FileChange is the difference that a block makes to a file. Before is nil
// for a new file, After for one that is removed.
type FileChange struct {
	Before, After *File
	Hunks         []Hunk
}

// Path is the file's path.
func (f *FileChange) Path() string {
	if f.After != nil {
		return f.After.Path
	}
	return f.Before.Path
}

// A Hunk is a run of lines in which two versions of a file differ.
type Hunk struct {
	Old, New  []Line
	OldAt     int    // number of the first old line, from 1, or where it would be
	NewAt     int    // the same for the new lines
	Enclosing string // see Place.Enclosing
}

// A Place is where a block's lines are in a file, after the block.
type Place struct {
	File        *File
	First, Last int    // line numbers, from 1
	Enclosing   string // the declaration around them, "func (s *Server) Serve", or ""
	After       string // outside of declarations: the one before them, or ""
}

// Change works out what a block does to the text.
func (b *Book) Change(block *Block) *Change {
	c := &Change{Block: block}
	if block.Op == Replace {
		c.Replaced = b.Before(block).Chunk(block.Name)
	}
	c.Listing = listing(c.Replaced, block)
	after := b.After(block)
	for _, path := range after.reach(block) {
		if f := after.File(path); f != nil && c.Place == nil {
			c.Place = f.place(block)
		}
	}
	if c.Place != nil {
		c.Listing = travelled(c.Listing, b.Before(block).File(c.Place.File.Path), c.Place.File)
	}
	return c
}

// Difference is what a block does to whole files, sorted by path.
func (b *Book) Difference(block *Block) (all []FileChange) {
	before, after := b.Before(block), b.After(block)
	for _, path := range b.Reach(block) {
		fc := FileChange{Before: before.File(path), After: after.File(path)}
		if fc.Hunks = Diff(fc.Before, fc.After); fc.Hunks != nil {
			all = append(all, fc)
		}
	}
	return all
}

// Reach is the paths of the files that a block can change, sorted. Each of them
// exists before the block or after it, and may be the same in both.
func (b *Book) Reach(block *Block) []string {
	paths := append(b.Before(block).reach(block), b.After(block).reach(block)...)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// reach is the files that a block can change: its own, or for a piece those
// that refer to it, or to a piece that does.
func (s State) reach(block *Block) []string {
	files, seen := map[string]bool{}, map[string]bool{}
	var up func(name string)
	up = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		if _, path, _ := Classify(name); path != "" {
			files[path] = true
			return
		}
		for _, user := range s.Users(name) {
			up(user.Name)
		}
	}
	up(block.Name)
	return slices.Sorted(maps.Keys(files))
}

// Users are the blocks that refer to a piece at this point of the book, in
// reading order.
func (s State) Users(name string) (users []*Block) {
	for _, b := range s.book.Blocks[:s.at+1] {
		if refers := func(l Line) bool { return l.Ref == name }; slices.ContainsFunc(b.refs, refers) &&
			slices.Contains(s.Chunk(b.Name), b) {
			users = append(users, b)
		}
	}
	return users
}

// listing marks the block's lines against those that it replaces: the imports
// at its head first, for they go elsewhere, then the rest.
func listing(replaced []*Block, block *Block) []MarkedLine {
	var head, body []Line
	for _, r := range replaced {
		h, b := r.printed()
		head = append(head, h...)
		if len(body) > 0 {
			body = append(body, Line{})
		}
		body = append(body, b...)
	}
	h, b := block.printed()
	return append(merge(head, h), merge(body, b)...)
}

// printed is the block's lines in two: the imports at its head, with the blank
// lines after them, and the rest.
func (b *Block) printed() (head, rest []Line) {
	lines := trimBlank(b.Lines)
	n := 0
	for n < len(lines) && (lines[n].Import || n > 0 && lines[n].Text == "") {
		n++
	}
	return lines[:n], lines[n:]
}

// travelled marks the imports at the head of a listing by what they do to the
// file: one that another block has brought there already is kept, one that
// another block still needs is not removed.
func travelled(listing []MarkedLine, before, after *File) (out []MarkedLine) {
	had, has := before.imports(), after.imports()
	head, fresh := 0, false
	for ; head < len(listing) && (listing[head].Import || listing[head].Text == ""); head++ {
		l := listing[head]
		spec := strings.TrimPrefix(strings.TrimSpace(l.Text), "import ")
		switch frame := !strings.Contains(spec, `"`); {
		case l.Mark == Removed && (frame || has[spec]):
			continue
		case l.Mark == Added && !frame && had[spec]:
			l.Mark = Kept
		case l.Mark == Added && !frame:
			fresh = true
		}
		out = append(out, l)
	}
	for i := range out { // the frame is as new as what is in it
		if out[i].Mark == Added && !fresh {
			out[i].Mark = Kept
		}
	}
	return append(out, listing[head:]...)
}

// imports are the specs in the file's import declaration, as printed.
func (f *File) imports() map[string]bool {
	specs := map[string]bool{}
	if f != nil {
		for _, l := range f.Lines {
			if l.imp != nil {
				specs[l.imp.Text] = true
			}
		}
	}
	return specs
}

// merge is the difference of two lists of lines as one list; what is kept has
// the position of the new one.
func merge(old, new []Line) (out []MarkedLine) {
	i, j := 0, 0
	for _, e := range edits(old, new) {
		for ; i < e.oldAt; i, j = i+1, j+1 {
			out = append(out, MarkedLine{Kept, new[j]})
		}
		for ; i < e.oldEnd; i++ {
			out = append(out, MarkedLine{Removed, old[i]})
		}
		for ; j < e.newEnd; j++ {
			out = append(out, MarkedLine{Added, new[j]})
		}
	}
	for ; j < len(new); j++ {
		out = append(out, MarkedLine{Kept, new[j]})
	}
	return out
}

// An edit replaces old[oldAt:oldEnd] by new[newAt:newEnd].
type edit struct{ oldAt, oldEnd, newAt, newEnd int }

func edits(old, new []Line) (out []edit) {
	before, after := join(old), join(new)
	shift := 0
	for _, e := range udiff.Lines(before, after) {
		at := strings.Count(before[:e.Start], "\n")
		n := strings.Count(before[e.Start:e.End], "\n")
		m := strings.Count(e.New, "\n")
		out = append(out, edit{at, at + n, at + shift, at + shift + m})
		shift += m - n
	}
	return out
}

// Diff is what makes one version of a file of another, nil being no file.
func Diff(before, after *File) (out []Hunk) {
	var old, new []Line
	if before != nil {
		old = before.Lines
	}
	if after != nil {
		new = after.Lines
	}
	for _, e := range edits(old, new) {
		h := Hunk{Old: old[e.oldAt:e.oldEnd], New: new[e.newAt:e.newEnd], OldAt: e.oldAt + 1, NewAt: e.newAt + 1}
		switch {
		case len(h.New) > 0:
			h.Enclosing, _ = after.enclosing(h.NewAt, h.NewAt+len(h.New)-1)
		case before != nil:
			h.Enclosing, _ = before.enclosing(h.OldAt, h.OldAt+len(h.Old)-1)
		}
		out = append(out, h)
	}
	return out
}

// place finds the block's own lines in the file, imports apart.
func (f *File) place(b *Block) *Place {
	if !slices.Contains(f.blocks, b) || len(b.body) == 0 {
		return nil
	}
	first, last := 0, 0
	lo, hi := b.body[0].Pos.Offset, b.body[len(b.body)-1].Pos.Offset
	for i, l := range f.Lines {
		if !l.Import && l.Pos.Filename == b.Pos.Filename && lo <= l.Pos.Offset && l.Pos.Offset <= hi {
			if first == 0 {
				first = i + 1
			}
			last = i + 1
		}
	}
	if first == 0 {
		return nil
	}
	p := &Place{File: f, First: first, Last: last}
	p.Enclosing, p.After = f.enclosing(first, last)
	return p
}

// enclosing finds the declaration that holds the lines first to last and more
// than them; failing that, the one that ends before them.
func (f *File) enclosing(first, last int) (around, before string) {
	f.outline.Do(f.readOutline)
	for _, d := range f.declarations {
		switch {
		case d.first <= first && last <= d.last && (d.first < first || last < d.last):
			return d.name, ""
		case d.last < first:
			before = d.name
		}
	}
	return "", before
}

// A declared is the lines of a declaration, and what Declaration calls it.
type declared struct {
	first, last int
	name        string
}

// readOutline finds the declarations of a Go file, but for its imports.
func (f *File) readOutline() {
	if !isGo(f.Path) {
		return
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, f.Path, f.skimmed(), parser.SkipObjectResolution)
	if err != nil { // the text may have lines that only look like code
		tree, _ = parser.ParseFile(fset, f.Path, f.Text(), parser.SkipObjectResolution)
	}
	if tree == nil {
		return
	}
	for _, d := range tree.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			continue
		}
		f.declarations = append(f.declarations, declared{fset.Position(d.Pos()).Line, fset.Position(d.End()).Line, Declaration(d)})
	}
}

// skimmed is the file's text without what is in its functions, as gofmt lays
// them out, which is most of it. The lines keep their numbers.
func (f *File) skimmed() string {
	var b strings.Builder
	inside := false
	for _, l := range f.Lines {
		inside = inside && l.Text != "}"
		if !inside {
			b.WriteString(l.Text)
		}
		b.WriteByte('\n')
		inside = inside || strings.HasPrefix(l.Text, "func ") && strings.HasSuffix(l.Text, "{")
	}
	return b.String()
}

// Declaration names a declaration as one would say it: "func (s *Server) Serve",
// "type Server", "const limit". Of a group it is the first.
func Declaration(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || len(d.Recv.List) == 0 {
			return "func " + d.Name.Name
		}
		recv := d.Recv.List[0]
		name := ""
		if len(recv.Names) > 0 {
			name = recv.Names[0].Name + " "
		}
		return "func (" + name + receiver(recv.Type) + ") " + d.Name.Name
	case *ast.GenDecl:
		if len(d.Specs) == 0 {
			break
		}
		switch s := d.Specs[0].(type) {
		case *ast.TypeSpec:
			return "type " + s.Name.Name
		case *ast.ValueSpec:
			return d.Tok.String() + " " + s.Names[0].Name
		}
	}
	return ""
}

func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return "*" + receiver(t.X)
	case *ast.Ident:
		return t.Name
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	}
	return ""
}
