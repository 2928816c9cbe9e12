package xref

import (
	"go/token"
	"go/types"
	"strings"

	"draco/tangle"
)

// An Object is what a name stands for.
type Object struct {
	Name      string         // Serve
	Signature string         // func (s *Server) Serve(l net.Listener) error
	Doc       string         // the first sentence about it, or ""
	Pos       token.Position // of its declaration in the book; zero if that is not there
	URL       string         // of its documentation, if it is the standard library's or the language's
}

// objects makes Objects of the checker's, each once.
type objects struct {
	*checker
	made map[thing]*Object
}

// A thing is an object. A method of the library's whose type is hidden is that
// of the type that shows it: T.Error of common.Error.
type thing struct {
	types.Object
	shows *types.TypeName
}

func newObjects(c *checker) *objects { return &objects{c, map[thing]*Object{}} }

// of is what there is to say of an object, that is found in a type if it is a
// field or a method.
func (o *objects) of(obj types.Object, in types.Type) *Object {
	switch v := obj.(type) { // what stands for all instances of a generic one
	case *types.Func:
		obj = v.Origin()
	case *types.Var:
		obj = v.Origin()
	}
	t := thing{Object: obj}
	if fn, ok := obj.(*types.Func); ok && in != nil {
		if hides, shows := receiver(fn), named(in); hides != nil && shows != nil && !hides.Exported() && hides.Pkg() == shows.Pkg() {
			t.shows = shows
		}
	}
	made, ok := o.made[t]
	if !ok {
		made = o.object(t)
		o.made[t] = made
	}
	return made
}

// receiver is the type that a method is declared for, or nil.
func receiver(fn *types.Func) *types.TypeName {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	return named(recv.Type())
}

// named is the name of a type, or of what it points to, or nil.
func named(t types.Type) *types.TypeName {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj()
	}
	return nil
}

const documentation = "https://pkg.go.dev/"

func (o *objects) object(t thing) *Object {
	obj := t.Object
	made := &Object{Name: obj.Name()}
	if name, ok := obj.(*types.PkgName); ok {
		path := name.Imported().Path()
		made.Signature = "package " + name.Imported().Name()
		if path == tangle.Module || strings.HasPrefix(path, tangle.Module+"/") {
			return nil // it is declared in many places, and in none
		}
		made.URL = documentation + path
		return made
	}
	if obj.Pkg() == nil || obj.Pkg() == types.Unsafe {
		if obj.Pkg() == nil {
			says, ok := o.cache.builtins()[obj.Name()]
			if !ok {
				says[0] = obj.Name()
			}
			made.Signature, made.Doc = says[0], says[1]
			made.URL = documentation + "builtin#" + obj.Name()
			if obj.Name() == "Error" { // error's method, the one name that is no builtin itself
				made.Signature, made.Doc, made.URL = "func (error) Error() string", "", documentation+"builtin#error"
			}
			return made
		}
		made.Signature, made.URL = "unsafe."+obj.Name(), documentation+"unsafe#"+obj.Name()
		return made
	}
	made.Signature = strings.ReplaceAll(signature(obj), "invalid type", "?")
	f := o.files[o.cache.fset.File(obj.Pos())]
	if f == nil {
		made.Doc = o.library.doc(obj)
		made.URL = documentation + obj.Pkg().Path() + o.library.fragment(t)
		return made
	}
	at := o.cache.fset.PositionFor(obj.Pos(), false)
	made.Pos = f.Position(at.Line, at.Column)
	made.Doc = f.docs()[mark{obj.Name(), at.Line}]
	return made
}

// signature is an object as its declaration begins.
func signature(obj types.Object) string {
	qualify := types.RelativeTo(obj.Pkg())
	short := func(p *types.Package) string {
		if qualify(p) == "" {
			return ""
		}
		return p.Name()
	}
	typed := func(t types.Type) string { return types.TypeString(t, short) }
	name := obj.Name()
	switch obj := obj.(type) {
	case *types.Func:
		sig := obj.Signature()
		text := name + strings.TrimPrefix(typed(sig), "func")
		if recv := sig.Recv(); recv != nil {
			if _, ok := recv.Type().Underlying().(*types.Interface); ok {
				return "func (" + typed(recv.Type()) + ") " + text
			}
			return "func (" + strings.TrimSpace(strings.TrimPrefix(recv.Name(), "_")+" "+typed(recv.Type())) + ") " + text
		}
		return "func " + text
	case *types.TypeName:
		if _, ok := obj.Type().(*types.TypeParam); ok {
			return "type parameter " + name
		}
		if obj.IsAlias() {
			return "type " + name + " = " + typed(types.Unalias(obj.Type()))
		}
		switch u := obj.Type().Underlying().(type) {
		case *types.Struct:
			return "type " + name + " struct"
		case *types.Interface:
			return "type " + name + " interface"
		default:
			return "type " + name + " " + typed(u)
		}
	case *types.Const:
		text := "const " + name
		if b, ok := obj.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
			text += " " + typed(obj.Type())
		}
		return text + " = " + obj.Val().String()
	case *types.Var:
		if obj.IsField() {
			return "field " + name + " " + typed(obj.Type())
		}
		return "var " + name + " " + typed(obj.Type())
	case *types.Label:
		return "label " + name
	}
	return name
}

// fragment is where on its package's page of documentation an object is.
func (l *library) fragment(t thing) string {
	obj := t.Object
	if !obj.Exported() {
		return ""
	}
	switch v := obj.(type) {
	case *types.Func:
		if v.Signature().Recv() == nil {
			break
		}
		of := receiver(v)
		if t.shows != nil {
			of = t.shows
		}
		if of == nil || !of.Exported() {
			return ""
		}
		return "#" + of.Name() + "." + v.Name()
	case *types.Var:
		if v.IsField() {
			if owner := l.owner(v); owner != "" {
				return "#" + owner + "." + v.Name()
			}
			return ""
		}
	}
	if obj.Parent() != obj.Pkg().Scope() {
		return ""
	}
	return "#" + obj.Name()
}
