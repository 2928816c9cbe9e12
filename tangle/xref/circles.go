package xref

import (
	"go/token"
	"maps"
	"slices"
	"strings"
)

// circles has the functions checked by way of which a variable may need itself
// for its first value. A circle that is new has something in it that is checked
// already.
func (c *change) circles() {
	var all *graph
	for _, f := range c.now {
		for _, v := range f.outline().decls {
			if v.kind != token.VAR || !strings.Contains(v.face, "=") || !c.now.has(v.shows, v.names) {
				continue
			}
			if all == nil {
				all = newGraph(c.now)
			}
			circle := all.circle(v)
			if !slices.ContainsFunc(circle, func(d *decl) bool { return c.checks(all.of[d], d) }) {
				continue
			}
			for _, d := range circle {
				if c.bodies[all.of[d]] == nil {
					c.bodies[all.of[d]] = map[token.Pos]bool{}
				}
				c.bodies[all.of[d]][d.pos] = true
			}
		}
	}
}

// has tells whether a program has one of some names; of a declaration's own, as
// that of a field or method.
func (p program) has(names map[string]bool, own []string) bool {
	for name := range names {
		declared := !slices.Contains(own, name)
		if some(p, func(o *outline) bool { return o.members[name] > 0 || declared && o.names[name] }) {
			return true
		}
	}
	return false
}

// A graph is the functions, methods and variables of a program, and which of them
// each may need, going by their names.
type graph struct {
	named map[string][]*decl
	of    map[*decl]*file
}

func newGraph(p program) *graph {
	g := &graph{map[string][]*decl{}, map[*decl]*file{}}
	for _, f := range p {
		for _, d := range f.outline().decls {
			if d.kind == token.FUNC || d.kind == token.VAR {
				g.of[d] = f
				for _, name := range d.names {
					g.named[name] = append(g.named[name], d)
				}
			}
		}
	}
	return g
}

// needs tells what a declaration may need.
func (g *graph) needs(d *decl, found func(*decl)) {
	for _, names := range []map[string]bool{d.shows, d.says} {
		for name, bare := range names {
			for _, other := range g.named[name] {
				// A function is no key of a map of the library's.
				if bare || other.recv != "" || d.keys[name] && other.kind == token.VAR {
					found(other)
				}
			}
		}
	}
}

// circle is all by way of which a variable may need itself, and the variable; or
// nothing.
func (g *graph) circle(v *decl) []*decl {
	seen, next := map[*decl]bool{v: true}, []*decl{v}
	neededBy := map[*decl][]*decl{}
	for i := 0; i < len(next); i++ {
		g.needs(next[i], func(other *decl) {
			neededBy[other] = append(neededBy[other], next[i])
			if !seen[other] {
				seen[other] = true
				next = append(next, other)
			}
		})
	}
	on, circle := map[*decl]bool{}, neededBy[v]
	for i := 0; i < len(circle); i++ {
		if !on[circle[i]] {
			on[circle[i]] = true
			circle = append(circle, neededBy[circle[i]]...)
		}
	}
	return slices.Collect(maps.Keys(on))
}
