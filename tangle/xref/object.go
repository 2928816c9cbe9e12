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
	made map[types.Object]*Object
	lent map[string]*Object // by the URL: what is promoted from types that nobody sees
}

func (o *objects) of(obj types.Object) *Object {
	switch v := obj.(type) { // what stands for all instances of a generic one
	case *types.Func:
		obj = v.Origin()
	case *types.Var:
		obj = v.Origin()
	}
	made, ok := o.made[obj]
	if !ok {
		made = o.object(obj)
		o.made[obj] = made
	}
	return made
}

// promoted is a method of the library that a type has from another one, which it
// embeds. If that has no name for others, the documentation has it as the type's
// own: testing.T has Fatal.
func (o *objects) promoted(made *Object, obj types.Object, from types.Type) *Object {
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return made
	}
	owner, named := receiver(f.Signature().Recv().Type()), receiver(from)
	if owner == nil || named == nil || owner.Obj().Exported() || !named.Obj().Exported() || named.Obj().Pkg() == nil || !std(named.Obj().Pkg().Path()) {
		return made
	}
	url := documentation + named.Obj().Pkg().Path() + "#" + named.Obj().Name() + "." + obj.Name()
	if o.lent[url] == nil {
		lent := *made
		lent.URL = url
		lent.Signature = strings.Replace(made.Signature, owner.Obj().Name()+")", named.Obj().Name()+")", 1)
		o.lent[url] = &lent
	}
	return o.lent[url]
}

// receiver is the named type of a receiver, or nil.
func receiver(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	named, _ := t.(*types.Named)
	return named
}

const documentation = "https://pkg.go.dev/"

func (o *objects) object(obj types.Object) *Object {
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
			made.Signature, made.Doc = o.cache.builtin(obj.Name())
			made.URL = documentation + "builtin#" + obj.Name()
			if obj.Name() == "Error" { // error's method, the one name that is no builtin itself
				made.Signature, made.Doc, made.URL = "func (error) Error() string", "", documentation+"builtin#error"
			}
			return made
		}
		made.Signature, made.URL = "unsafe."+obj.Name(), documentation+"unsafe#"+obj.Name()
		return made
	}
	made.Signature = signature(obj)
	f := o.files[o.cache.fset.File(obj.Pos())]
	if f == nil {
		made.Doc = o.cache.library.doc(obj)
		made.URL = documentation + obj.Pkg().Path() + o.cache.fragment(obj)
		return made
	}
	at := o.cache.fset.Position(obj.Pos())
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
func (c *Cache) fragment(obj types.Object) string {
	if !obj.Exported() {
		return ""
	}
	switch v := obj.(type) {
	case *types.Func:
		recv := v.Signature().Recv()
		if recv == nil {
			return "#" + v.Name()
		}
		if n := receiver(recv.Type()); n != nil {
			return "#" + n.Obj().Name() + "." + v.Name()
		}
		return ""
	case *types.Var:
		if v.IsField() {
			if owner := c.library.owner(v); owner != "" {
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
