package xref

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A parsed file is one text, wherever and whenever a program has it.
type parsed struct {
	id      int // of the text, among all that were parsed
	used    int // by the index of that number
	tree    *ast.File
	file    *token.File
	broken  bool // its syntax
	docs    func() map[mark]string
	free    []string    // names that the file itself does not declare
	imports []importing // of the file
	outline func() *outline
}

// An importing is an import: the name that the file gives it, or "", and its path.
type importing struct{ name, path string }

func (c *Cache) parse(text string) *parsed {
	c.mu.Lock()
	p := c.files[text]
	if p != nil {
		p.used = c.indexes
	}
	c.mu.Unlock()
	if p != nil {
		return p
	}
	tree, err := parser.ParseFile(c.fset, "", text, parser.ParseComments)
	p = &parsed{tree: tree, broken: err != nil}
	if tree != nil {
		p.file = c.fset.File(tree.FileStart)
		runtime.AddCleanup(p, c.fset.RemoveFile, p.file)
		p.docs = sync.OnceValue(func() map[mark]string { return sentences(c.fset, tree) })
		p.outline = sync.OnceValue(func() *outline { return newOutline(p, text) })
		unresolved := map[string]bool{}
		for _, id := range tree.Unresolved {
			unresolved[id.Name] = true
		}
		p.free = slices.Sorted(maps.Keys(unresolved))
		for _, spec := range tree.Imports {
			var imp importing
			imp.path, _ = strconv.Unquote(spec.Path.Value)
			if spec.Name != nil {
				imp.name = spec.Name.Name
			}
			p.imports = append(p.imports, imp)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.files[text]; other != nil {
		return other
	}
	c.parses++
	p.id, p.used = c.parses, c.indexes
	c.files[text] = p
	return p
}

// calls is the name of an import in its file. The packages of the library are
// called like the ends of their paths, but for versions.
func (i importing) calls() string {
	if i.name != "" {
		return i.name
	}
	dir, last := path.Split(i.path)
	if len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = path.Base(dir)
	}
	return last
}

// docLink is a link in a comment, [Context]: without a package's names to look it
// up in, go/doc leaves the brackets.
var docLink = regexp.MustCompile(`(^|[\s("])\[(\*?(?:[\w/]+\.)?[A-Z]\w*(?:\.\w+)?)\]`)

// sentences are the first sentences of what is said about the names that a file
// declares.
func sentences(fset *token.FileSet, tree *ast.File) map[mark]string {
	all := map[mark]string{}
	var pkg doc.Package
	note := func(id *ast.Ident, groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if text := g.Text(); text != "" {
				all[mark{id.Name, fset.PositionFor(id.Pos(), false).Line}] = docLink.ReplaceAllString(pkg.Synopsis(text), "$1$2")
				return
			}
		}
	}
	var spec *ast.GenDecl
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			note(n.Name, n.Doc)
		case *ast.GenDecl:
			spec = n
		case *ast.TypeSpec:
			note(n.Name, n.Doc, single(spec), n.Comment)
		case *ast.ValueSpec:
			for _, id := range n.Names {
				note(id, n.Doc, single(spec), n.Comment, spec.Doc)
			}
		case *ast.Field:
			for _, id := range n.Names {
				note(id, n.Doc, n.Comment)
			}
		}
		return true
	})
	return all
}

// single is what is said about a declaration of one thing.
func single(d *ast.GenDecl) *ast.CommentGroup {
	if d.Lparen.IsValid() {
		return nil
	}
	return d.Doc
}
