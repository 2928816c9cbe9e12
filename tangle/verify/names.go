package verify

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"iter"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	markdown "github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// A mention is a code span that names something of the framework.
type mention struct {
	pos  token.Position
	name string // New, or Server.Close
}

var mentionForm = regexp.MustCompile(`^` + tangle.Module + `\.([A-Z]\w*(?:\.\w+)?)(?:\(\))?$`)

// mentions finds the code spans of the form draco.X or draco.T.M, anywhere in
// a chapter, its notes included.
func mentions(ch *tangle.Chapter) (found []mention) {
	_ = markdown.Walk(ch.Doc, func(n markdown.Node, entering bool) (markdown.WalkStatus, error) {
		span, ok := n.(*markdown.CodeSpan)
		if !ok || !entering {
			return markdown.WalkContinue, nil
		}
		var text strings.Builder
		at := -1
		for c := span.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*markdown.Text); ok {
				if at < 0 {
					at = t.Segment.Start
				}
				text.Write(t.Segment.Value(ch.Source))
			}
		}
		if m := mentionForm.FindStringSubmatch(strings.TrimSpace(text.String())); m != nil && at >= 0 {
			found = append(found, mention{ch.Position(at), m[1]})
		}
		return markdown.WalkSkipChildren, nil
	})
	return found
}

// checkMentions reports the mentions of a section that name nothing: not in
// the program that the section finds, nor after any of its blocks.
func (r *run) checkMentions(s *tangle.Section, found []mention) (faults tangle.Errors) {
	if len(found) == 0 {
		return nil
	}
	known, book := api{}, r.Book.Branch(s)
	known.add(book.At(s.Chapter, s.Pos.Offset))
	for _, b := range s.Blocks {
		known.add(book.After(b))
	}
	for _, m := range found {
		if known.has(m.name) {
			continue
		}
		fault := &tangle.Error{Pos: m.pos, Msg: fmt.Sprintf("%s.%s does not exist here", tangle.Module, m.name)}
		if near := known.near(m.name); near != "" {
			fault.Hint = fmt.Sprintf("did you mean %s.%s?", tangle.Module, near)
		}
		faults = append(faults, fault)
	}
	return faults
}

// An api is what a package declares at its top level: for a type its members
// and the types that it takes members from, for anything else nothing.
type api map[string]*members

type members struct {
	names map[string]bool
	from  []string // embedded types, and the type it is defined as; "" is another package's
}

// add adds what the framework declares in a state.
func (a api) add(state tangle.State) {
	for _, name := range state.Paths() {
		if path.Dir(name) != "." || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, _ := parser.ParseFile(token.NewFileSet(), name, state.File(name).Text(), parser.SkipObjectResolution)
		if f == nil || f.Name == nil || f.Name.Name != tangle.Module {
			continue
		}
		for _, d := range f.Decls {
			a.declare(d)
		}
	}
}

func (a api) of(name string) *members {
	if a[name] == nil {
		a[name] = &members{names: map[string]bool{}}
	}
	return a[name]
}

func (a api) declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || len(d.Recv.List) == 0 {
			a.of(d.Name.Name)
		} else {
			a.of(typeName(d.Recv.List[0].Type)).names[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					a.of(name.Name)
				}
			case *ast.TypeSpec:
				a.of(spec.Name.Name).define(spec.Type)
			}
		}
	}
}

func (m *members) define(t ast.Expr) {
	var list *ast.FieldList
	switch t := t.(type) {
	case *ast.StructType:
		list = t.Fields
	case *ast.InterfaceType:
		list = t.Methods
	default:
		m.from = append(m.from, typeName(t))
		return
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			m.names[name.Name] = true
		}
		if len(field.Names) == 0 {
			m.from = append(m.from, typeName(field.Type))
			m.names[lastName(field.Type)] = true
		}
	}
}

// typeName is the name of a type of this package, or "".
func typeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.ParenExpr:
		return typeName(t.X)
	case *ast.IndexExpr:
		return typeName(t.X)
	case *ast.IndexListExpr:
		return typeName(t.X)
	}
	return ""
}

// lastName is the field's name of an embedded type.
func lastName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.StarExpr:
		return lastName(t.X)
	}
	return typeName(t)
}

// has tells whether X or T.M exists. Embedded types are followed one level;
// those of other packages are taken on trust.
func (a api) has(name string) bool {
	first, member, nested := strings.Cut(name, ".")
	m := a[first]
	if m == nil || !nested {
		return m != nil
	}
	return m.names[member] || slices.ContainsFunc(m.from, func(from string) bool {
		return from == "" && ast.IsExported(member) || a[from] != nil && a[from].names[member]
	})
}

// near is an existing name that was likely meant, or "".
func (a api) near(name string) string {
	first, member, nested := strings.Cut(name, ".")
	if m := a[first]; nested && m != nil {
		if near := nearest(member, maps.Keys(m.names)); near != "" {
			return first + "." + near
		}
		return ""
	}
	near := nearest(first, maps.Keys(a))
	if nested && near != "" && a.has(near+"."+member) {
		return near + "." + member
	}
	return near
}

// nearest is the exported name that was likely meant.
func nearest(name string, all iter.Seq[string]) string {
	return tangle.Nearest(name, func(yield func(string) bool) {
		for other := range all {
			if ast.IsExported(other) && !yield(other) {
				return
			}
		}
	})
}
