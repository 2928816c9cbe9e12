package xref

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/token"
	"go/types"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"draco/tangle"
)

// A file is one of a program's, parsed.
type file struct {
	*tangle.File
	*parsed
	pkg  string // the import path of its folder
	test bool
}

// line is that of a place in the text, whatever comments say.
func (f *file) line(pos token.Pos) int {
	return min(f.file.PositionFor(pos, false).Line, len(f.Lines)) // code that does not end, ends behind the text
}

// A program is the Go files of a state, by path.
type program map[string]*file

// linux is the system that the book's programs are looked at for.
var linux = func() *build.Context {
	c := build.Default
	c.GOOS, c.GOARCH, c.CgoEnabled = "linux", "amd64", true
	return &c
}()

// open reads a file of a program; nil if it is none that counts.
func (c *Cache) open(f *tangle.File) *file {
	if f == nil || path.Ext(f.Path) != ".go" || strings.Contains("/"+f.Path, "/testdata/") {
		return nil
	}
	text := f.Text()
	system := *linux
	system.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	if ok, err := system.MatchFile(".", path.Base(f.Path)); !ok && err == nil {
		return nil
	}
	p := c.parse(text)
	if p.tree == nil {
		return nil
	}
	return newFile(f, p)
}

func newFile(f *tangle.File, p *parsed) *file {
	return &file{f, p, path.Join(tangle.Module, path.Dir(f.Path)), strings.HasSuffix(f.Path, "_test.go")}
}

// A checker checks the packages of a program, each when it is asked for first.
type checker struct {
	cache   *Cache
	library *library
	units   map[string]*unit // by import path; a package's tests from outside have " test" after it
	info    *types.Info
	files   map[*token.File]*file
	whole   bool                       // bodies and all
	trusts  bool                       // packages of programs that were sound
	wants   func(*file, ast.Decl) bool // if not whole, whether what is in a declaration is asked for
	fails   func(err error)            // told what is wrong
}

// A unit is a package of the program.
type unit struct {
	path  string
	files []*file
	pkg   *types.Package
	begun bool
}

func (c *Cache) checker(p program, tests bool) *checker {
	ch := &checker{cache: c, library: c.library.Load(), units: map[string]*unit{}, files: map[*token.File]*file{}, fails: func(error) {},
		info: &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		f := p[name]
		if f.test && !tests {
			continue
		}
		at := f.pkg
		if f.test && strings.HasSuffix(f.tree.Name.Name, "_test") {
			at += " test"
		}
		u := ch.units[at]
		if u == nil {
			u = &unit{path: at}
			ch.units[at] = u
		}
		u.files = append(u.files, f)
		ch.files[f.file] = f
	}
	return ch
}

// all checks every package.
func (c *checker) all() {
	for _, at := range slices.Sorted(maps.Keys(c.units)) {
		c.check(c.units[at])
	}
}

// Import gives a package of the program to another, or one of the library.
func (c *checker) Import(at string) (*types.Package, error) {
	if u := c.units[at]; u != nil {
		if u.begun && u.pkg == nil {
			return nil, errCycle
		}
		return c.check(u), nil
	}
	return c.library.Import(at)
}

func (c *checker) check(u *unit) *types.Package {
	if u.begun {
		return u.pkg
	}
	u.begun = true
	if c.trusts {
		if p := c.library.known(c.madeOf(u)); p != nil && !slices.ContainsFunc(p.Imports(), c.differs) {
			u.pkg = p
			return p
		}
	}
	var trees []*ast.File
	for _, f := range u.files {
		trees = append(trees, c.trimmed(f))
	}
	config := types.Config{Importer: c, Error: c.fails, Sizes: types.SizesFor("gc", "amd64")}
	u.pkg, _ = config.Check(strings.TrimSuffix(u.path, " test"), c.cache.fset, trees, c.info)
	return u.pkg
}

// differs tells whether the program has another package at the path of one, if
// only because it was checked at another time: then their types are not the same.
func (c *checker) differs(p *types.Package) bool {
	u := c.units[p.Path()]
	return u != nil && c.check(u) != p
}

// madeOf are the texts of a package and of all in the program that it imports.
func (c *checker) madeOf(u *unit) string {
	var b strings.Builder
	seen := map[*unit]bool{}
	var add func(*unit)
	add = func(u *unit) {
		if u == nil || seen[u] {
			return
		}
		seen[u] = true
		for _, f := range u.files {
			fmt.Fprintf(&b, "%s %d\n", f.Path, f.id)
			for _, imp := range f.imports {
				add(c.units[imp.path])
			}
		}
	}
	add(u)
	return b.String()
}

// endless is a body that is right for any function.
var endless = &ast.BlockStmt{List: []ast.Stmt{&ast.ForStmt{Body: &ast.BlockStmt{}}}}

// trimmed is the tree of a file without the bodies of the functions that nobody
// asks about: most of the work is in them.
func (c *checker) trimmed(f *file) *ast.File {
	if c.whole {
		return f.tree
	}
	tree := *f.tree
	tree.Decls = slices.Clone(tree.Decls)
	for i, d := range tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		if !c.wants(f, fn) {
			bare := *fn
			bare.Body = endless
			tree.Decls[i] = &bare
		}
	}
	return &tree
}
