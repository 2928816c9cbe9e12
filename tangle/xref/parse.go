package xref

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A parsed file is one text, wherever and whenever a program has it.
type parsed struct {
	id     int // of the text, among all that were parsed
	tree   *ast.File
	file   *token.File
	docs   func() map[mark]string
	free   []string // names that the file itself does not declare
	idle   bool     // it imports what it does not use
	broken bool     // it cannot be read to its end
	decls  func() map[string]*decl
}

// A decl is a declaration at the top of a file. Two that have the same face look
// the same to the rest of the program.
type decl struct {
	names []string        // that it declares; of a method, its own
	face  string          // the text without the body
	body  string          // of a function
	says  map[string]bool // the names in the body
	pos   token.Pos
}

func (c *Cache) parse(text string) *parsed {
	c.mu.Lock()
	p := c.files[text]
	c.mu.Unlock()
	if p != nil {
		return p
	}
	tree, err := parser.ParseFile(c.fset, "", text, parser.ParseComments)
	p = &parsed{tree: tree, broken: err != nil}
	if tree != nil {
		p.file = c.fset.File(tree.FileStart)
		p.docs = sync.OnceValue(func() map[mark]string { return sentences(c.fset, tree) })
		p.decls = sync.OnceValue(func() map[string]*decl { return declarations(p, text) })
		unresolved := map[string]bool{}
		for _, id := range tree.Unresolved {
			unresolved[id.Name] = true
		}
		for _, spec := range tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			name := importName(spec, path)
			p.idle = p.idle || name != "_" && name != "." && !unresolved[name]
			delete(unresolved, name)
		}
		p.free = slices.Sorted(maps.Keys(unresolved))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.files[text]; other != nil {
		return other
	}
	if len(c.files) >= maxKept { // begin anew: those in use will be back soon
		c.files = map[string]*parsed{}
	}
	c.parses++
	p.id = c.parses
	c.files[text] = p
	return p
}

// declarations are those of a file, by what tells them apart.
func declarations(p *parsed, text string) map[string]*decl {
	all := map[string]*decl{}
	at := func(pos token.Pos) int { return min(p.file.Offset(pos), len(text)) }
	for _, d := range p.tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			made := &decl{names: []string{d.Name.Name}, face: text[at(d.Pos()):at(d.End())], pos: d.Pos(), says: map[string]bool{}}
			key := "func " + d.Name.Name
			if d.Recv != nil && len(d.Recv.List) > 0 {
				key = "func " + types.ExprString(d.Recv.List[0].Type) + " " + d.Name.Name
			}
			if d.Body != nil {
				made.face, made.body = text[at(d.Pos()):at(d.Body.Pos())], text[at(d.Body.Pos()):at(d.End())]
				for n := range ast.Preorder(d.Body) {
					if id, ok := n.(*ast.Ident); ok {
						made.says[id.Name] = true
					}
				}
			}
			for all[key] != nil { // declared twice, or init
				key += "+"
			}
			all[key] = made
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				all["import "+text[at(d.Pos()):at(d.End())]] = &decl{face: text[at(d.Pos()):at(d.End())]}
				continue
			}
			made := &decl{face: text[at(d.Pos()):at(d.End())]}
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					made.names = append(made.names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						made.names = append(made.names, id.Name)
					}
				}
			}
			key := d.Tok.String() + " " + strings.Join(made.names, " ")
			for all[key] != nil {
				key += "+"
			}
			all[key] = made
		}
	}
	return all
}

// importName is the name that an import has in its file. The packages of the
// library are called like the ends of their paths, but for versions.
func importName(spec *ast.ImportSpec, path string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	dir, last, _ := cutLast(path)
	if len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		_, last, _ = cutLast(dir)
	}
	return last
}

func cutLast(path string) (dir, last string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
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
				all[mark{id.Name, fset.Position(id.Pos()).Line}] = docLink.ReplaceAllString(pkg.Synopsis(text), "$1$2")
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
