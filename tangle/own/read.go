package own

import (
	"cmp"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"draco/tangle"
)

// An edition is one side of a comparison: what it calls the framework, and what
// counts.
type edition struct {
	module string            // the path of the module
	pkg    string            // the name of the package in its folder
	tests  bool              // test files count, too
	names  map[string]string // of packages, by path: those that the book has for them
}

// counts tells whether a file is part of the program, as the go command builds
// it on this system.
func (e edition) counts(file, text string) bool {
	if strings.HasSuffix(file, "_test.go") || strings.Contains("/"+file, "/testdata/") {
		if !e.tests {
			return false
		}
	}
	if path.Ext(file) != ".go" {
		return true
	}
	system := build.Default
	system.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	ok, err := system.MatchFile(".", path.Base(file))
	return ok || err != nil // what is wrong with it, the parser says
}

// read finds the declarations in a file. The faults are what keeps it, or a
// part of it, from being read.
func (e edition) read(file, text string) (all []*decl, faults tangle.Errors) {
	if path.Ext(file) != ".go" {
		text = tangle.Unmarked(text)
		return []*decl{{scope: path.Dir(file), key: path.Base(file), name: path.Base(file), file: file,
			first: 1, last: strings.Count(text, "\n"), text: text}}, nil
	}
	fset := token.NewFileSet()
	trees, faults := parse(fset, file, text)
	scope, paths := path.Dir(file), map[string]string{}
	for _, t := range trees {
		if t.Name != nil && strings.HasSuffix(file, "_test.go") && strings.HasSuffix(t.Name.Name, "_test") {
			scope += " test"
		}
		e.imports(paths, t.File)
	}
	for _, t := range trees {
		c := &collector{fset: fset, uses: e.uses(t.File, paths), broken: t.broken}
		for _, d := range t.Decls {
			c.collect(d)
		}
		for _, d := range c.all {
			d.scope, d.file = scope, file
		}
		all = append(all, c.all...)
	}
	return all, faults
}

// imports notes the packages that a file imports: their paths, by the names that
// it has for them. The framework's path is the book's.
func (e edition) imports(paths map[string]string, tree *ast.File) {
	for _, spec := range tree.Imports {
		at, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := base(at)
		if at == e.module {
			at, name = tangle.Module, e.pkg
		} else if rest, ok := strings.CutPrefix(at, e.module+"/"); ok {
			at = tangle.Module + "/" + rest
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		paths[name] = at
	}
}

var version = regexp.MustCompile(`^v[0-9]+$`)

// base is the name that a package has by its path: its last element that is
// not a version.
func base(at string) string {
	if dir := path.Dir(at); dir != "." && version.MatchString(path.Base(at)) {
		return path.Base(dir)
	}
	return path.Base(at)
}

// uses finds where a file refers to a package, and the path of that package.
// The package gets the name that the book has for it.
func (e edition) uses(tree *ast.File, paths map[string]string) map[*ast.Ident]string {
	outer := map[*ast.Ident]bool{} // not a variable of the same name
	for _, id := range tree.Unresolved {
		outer[id] = true
	}
	found := map[*ast.Ident]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && outer[id] && paths[id.Name] != "" {
				found[id] = paths[id.Name]
				id.Name = cmp.Or(e.names[found[id]], id.Name)
			}
		}
		return true
	})
	return found
}

// A part is a file, or one declaration of a file that does not parse.
type part struct {
	*ast.File
	broken bool
}

const mode = parser.ParseComments

// parse parses a file. One that does not parse is taken apart at the lines that
// begin a declaration in column 1, so that a slip in one is a slip in that one.
func parse(fset *token.FileSet, file, text string) (parts []part, faults tangle.Errors) {
	tree, whole := parser.ParseFile(fset, file, text, mode)
	if whole == nil {
		return []part{{tree, false}}, nil
	}
	at := begin.FindAllStringIndex(text, -1)
	if len(at) == 0 || at[0][0] > 0 {
		at = slices.Insert(at, 0, []int{0, 0})
	}
	for i, from := range at {
		to := len(text)
		if i+1 < len(at) {
			to = at[i+1][0]
		}
		src := text[from[0]:to]
		if i > 0 { // in a file of its own, on the same line
			src = "package p;" + strings.Repeat("\n", strings.Count(text[:from[0]], "\n")) + src
		}
		tree, err := parser.ParseFile(fset, file, src, mode)
		if err != nil {
			fault := syntax(file, err)
			if to < len(text) {
				fault.Msg = strings.Replace(fault.Msg, "found 'EOF'", "found the next declaration", 1)
			}
			faults = append(faults, fault)
		}
		if i > 0 {
			tree.Name = nil // not the file's
		}
		parts = append(parts, part{tree, err != nil})
	}
	if faults == nil { // all of it is sound, and in the wrong order
		faults = tangle.Errors{syntax(file, whole)}
	}
	return parts, faults
}

var begin = regexp.MustCompile(`(?m)^(func|type|var|const)\b`)

func syntax(file string, err error) *tangle.Error {
	fault := &tangle.Error{Pos: token.Position{Filename: file}, Msg: err.Error()}
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		list.Sort()
		fault.Pos, fault.Msg = list[0].Pos, "syntax error: "+list[0].Msg
	}
	return fault
}
