package xref

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A library is the packages of the standard library that a book imports. They
// were read together: of types that were read at different times none is another,
// even if they are one.
type library struct {
	fset     *token.FileSet
	packages map[string]*packages.Package // by path; nil for one that is not there

	mu        sync.Mutex
	docs      map[string]func() map[mark]string // by file
	owners    map[*types.Package]map[types.Object]string
	faultless map[string]*types.Package // of the program's packages, by what they were made of
}

// A mark is a name and the line that declares it.
type mark struct {
	name string
	line int
}

// has tells whether all of some packages were asked for.
func (l *library) has(paths []string) bool {
	return !slices.ContainsFunc(paths, func(p string) bool {
		_, ok := l.packages[p]
		return !ok
	})
}

// readLibrary reads packages, from what the go command has compiled.
func readLibrary(fset *token.FileSet, paths []string) (*library, error) {
	l := &library{fset: fset, packages: map[string]*packages.Package{}, docs: map[string]func() map[mark]string{},
		owners: map[*types.Package]map[types.Object]string{}, faultless: map[string]*types.Package{}}
	if len(paths) == 0 {
		return l, nil
	}
	all, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedTypes | packages.NeedTypesSizes,
		Fset: fset,
		Dir:  os.TempDir(), // no module is there whose rules would count
		Env:  append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOOS="+linux.GOOS, "GOARCH="+linux.GOARCH, "CGO_ENABLED=0"),
	}, paths...)
	if err != nil {
		return nil, fmt.Errorf("the go command is needed, to look up the standard library: %w", err)
	}
	for _, p := range paths {
		l.packages[p] = nil
	}
	for _, p := range all {
		if len(p.Errors) == 0 && p.Types != nil {
			l.packages[p.PkgPath] = p
		}
	}
	return l, nil
}

// Import is how the checker asks for a package.
func (l *library) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := l.packages[path]; p != nil {
		return p.Types, nil
	}
	return nil, errors.New("not in the standard library")
}

// doc is the first sentence about a name of the library.
func (l *library) doc(obj types.Object) string {
	pos := l.fset.Position(obj.Pos())
	if pos.Filename == "" {
		return ""
	}
	return l.sentence(l.file(obj.Pkg(), pos.Filename), mark{obj.Name(), pos.Line})
}

// file is where a file of a package is. The library is compiled without the
// place that it is in.
func (l *library) file(pkg *types.Package, name string) string {
	if rest, ok := strings.CutPrefix(filepath.ToSlash(name), "$GOROOT/"); ok {
		if p := l.packages[pkg.Path()]; p != nil && len(p.GoFiles) > 0 {
			return filepath.Join(filepath.Dir(p.GoFiles[0]), filepath.Base(name))
		}
		return filepath.Join(build.Default.GOROOT, filepath.FromSlash(rest))
	}
	return name
}

func (l *library) sentence(file string, m mark) string {
	l.mu.Lock()
	docs := l.docs[file]
	if docs == nil {
		docs = sync.OnceValue(func() map[mark]string {
			fset := token.NewFileSet()
			return sentences(fset, readGo(fset, file))
		})
		l.docs[file] = docs
	}
	l.mu.Unlock()
	return docs()[m]
}

// readGo is the tree of a file of the library, an empty one if it cannot be read.
func readGo(fset *token.FileSet, file string) *ast.File {
	tree, _ := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if tree == nil {
		return &ast.File{Name: ast.NewIdent("_")}
	}
	return tree
}

// known is a package of the program that was checked as part of one that builds,
// or nil.
func (l *library) known(madeOf string) *types.Package {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.faultless[madeOf]
}

// learn keeps the packages of a program that builds: most programs after it have
// one of them as it is. There are few, for they are large.
func (l *library) learn(check *checker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.faultless) > 50 {
		clear(l.faultless)
	}
	for _, u := range check.units {
		l.faultless[check.madeOf(u)] = u.pkg
	}
}

// builtins are the names of the language itself: their declarations in the
// library's package builtin, which is there to be read, and the first sentence
// about each.
func builtins() map[string][2]string {
	fset := token.NewFileSet()
	tree := readGo(fset, filepath.Join(build.Default.GOROOT, "src", "builtin", "builtin.go"))
	all := map[string][2]string{}
	for m, doc := range sentences(fset, tree) {
		all[m.name] = [2]string{m.name, doc}
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			all[name] = [2]string{"func " + name + strings.TrimPrefix(types.ExprString(d.Type), "func"), all[name][1]}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					name := t.Name.Name
					all[name] = [2]string{"type " + name, all[name][1]}
				}
			}
		}
	}
	return all
}

// owner is the type of a package that has a field, or "".
func (l *library) owner(field *types.Var) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	pkg := field.Pkg()
	owners, ok := l.owners[pkg]
	if !ok {
		owners = map[types.Object]string{}
		for _, name := range pkg.Scope().Names() {
			t, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			if s, ok := t.Type().Underlying().(*types.Struct); ok {
				for f := range s.Fields() {
					owners[f] = name
				}
			}
		}
		l.owners[pkg] = owners
	}
	return owners[field]
}
