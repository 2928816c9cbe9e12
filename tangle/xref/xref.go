package xref

import (
	"errors"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"draco/tangle"
)

var errCycle = errors.New("import cycle")

// A Ref is a name in a line.
type Ref struct {
	Start, End int // in the line's text, in bytes
	Object     *Object
	Decl       bool // the line declares it
}

// An Index is the cross-reference of a book. What is asked for is worked out
// then, once; it may be asked by many at once.
type Index struct{ chapters map[string]*chapter } // and answer sheets, by file

// Line is the names in a line of a block, counted from 0, in order.
func (x *Index) Line(b *tangle.Block, line int) []Ref {
	ch := x.chapters[b.Chapter.File]
	refs := ch.sections[b.Section.Number]().refs[b.Pos.Line]
	if refs == nil {
		refs = ch.replaced[b.Pos.Line]()
	}
	if line < len(refs) {
		return refs[line]
	}
	return nil
}

// File is the names in the lines of a file of the program at the end of a
// chapter.
func (x *Index) File(ch *tangle.Chapter, path string) [][]Ref {
	return x.chapters[ch.File].end()[path]
}

// Builds tells whether the program builds right after a block, without its
// tests, as go build does it.
func (x *Index) Builds(b *tangle.Block) bool {
	return x.chapters[b.Chapter.File].verdicts[b.Section.Number]()[b.Pos.Line]
}

// imported are the packages of the library that some block of the book imports.
func imported(book *tangle.Book) (paths []string) {
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			for _, imp := range b.Imports {
				paths = append(paths, imp.Path)
			}
		}
	}
	slices.Sort(paths)
	return slices.DeleteFunc(slices.Compact(paths), func(p string) bool { return !std(p) || p == "unsafe" || p == "C" })
}

// names are those in the lines that some blocks of a section have in a program.
func (c *Cache) names(p program, blocks []*tangle.Block) (map[int][][]Ref, *objects) {
	check := c.checker(p, true)
	objs := newObjects(check)
	all := map[int][][]Ref{}        // by the line of the heading
	mine := map[int]*tangle.Block{} // by the line of the chapter
	for _, b := range blocks {
		for _, l := range b.Lines {
			mine[l.Pos.Line] = b
		}
	}
	lines := map[*file][]*tangle.Block{} // of the files that have such lines
	for _, f := range p {
		for i, l := range f.Lines {
			if b := mine[l.Pos.Line]; b != nil && l.Pos.Filename == b.Chapter.File {
				if lines[f] == nil {
					lines[f] = make([]*tangle.Block, len(f.Lines))
				}
				lines[f][i] = b
			}
		}
	}
	check.wants = func(f *file, d ast.Decl) bool {
		of := lines[f]
		return of != nil && slices.ContainsFunc(of[f.line(d.Pos())-1:f.line(d.End())], func(b *tangle.Block) bool { return b != nil })
	}
	for _, at := range slices.Sorted(maps.Keys(check.units)) {
		u := check.units[at]
		if len(blocks) == 0 || slices.ContainsFunc(u.files, func(f *file) bool { return lines[f] != nil }) {
			check.check(u)
		}
	}
	for _, f := range slices.SortedFunc(maps.Keys(lines), func(a, b *file) int { return strings.Compare(a.Path, b.Path) }) {
		of := lines[f]
		objs.refs(f, func(line int, r Ref) {
			b := of[line-1]
			if b == nil {
				return
			}
			l := f.Lines[line-1]
			at := l.Pos.Line - b.Lines[0].Pos.Line
			refs := all[b.Pos.Line]
			if refs == nil {
				refs = make([][]Ref, len(b.Lines))
				all[b.Pos.Line] = refs
			}
			r.Start, r.End = r.Start-l.Indent, r.End-l.Indent
			if r.Start < 0 {
				return
			}
			// A piece may be put in twice.
			if i, ok := slices.BinarySearchFunc(refs[at], r.Start, func(o Ref, start int) int { return o.Start - start }); !ok {
				refs[at] = slices.Insert(refs[at], i, r)
			}
		})
	}
	check.info = nil // it is large, and read
	return all, objs
}

// switched is the variable of a switch of types and what it is the value of: v
// and x in v := x.(type).
func switched(n ast.Node) (v *ast.Ident, x ast.Expr) {
	s, ok := n.(*ast.TypeSwitchStmt)
	if !ok {
		return nil, nil
	}
	if a, ok := s.Assign.(*ast.AssignStmt); ok {
		if t, ok := a.Rhs[0].(*ast.TypeAssertExpr); ok {
			v, _ = a.Lhs[0].(*ast.Ident)
			x = t.X
		}
	}
	return v, x
}

// refs tells the names that stand for something in a file, as far as they are
// asked for, line by line.
func (o *objects) refs(f *file, found func(line int, r Ref)) {
	for _, d := range f.tree.Decls {
		if o.whole || o.wants(f, d) {
			o.refsIn(f, d, found)
		}
	}
}

func (o *objects) refsIn(f *file, d ast.Decl, found func(line int, r Ref)) {
	through := map[*ast.Ident]types.Type{} // what has the method
	for n := range ast.Preorder(d) {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if sel := o.info.Selections[s]; sel != nil {
				through[s.Sel] = sel.Recv()
			}
		}
		if id, of := switched(n); id != nil { // the checker has a variable for each case, and none for all
			at := f.file.PositionFor(id.Pos(), false)
			text := id.Name + " := " + types.ExprString(of) + ".(type)"
			found(at.Line, Ref{at.Column - 1, at.Column - 1 + len(id.Name), &Object{Name: id.Name, Signature: text, Pos: f.Position(at.Line, at.Column)}, true})
			continue
		}
		id, ok := n.(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		obj, decl := o.info.Defs[id], true
		if obj == nil {
			obj, decl = o.info.Uses[id], false
		}
		if obj == nil || obj.Name() != id.Name { // the name of an import may be unknown
			continue
		}
		made := o.of(obj, through[id])
		if made == nil {
			continue
		}
		at := f.file.PositionFor(id.Pos(), false)
		found(at.Line, Ref{at.Column - 1, at.Column - 1 + len(id.Name), made, decl})
	}
}
