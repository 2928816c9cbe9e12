package xref

import (
	"crypto/sha256"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"draco/tangle"
)

var errCycle = errors.New("import cycle")

// A Cache holds what indexes of one book after the other have in common: the
// standard library, and files that were parsed. Its zero value is not ready.
type Cache struct {
	fset    *token.FileSet
	library library

	mu       sync.Mutex
	files    map[string]*parsed
	parses   int // so far
	verdicts map[[sha256.Size]byte]bool
	builtins map[string][2]string
}

// maxKept bounds the files and the verdicts that are kept: a long day of writing
// must not fill the memory. Our book has some hundred files in all their versions
// and a thousand verdicts.
const maxKept = 20_000

// NewCache is an empty cache.
func NewCache() *Cache {
	c := &Cache{fset: token.NewFileSet(), files: map[string]*parsed{}, verdicts: map[[sha256.Size]byte]bool{}, builtins: map[string][2]string{}}
	c.library = library{fset: c.fset, packages: map[string]*packages.Package{}, docs: map[string]map[mark]string{}, owners: map[*types.Package]map[types.Object]string{}}
	return c
}

func (c *Cache) builtin(name string) (signature, doc string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.builtins[name]
	if !ok {
		b[0], b[1] = c.library.builtin(name)
		c.builtins[name] = b
	}
	return b[0], b[1]
}

// A Ref is a name in a line.
type Ref struct {
	Start, End int // in the line's text, in bytes
	Object     *Object
	Decl       bool // the line declares it
}

// An Index is the cross-reference of a book. What is asked for is worked out
// then, once; it may be asked by many at once.
type Index struct {
	cache    *Cache
	book     *tangle.Book
	walks    map[*tangle.Chapter]func() *walk // of chapters and of answer sheets
	sections map[*tangle.Section]func() *section
	blocks   map[*tangle.Block]func() [][]Ref // of those that their section does not end with
	ends     map[*tangle.Chapter]func() map[string][][]Ref
	verdicts map[*tangle.Section]func() *verdict
}

// Index makes an index of a book. The error is that the go command could not
// tell about the standard library.
func (c *Cache) Index(book *tangle.Book) (*Index, error) {
	x := &Index{cache: c, book: book, walks: map[*tangle.Chapter]func() *walk{}, sections: map[*tangle.Section]func() *section{},
		blocks: map[*tangle.Block]func() [][]Ref{}, ends: map[*tangle.Chapter]func() map[string][][]Ref{},
		verdicts: map[*tangle.Section]func() *verdict{}}
	for _, ch := range book.Files() {
		x.walks[ch] = sync.OnceValue(func() *walk { return x.walk(ch) })
		for _, s := range ch.Sections {
			x.verdicts[s] = sync.OnceValue(func() *verdict { return x.judge(s) })
			x.sections[s] = sync.OnceValue(func() *section { return x.section(s) })
		}
		for _, b := range ch.Blocks {
			x.blocks[b] = sync.OnceValue(func() [][]Ref { return x.block(b) })
		}
		x.ends[ch] = sync.OnceValue(func() map[string][][]Ref { return x.end(ch) })
	}
	return x, c.library.load(imported(book))
}

// imported are the packages that some block of the book imports.
func imported(book *tangle.Book) (paths []string) {
	add := func(b *tangle.Block) {
		for _, imp := range b.Imports {
			paths = append(paths, imp.Path)
		}
	}
	for _, ch := range book.Files() {
		for _, b := range ch.Blocks {
			add(b)
		}
	}
	slices.Sort(paths)
	return slices.DeleteFunc(slices.Compact(paths), func(p string) bool { return !std(p) })
}

// Line is the names in a line of a block, counted from 0, in order.
func (x *Index) Line(b *tangle.Block, line int) []Ref {
	refs := x.sections[b.Section]().refs[b]
	if refs == nil {
		refs = x.blocks[b]()
	}
	if line < len(refs) {
		return refs[line]
	}
	return nil
}

// File is the names in the lines of a file of the program at the end of a
// chapter.
func (x *Index) File(ch *tangle.Chapter, path string) [][]Ref { return x.ends[ch]()[path] }

// A section is what there is to know of one: the names in its listings, and
// what is declared at its end.
type section struct {
	refs  map[*tangle.Block][][]Ref
	scope func() *scope
}

func (x *Index) section(s *tangle.Section) *section {
	refs, objs := x.cache.names(x.programAt(s), s.Blocks)
	sec := &section{refs: refs}
	sec.scope = sync.OnceValue(func() *scope { return newScope(objs, sec) })
	return sec
}

// block is the names in a block that the end of its section does not have.
func (x *Index) block(b *tangle.Block) [][]Ref {
	refs, _ := x.cache.names(x.walks[b.Chapter]().after[b], []*tangle.Block{b})
	return refs[b]
}

// names are those in the lines that some blocks of a section have in a program.
func (c *Cache) names(p program, blocks []*tangle.Block) (map[*tangle.Block][][]Ref, *objects) {
	check := c.checker(p, true)
	objs := &objects{check, map[types.Object]*Object{}, map[string]*Object{}}
	all := map[*tangle.Block][][]Ref{}
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
	check.wants = func(f *file, fn *ast.FuncDecl) bool {
		of := lines[f]
		return of != nil && slices.ContainsFunc(of[f.file.Line(fn.Pos())-1:f.file.Line(fn.End())], func(b *tangle.Block) bool { return b != nil })
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
			if all[b] == nil {
				all[b] = make([][]Ref, len(b.Lines))
			}
			r.Start, r.End = r.Start-l.Indent, r.End-l.Indent
			if r.Start >= 0 && !slices.ContainsFunc(all[b][at], func(o Ref) bool { return o.Start == r.Start }) { // of a piece that is put in twice
				all[b][at] = append(all[b][at], r)
			}
		})
	}
	return all, objs
}

// end is the names in all files at the end of a chapter.
func (x *Index) end(ch *tangle.Chapter) map[string][][]Ref {
	p := x.programAt(ch.Sections[len(ch.Sections)-1])
	check := x.cache.checker(p, true)
	check.whole = true
	check.all()
	objs := &objects{check, map[types.Object]*Object{}, map[string]*Object{}}
	all := map[string][][]Ref{}
	for path, f := range p {
		lines := make([][]Ref, len(f.Lines))
		objs.refs(f, func(line int, r Ref) { lines[line-1] = append(lines[line-1], r) })
		all[path] = lines
	}
	return all
}

// refs tells the names in a file that stand for something, line by line.
func (o *objects) refs(f *file, found func(line int, r Ref)) {
	through := map[*ast.Ident]types.Type{} // what a field or method is taken from
	for n := range ast.Preorder(f.tree) {
		if x, ok := n.(*ast.SelectorExpr); ok {
			if s := o.info.Selections[x]; s != nil {
				through[x.Sel] = s.Recv()
			}
		}
		id, ok := n.(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		obj, decl := o.info.Defs[id], true
		if obj == nil {
			obj, decl = o.info.Uses[id], false
		}
		if obj == nil || obj.Name() != id.Name { // dot imports aside, a name is spelled as it is called
			continue
		}
		made := o.of(obj)
		if made == nil {
			continue
		}
		if made.URL != "" && through[id] != nil {
			made = o.promoted(made, obj, through[id])
		}
		at := f.file.Position(id.Pos())
		found(at.Line, Ref{at.Column - 1, at.Column - 1 + len(id.Name), made, decl})
	}
}
