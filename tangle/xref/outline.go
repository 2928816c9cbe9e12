package xref

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// An outline is what a change of a file is judged by.
type outline struct {
	decls   map[string]*decl    // by what tells them apart
	at      map[token.Pos]*decl // the same by where they begin
	names   map[string]bool     // that they declare, methods aside
	mixed   map[string]bool     // types that embed, are embedded, or are other types by another name
	structs map[string]int      // how many struct types have these fields
	asked   map[string]bool     // the methods that interfaces ask for
	members map[string]int      // how many methods and fields have a name
	needs   map[string]bool     // methods and fields that the program itself must have
	foreign bool                // types are others of another package or of the language, or embed them
	loose   bool                // it imports what reaches further than names tell
}

// A decl is a declaration at the top of a file. Two that have the same face look
// the same to the rest of the program.
type decl struct {
	kind    token.Token
	names   []string        // that it declares; of a method, its own
	recv    string          // the type of a method
	face    string          // the text without the body
	body    string          // of a function
	says    map[string]bool // the names in the body, and whether not only after a dot
	shows   map[string]bool // those in the face, but for its own if it is no variable
	keys    map[string]bool // those before values in literals of the library's types
	bare    bool            // the body gives values to fields without their names
	generic bool            // it has type parameters, or its receiver has
	pos     token.Pos
	spec    *ast.TypeSpec // of a single type
}

func newOutline(p *parsed, text string) *outline {
	o := &outline{decls: map[string]*decl{}, at: map[token.Pos]*decl{}, names: map[string]bool{}, mixed: map[string]bool{}, structs: map[string]int{}, asked: map[string]bool{}, members: map[string]int{}, needs: map[string]bool{}}
	at := func(n ast.Node) (from, to int) { return p.file.Offset(n.Pos()), min(p.file.Offset(n.End()), len(text)) }
	add := func(key string, d *decl) {
		for o.decls[key] != nil { // declared twice, or init
			key += "+"
		}
		o.decls[key], o.at[d.pos] = d, d
		o.need(d)
		if d.kind != token.IMPORT && d.recv == "" {
			for _, name := range d.names {
				o.names[name] = true
			}
		}
	}
	l := listing{p.tree, map[string]bool{}, nil}
	for _, imp := range p.imports {
		l.library[imp.calls()] = std(imp.path)
		o.loose = o.loose || imp.name == "." || imp.path == "unsafe"
		add("import "+imp.calls(), &decl{kind: token.IMPORT, names: []string{imp.calls()}, face: imp.path})
	}
	for _, d := range p.tree.Decls {
		from, to := at(d)
		made := &decl{face: text[from:to], pos: d.Pos(), keys: map[string]bool{}}
		l.keys = made.keys
		switch d := d.(type) {
		case *ast.FuncDecl:
			made.kind, made.names = token.FUNC, []string{d.Name.Name}
			key := "func " + d.Name.Name
			if d.Recv != nil && len(d.Recv.List) > 0 {
				key = "func " + types.ExprString(d.Recv.List[0].Type) + " " + d.Name.Name
				made.recv = base(d.Recv.List[0].Type)
				made.generic = strings.Contains(key, "[")
				o.members[d.Name.Name]++
			}
			made.generic = made.generic || d.Type.TypeParams != nil
			made.shows, _ = l.said(d.Type)
			if d.Body != nil {
				body, _ := at(d.Body)
				made.face, made.body = text[from:body], text[body:to]
				made.says, made.bare = l.said(d.Body)
			}
			add(key, made)
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				continue
			}
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					made.names, made.spec = append(made.names, spec.Name.Name), spec
					made.generic = made.generic || spec.TypeParams != nil
				case *ast.ValueSpec:
					for _, id := range spec.Names {
						made.names = append(made.names, id.Name)
					}
				}
			}
			if len(d.Specs) > 1 {
				made.spec = nil
			}
			made.kind = d.Tok
			made.shows, _ = l.said(d)
			if d.Tok != token.VAR { // it may be called like a method that it needs
				for _, name := range made.names {
					delete(made.shows, name)
				}
			}
			add(d.Tok.String()+" "+strings.Join(made.names, " "), made)
		}
	}
	for n := range ast.Preorder(p.tree) {
		switch n := n.(type) {
		case *ast.TypeSpec:
			o.mix(n)
		case *ast.StructType:
			o.structs[fields(n)]++
			for _, name := range strings.Fields(fields(n)) {
				o.members[name]++
			}
			o.embed(n.Fields)
		case *ast.InterfaceType:
			o.embed(n.Methods)
			for _, m := range n.Methods.List {
				for _, id := range m.Names {
					o.asked[id.Name] = true
				}
			}
		}
	}
	return o
}

// need notes the names that a declaration has only after dots, and that no other
// package can have for this one.
func (o *outline) need(d *decl) {
	for _, said := range []map[string]bool{d.says, d.shows} {
		for name, bare := range said {
			if !bare && !d.keys[name] && !token.IsExported(name) {
				o.needs[name] = true
			}
		}
	}
}

// mix notes a type that is not one of its own.
func (o *outline) mix(spec *ast.TypeSpec) {
	if s, ok := ast.Unparen(spec.Type).(*ast.StructType); ok {
		for _, f := range s.Fields.List {
			if f.Names == nil {
				o.mixed[spec.Name.Name] = true
			}
		}
	}
	o.foreign = o.foreign || borrowed(spec.Type)
	if other := base(spec.Type); other != "" {
		o.mixed[other], o.mixed[spec.Name.Name] = true, true
	}
}

func (o *outline) embed(list *ast.FieldList) {
	for _, f := range list.List {
		if f.Names == nil {
			o.mixed[base(f.Type)] = true
			o.foreign = o.foreign || borrowed(f.Type)
		}
	}
}

// core is a type without what points to it, encloses it, or makes an instance of
// it.
func core(t ast.Expr) ast.Expr {
	switch t := t.(type) {
	case *ast.StarExpr:
		return core(t.X)
	case *ast.ParenExpr:
		return core(t.X)
	case *ast.IndexExpr:
		return core(t.X)
	case *ast.IndexListExpr:
		return core(t.X)
	}
	return t
}

// borrowed tells whether a type is another package's, or has the method of the
// language.
func borrowed(t ast.Expr) bool {
	switch t := core(t).(type) {
	case *ast.Ident:
		return t.Name == "error"
	case *ast.SelectorExpr:
		return true
	}
	return false
}

// base is the name of a type, or "" if it has none.
func base(t ast.Expr) string {
	switch t := core(t).(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	return ""
}

// fields are the names in a struct type, in order.
func fields(s *ast.StructType) string {
	var names []string
	for _, f := range s.Fields.List {
		for _, id := range f.Names {
			names = append(names, id.Name)
		}
		if f.Names == nil {
			names = append(names, base(f.Type))
		}
	}
	return strings.Join(names, " ")
}

// A listing is a file's names as they are met in it.
type listing struct {
	tree    *ast.File
	library map[string]bool // the names of packages of the library
	keys    map[string]bool // before values in literals of the library's types
}

// said are the names in a part of a file that may be the program's, not those of
// what is local or of the library; and whether it has a list of values that may
// be a struct's. What comes after a dot is a field or a method, or another
// package's.
func (l listing) said(part ast.Node) (names map[string]bool, bare bool) {
	names = map[string]bool{}
	member, foreign, key := map[*ast.Ident]bool{}, map[*ast.Ident]bool{}, map[*ast.Ident]bool{}
	ast.Inspect(part, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			member[n.Sel], foreign[n.Sel] = true, l.foreign(n)
		case *ast.Ident:
			local := n.Obj != nil && l.tree.Scope.Lookup(n.Name) != n.Obj
			if !foreign[n] && (!local || member[n] || key[n]) {
				names[n.Name] = names[n.Name] || !member[n]
			}
		case *ast.CompositeLit:
			bare = bare || nameless(n)
			for _, e := range n.Elts {
				pair, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				if id, ok := pair.Key.(*ast.Ident); ok {
					key[id] = true // that of a map or a field, whatever is local
					if l.foreign(n.Type) {
						member[id], l.keys[id.Name] = true, true
					}
				}
			}
		}
		return true
	})
	return names, bare
}

// foreign tells whether an expression is a name of the library.
func (l listing) foreign(n ast.Expr) bool {
	s, ok := n.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Obj == nil && l.library[x.Name]
}

// nameless tells whether a literal may give values to fields without their names.
func nameless(n *ast.CompositeLit) bool {
	_, list := n.Type.(*ast.ArrayType)
	return !list && slices.ContainsFunc(n.Elts, func(e ast.Expr) bool {
		_, ok := e.(*ast.KeyValueExpr)
		return !ok
	})
}
