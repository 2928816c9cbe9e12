package own

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/scanner"
	"go/token"
	"path"
	"slices"
	"strconv"

	"draco/tangle"
)

// A decl is a declaration, in a form that can be compared. A file that is not
// Go counts as one.
type decl struct {
	scope  string // the package: its folder, and " test" if it is draco_test
	key    string // what it is called there: Serve, Server.Serve, dragon.svg
	name   string // as one would say it: func (s *Server) Serve
	file   string // below the folder of the module
	first  int    // line in the file
	last   int
	text   string   // as gofmt writes it, without comments and columns
	notes  []string // what the text depends on: import "net", iota is 2
	broken bool     // does not parse: only its name is known
}

// id is the declaration's name among all.
func (d *decl) id() [2]string { return [2]string{d.scope, d.key} }

// same tells whether two declarations say the same.
func (d *decl) same(o *decl) bool {
	if path.Ext(d.file) != ".go" || d.text == o.text {
		return d.text == o.text && slices.Equal(d.notes, o.notes)
	}
	return slices.Equal(tokens(d.text), tokens(o.text)) && slices.Equal(d.notes, o.notes)
}

// tokens is Go text without what only sets it: white space, comments that are
// no directives, and the commas and semicolons that depend on how lines break.
func tokens(text string) (all []string) {
	fset := token.NewFileSet()
	var s scanner.Scanner
	s.Init(fset.AddFile("", -1, len(text)), []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return all
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(all); n > 0 && (all[n-1] == ";" || all[n-1] == ",") {
				all = all[:n-1]
			}
			all = append(all, tok.String())
		case token.SEMICOLON: // written, or the end of a line
			all = append(all, ";")
		default:
			if !tok.IsLiteral() && tok != token.COMMENT {
				lit = tok.String()
			}
			all = append(all, lit)
		}
	}
}

// A collector makes decls of the declarations in a tree.
type collector struct {
	fset   *token.FileSet
	uses   map[*ast.Ident]string // see edition.uses
	broken bool                  // the tree
	all    []*decl
}

func (c *collector) collect(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		key := d.Name.Name
		if d.Recv != nil && len(d.Recv.List) > 0 {
			key = receiver(d.Recv.List[0].Type) + "." + key
		}
		c.add(key, d, d.Doc)
	case *ast.GenDecl:
		var last *ast.ValueSpec // whose values a constant without any repeats
		for i, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				c.add(spec.Name.Name, single(d.Tok, spec), d.Doc, spec.Doc)
			case *ast.ValueSpec:
				if d.Tok == token.CONST && spec.Values == nil && last != nil {
					spec.Type, spec.Values = last.Type, last.Values
				}
				last = spec
				c.values(d, spec, i)
			}
		}
	}
}

// receiver is the name of a receiver's type.
func receiver(t ast.Expr) (name string) {
	ast.Inspect(t, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}

// single is a declaration of one thing.
func single(tok token.Token, spec ast.Spec) *ast.GenDecl {
	return &ast.GenDecl{Tok: tok, TokPos: spec.Pos(), Specs: []ast.Spec{spec}}
}

// values adds each name of a spec, with what it is set to.
func (c *collector) values(d *ast.GenDecl, spec *ast.ValueSpec, iota int) {
	for i, name := range spec.Names {
		one := &ast.ValueSpec{Names: []*ast.Ident{name}, Type: spec.Type}
		switch len(spec.Values) {
		case 0:
		case len(spec.Names):
			one.Values = spec.Values[i : i+1]
		default: // a, b = f(): they are set together
			one.Names, one.Values = spec.Names, spec.Values
		}
		added := c.add(name.Name, single(d.Tok, one), d.Doc, spec.Doc)
		added.name = d.Tok.String() + " " + name.Name
		ast.Inspect(one, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "iota" && d.Tok == token.CONST {
				added.note("iota is " + strconv.Itoa(iota))
			}
			return true
		})
	}
}

func (c *collector) add(key string, d ast.Decl, docs ...*ast.CommentGroup) *decl {
	added := &decl{key: key, name: tangle.Declaration(d), broken: c.broken, first: c.fset.Position(d.Pos()).Line}
	added.last = max(added.first, c.fset.Position(d.End()).Line) // repeated values stand above
	c.all = append(c.all, added)
	if c.broken {
		return added
	}
	for _, doc := range docs {
		added.text += directives(doc)
	}
	ast.Inspect(d, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.uses[id] != "" {
			added.note("import " + strconv.Quote(c.uses[id]))
		}
		return true
	})
	uncomment(d)
	var text bytes.Buffer
	// Raw, since a column would move with the longest name beside it.
	if err := (&printer.Config{Mode: printer.RawFormat}).Fprint(&text, c.fset, d); err != nil {
		text.WriteString(err.Error()) // a tree that parses prints
	}
	added.text += text.String() + "\n"
	return added
}

func (d *decl) note(text string) {
	if !slices.Contains(d.notes, text) {
		d.notes = append(d.notes, text)
	}
}

// directives are the lines of a comment that are meant for Go: //go:embed.
func directives(doc *ast.CommentGroup) (text string) {
	if doc == nil {
		return ""
	}
	for _, comment := range doc.List {
		if d, ok := ast.ParseDirective(comment.Slash, comment.Text); ok && d.Tool == "go" {
			text += comment.Text + "\n"
		}
	}
	return text
}

// uncomment takes the comments off a tree that is about to be printed.
func uncomment(d ast.Decl) {
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			n.Doc = nil
		case *ast.Field:
			n.Doc, n.Comment = nil, nil
		case *ast.TypeSpec:
			n.Doc, n.Comment = nil, nil
		case *ast.ValueSpec:
			n.Doc, n.Comment = nil, nil
		}
		return true
	})
}
