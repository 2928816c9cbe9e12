package xref

import (
	"go/types"
	"regexp"
	"slices"
	"strings"
	"sync"

	"draco/tangle"
)

// spoken is code in the prose that names something: Serve, s.Serve, Serve(l),
// *Server.
var spoken = regexp.MustCompile(`^[*&]?([\pL_][\pL\d_]*(?:\.[\pL_][\pL\d_]*)*)(?:\([^()]*\))?$`)

// Lookup is what code in the prose of a section names, or nil. A bare word is a
// name that all listings of the section use for one and the same thing, fields
// aside; else what the packages declare, the framework's before beasty's; else
// the language's; else the only field or method of that name, if the name is made
// of words, as ReadTimeout is: Host and Accept are fields of a message, too. What
// has dots begins with a package, a type, a receiver that only one type's methods
// have, or such a name of the section's listings.
func (x *Index) Lookup(s *tangle.Section, text string) *Object {
	m := spoken.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	scope := x.chapters[s.Chapter.File].sections[s.Number]().scope()
	scope.mu.Lock()
	defer scope.mu.Unlock()
	found := scope.find(strings.Split(m[1], "."))
	if found != nil && strings.HasPrefix(found.URL, documentation+"builtin#") && strings.HasPrefix(found.Signature, "func ") && !strings.Contains(text, "(") {
		return nil // close and copy are words of other languages, too
	}
	return found
}

// A scope is what can be named in a section.
type scope struct {
	*objects
	mu        sync.Mutex
	said      map[string]types.Object // nil: more than one thing
	alike     map[string]types.Object // one of several that are of one type, or the same package
	packages  []*types.Package
	receivers map[string]types.Type
	members   map[string]types.Object // of the packages' types; nil: of several
}

func newScope(o *objects, sec *section) *scope {
	s := &scope{objects: o, said: map[string]types.Object{}, alike: map[string]types.Object{}, receivers: map[string]types.Type{}, members: map[string]types.Object{}}
	used := sec.objects()
	for t, made := range o.made {
		if v, ok := t.Object.(*types.Var); ok && v.IsField() || !used[made] {
			continue
		}
		name := t.Name()
		if other, ok := s.said[name]; ok && other != t.Object {
			s.said[name] = nil
		} else {
			s.said[name] = t.Object
		}
		other, ok := s.alike[name]
		switch {
		case ok && !alike(other, t.Object):
			s.alike[name] = nil
		case !ok || made.Pos.Offset < o.of(other, nil).Pos.Offset: // any would do, but let it be one
			s.alike[name] = t.Object
		}
	}
	for _, at := range []string{tangle.Module, tangle.Module + "/cmd/beasty"} {
		u := o.units[at]
		if u == nil || u.pkg == nil {
			continue
		}
		s.packages = append(s.packages, u.pkg)
		for _, name := range u.pkg.Scope().Names() {
			if t, ok := u.pkg.Scope().Lookup(name).(*types.TypeName); ok {
				s.receive(t)
			}
		}
	}
	return s
}

// alike tells whether what follows the dot after two objects is the same.
func alike(a, b types.Object) bool {
	if a == nil || b == nil {
		return a == b
	}
	if p, ok := a.(*types.PkgName); ok {
		q, ok := b.(*types.PkgName)
		return ok && p.Imported() == q.Imported()
	}
	if of := named(a.Type()); of != nil && of == named(b.Type()) {
		return true
	}
	return types.Identical(a.Type(), b.Type())
}

// objects are what the listings of the section name.
func (sec *section) objects() map[*Object]bool {
	used := map[*Object]bool{}
	for _, lines := range sec.refs {
		for _, refs := range lines {
			for _, r := range refs {
				used[r.Object] = true
			}
		}
	}
	return used
}

// receive notes what the methods of a type call their receiver.
func (s *scope) receive(t *types.TypeName) {
	named, ok := t.Type().(*types.Named)
	if !ok || t.IsAlias() {
		return
	}
	for m := range named.Methods() {
		name := m.Signature().Recv().Name()
		if other, ok := s.receivers[name]; ok && other != named {
			s.receivers[name] = nil
			continue
		}
		s.receivers[name] = named
	}
	for m := range named.Methods() {
		s.note(m)
	}
	if fields, ok := named.Underlying().(*types.Struct); ok {
		for f := range fields.Fields() {
			s.note(f)
		}
	}
}

// note takes down a field or method.
func (s *scope) note(m types.Object) {
	name := m.Name()
	if _, taken := s.members[name]; taken {
		m = nil
	}
	s.members[name] = m
}

// compound finds names that are made of words.
var compound = regexp.MustCompile(`\p{Ll}\p{Lu}`)

func (s *scope) find(path []string) *Object {
	if len(path) == 1 {
		obj, ok := s.said[path[0]]
		if !ok {
			obj = s.declared(path[0])
		}
		if obj == nil && !ok && compound.MatchString(path[0]) {
			obj = s.members[path[0]]
		}
		if obj == nil {
			return nil
		}
		return s.of(obj, nil)
	}
	var at types.Type
	rest := path[1:]
	first, ok := s.alike[path[0]]
	if name, is := first.(*types.PkgName); is {
		return s.member(name.Imported(), rest)
	}
	switch {
	case ok && first == nil: // it may be this or that
		return nil
	case ok:
		at = first.Type()
	default:
		if p := s.imported(path[0]); p != nil {
			return s.member(p, rest)
		}
		if obj := s.declared(path[0]); obj != nil {
			at = obj.Type()
		} else {
			at = s.receivers[path[0]]
		}
	}
	return s.along(at, rest)
}

// member is something in a package.
func (s *scope) member(p *types.Package, path []string) *Object {
	obj := p.Scope().Lookup(path[0])
	switch {
	case obj == nil || !obj.Exported():
		return nil
	case len(path) == 1:
		return s.of(obj, nil)
	}
	return s.along(obj.Type(), path[1:])
}

// along goes from a type through fields to the last name.
func (s *scope) along(t types.Type, path []string) *Object {
	for i, name := range path {
		if t == nil {
			return nil
		}
		var pkg *types.Package
		if len(s.packages) > 0 {
			pkg = s.packages[0]
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if obj == nil && len(s.packages) > 1 {
			obj, _, _ = types.LookupFieldOrMethod(t, true, s.packages[1], name)
		}
		if obj == nil {
			return nil
		}
		if i == len(path)-1 {
			return s.of(obj, t)
		}
		t = obj.Type()
	}
	return nil
}

// declared is what the packages or the language have under a name.
func (s *scope) declared(name string) types.Object {
	for _, p := range s.packages {
		if obj := p.Scope().Lookup(name); obj != nil {
			return obj
		}
	}
	return types.Universe.Lookup(name)
}

// imported is the one package of the library that the program imports under a
// name, or the book does elsewhere; or the framework.
func (s *scope) imported(name string) *types.Package {
	if name == tangle.Module && len(s.packages) > 0 && s.packages[0].Path() == name {
		return s.packages[0]
	}
	var here, elsewhere []*types.Package
	for _, u := range s.units {
		if u.pkg != nil {
			here = append(here, u.pkg.Imports()...)
		}
	}
	for _, p := range s.library.packages {
		if p != nil {
			elsewhere = append(elsewhere, p.Types)
		}
	}
	for _, packages := range [][]*types.Package{here, elsewhere} {
		var found []*types.Package
		for _, p := range packages {
			if p.Name() == name && std(p.Path()) && !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0]
		}
		return nil
	}
	return nil
}
