package xref

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A change is what a program has that an earlier one, which builds, has not, as
// far as it matters to whether it builds too. The declarations are all checked
// again. Of the bodies of functions, those are that
//
//   - are new, or not as they were;
//   - say a name that has another meaning now: of what is new, is gone, or has
//     another face; or of a variable whose value, and with it perhaps its type,
//     comes from such a name;
//   - list values without names when a struct has other fields.
//
// All others mean what they meant: what a body means is what its names mean.
// Only a type reaches into bodies that do not name it, with its identity and the
// interfaces that it satisfies. What may change those is no change that we can
// follow: the whole program is checked.
type change struct {
	now, base program
	bodies    map[*file]map[token.Pos]bool
	names     map[string]bool
	flowing   map[string]bool // names that declarations may have said before
	members   map[string]bool // those of fields and methods
	structs   []grown
}

// A grown struct type has fields that it had not, or that were others.
type grown struct {
	at, name string
	fields   map[string]bool
}

// compare is the change from an earlier program, or nil if it cannot be followed.
func compare(p, base program) *change {
	c := &change{now: p, base: base, bodies: map[*file]map[token.Pos]bool{}, names: map[string]bool{}, flowing: map[string]bool{}, members: map[string]bool{}}
	loose := func(o *outline) bool { return o.loose }
	if some(p, loose) || some(base, loose) {
		return nil
	}
	for at := range base {
		if p[at] == nil {
			return nil
		}
	}
	for at, f := range p {
		old := &outline{}
		if was := base[at]; was != nil {
			if was.parsed == f.parsed {
				continue
			}
			if was.tree.Name.Name != f.tree.Name.Name || was.tree.GoVersion != f.tree.GoVersion {
				return nil
			}
			old = was.outline()
		}
		now := f.outline()
		c.bodies[f] = map[token.Pos]bool{}
		for key, d := range old.decls {
			if now.decls[key] == nil && !c.loses(d, f.pkg) {
				return nil
			}
		}
		for key, d := range now.decls {
			was := old.decls[key]
			switch {
			case was == nil && !c.wins(d), was != nil && was.face != d.face && !c.turns(was, d, f.pkg):
				return nil
			case was != nil && was.face == d.face && was.body == d.body:
			case d.generic: // it may need an instance of itself by way of others
				return nil
			default:
				c.bodies[f][d.pos] = true
			}
		}
	}
	for name := range c.names {
		if types.Universe.Lookup(name) != nil {
			return nil // all could have said it
		}
	}
	if !c.flows() {
		return nil
	}
	c.circles()
	return c
}

// wins notes a new declaration.
func (c *change) wins(d *decl) bool {
	switch {
	case d.kind == token.IMPORT:
		return types.Universe.Lookup(d.names[0]) == nil && (std(d.face) || c.now.clause(d.face) == d.names[0])
	case d.recv != "" && c.mixed(d.recv) && c.met(d.names[0]):
		return false // it may hide another method, or make two of one name
	case d.kind == token.FUNC && d.body == "":
		return false
	}
	c.add(d.names)
	return true
}

// loses notes a declaration that is gone. The methods of a type may go with it.
func (c *change) loses(d *decl, pkg string) bool {
	switch {
	case d.kind == token.IMPORT:
		return types.Universe.Lookup(d.names[0]) == nil && std(d.face) && !c.now.declares(pkg, d.names[0])
	case d.recv != "" && (c.mixed(d.recv) || c.now.declares(pkg, d.recv)):
		return c.private(d)
	case d.kind == token.TYPE && slices.ContainsFunc(d.names, func(name string) bool { return c.now.declares(pkg, name) }):
		return false
	}
	c.add(d.names)
	c.flow(d.names)
	return true
}

// turns notes a declaration with another face.
func (c *change) turns(was, d *decl, pkg string) bool {
	switch {
	case d.kind == token.IMPORT, d.kind == token.FUNC && d.body == "":
		return false
	case d.recv != "":
		return c.private(d)
	case d.kind == token.TYPE:
		return c.grows(was, d, pkg)
	}
	c.add(d.names)
	c.flow(d.names)
	return true
}

// private notes a method that changes or goes, if no interface can ask for it.
func (c *change) private(d *decl) bool {
	asked := func(o *outline) bool { return o.asked[d.names[0]] }
	if ast.IsExported(d.names[0]) || c.mixed(d.recv) || some(c.now, asked) || some(c.base, asked) {
		return false
	}
	c.names[d.names[0]], c.members[d.names[0]] = true, true
	return true
}

// mixed tells whether a type of that name is not one of its own.
func (c *change) mixed(name string) bool {
	mixed := func(o *outline) bool { return o.mixed[name] }
	return some(c.now, mixed) || some(c.base, mixed)
}

// met tells whether a new method may have a name that another method or field
// has: one of the program's, or of a type of the library's that one here embeds.
func (c *change) met(name string) bool {
	n := 0
	for _, f := range c.now {
		o := f.outline()
		n += o.members[name]
		if o.asked[name] || o.foreign && ast.IsExported(name) {
			return true
		}
	}
	return n > 1
}

func (c *change) add(names []string) {
	for _, name := range names {
		c.names[name] = true
	}
}

func (c *change) flow(names []string) {
	for _, name := range names {
		c.flowing[name] = true
	}
}

// grows notes a struct with other fields than before. It must be a type of its
// own, and one that no other can be converted to: there was a field that other
// packages cannot spell, and no other struct here had the same ones.
func (c *change) grows(was, d *decl, pkg string) bool {
	old, now := structure(was.spec), structure(d.spec)
	if old == nil || now == nil || c.mixed(d.names[0]) || d.names[0] == "_" {
		return false
	}
	g := grown{pkg, d.names[0], map[string]bool{}}
	before, after := spelled(was, old), spelled(d, now)
	for _, f := range after {
		if !slices.Contains(before, f) {
			g.fields[f.name], c.names[f.name] = true, true
		}
	}
	own := false
	for _, f := range before {
		own = own || !ast.IsExported(f.name)
		if !slices.Contains(after, f) {
			c.names[f.name], c.members[f.name] = true, true
		}
	}
	c.structs = append(c.structs, g)
	same := 0
	for _, f := range c.base {
		same += f.outline().structs[fields(old)]
	}
	return own && same == 1
}

// structure is the struct type that a declaration is of, or nil.
func structure(spec *ast.TypeSpec) *ast.StructType {
	if spec == nil || spec.Assign.IsValid() || spec.TypeParams != nil {
		return nil
	}
	s, _ := spec.Type.(*ast.StructType)
	return s
}

// A spelling is a field as the text has it.
type spelling struct{ name, of string }

func spelled(d *decl, s *ast.StructType) (fields []spelling) {
	for _, f := range s.Fields.List {
		for _, id := range f.Names {
			fields = append(fields, spelling{id.Name, d.face[f.Type.Pos()-d.pos : f.End()-d.pos]})
		}
	}
	return fields
}

// compares tells whether the values of structs that have other fields can be
// compared if they could be before.
func (c *change) compares(check *checker) bool {
	for _, g := range c.structs {
		s, ok := check.units[g.at].pkg.Scope().Lookup(g.name).Type().Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for _, comparable := range []func(types.Type) bool{types.Comparable, strict} {
			before := true
			for f := range s.Fields() {
				before = before && (g.fields[f.Name()] || comparable(f.Type()))
			}
			if before && !comparable(s) {
				return false
			}
		}
	}
	return true
}

// strict tells whether values of a type can be compared whatever is in them, as
// those of a type parameter must.
func strict(t types.Type) bool {
	return types.Implements(t, types.Universe.Lookup("comparable").Type().Underlying().(*types.Interface))
}

// flows follows names of another meaning through the declarations of a program,
// and tells whether they come to no type.
func (c *change) flows() bool {
	flowed := map[*decl]bool{}
	for len(c.flowing)+len(c.members) > 0 {
		from, members := c.flowing, c.members
		c.flowing, c.members = map[string]bool{}, nil
		for _, f := range c.now {
			for _, d := range f.outline().decls {
				said, measured := meet(d.shows, from), meet(d.shows, members)
				switch {
				case d.kind == token.VAR && (said || measured):
					if !flowed[d] {
						flowed[d] = true
						c.add(d.names)
						c.flow(d.names)
					}
				case said, measured && (d.shows["len"] || d.shows["cap"]): // of an array
					return false
				}
			}
		}
	}
	return true
}

// concerns tells whether the body of a function has to be checked.
func (c *change) concerns(f *file, of ast.Decl) bool {
	d := f.outline().at[of.Pos()]
	return d == nil || c.checks(f, d)
}

func (c *change) checks(f *file, d *decl) bool {
	return c.bodies[f][d.pos] || len(c.structs) > 0 && d.bare || meet(d.says, c.names)
}

// some tells whether something holds for a file of a program.
func some(p program, holds func(*outline) bool) bool {
	for _, f := range p {
		if holds(f.outline()) {
			return true
		}
	}
	return false
}

// meet tells whether two sets have a name in common.
func meet(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for name := range a {
		if _, ok := b[name]; ok {
			return true
		}
	}
	return false
}
