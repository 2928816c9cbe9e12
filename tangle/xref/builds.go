package xref

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"draco/tangle"
)

// A verdict is whether a program builds.
type verdict struct {
	builds bool
	used   int // by the index of that number
}

// judge is whether the program builds after each block of a section. Each is
// compared with the last one before it that did: most blocks add something, and
// then there is little to check.
func (ch *chapter) judge(s *tangle.Section) map[int]bool {
	base := ch.soundBefore(s)
	all := map[int]bool{}
	for _, b := range s.Blocks {
		now := code(ch.walk().after[b])
		all[b.Pos.Line] = ch.cache.builds(now, base)
		if all[b.Pos.Line] {
			base = now
		}
	}
	return all
}

// soundAt is the program at the end of a section if it builds, or else the last
// one at such an end that does, or nil.
func (ch *chapter) soundAt(s *tangle.Section) program {
	base := ch.soundBefore(s)
	if len(s.Blocks) > 0 {
		if now := code(ch.programAt(s)); ch.cache.builds(now, base) {
			return now
		}
	}
	return base
}

// soundBefore is the same for the program that a section begins with.
func (ch *chapter) soundBefore(s *tangle.Section) program {
	if s.Number > 0 && s.Answer == nil {
		return ch.sound[s.Number-1]()
	}
	before := code(ch.walk().before)
	if !ch.cache.builds(before, nil) {
		return nil
	}
	return before
}

// code is a program without its tests.
func code(p program) program {
	only := program{}
	for name, f := range p {
		if !f.test {
			only[name] = f
		}
	}
	return only
}

// key tells programs apart.
func key(p program) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p)) {
		fmt.Fprintf(&b, "%s %d\n", name, p[name].id)
	}
	return b.String()
}

// builds checks a program, given an earlier one that builds, or nil.
func (c *Cache) builds(p, base program) bool {
	at := key(p)
	c.mu.Lock()
	v := c.verdicts[at]
	if v != nil {
		v.used = c.indexes
	}
	c.mu.Unlock()
	if v == nil {
		v = &verdict{builds: len(p) > 0 && resolves(p, base) && c.sound(p, base)}
		c.mu.Lock()
		v.used = c.indexes
		c.verdicts[at] = v
		c.mu.Unlock()
	}
	return v.builds
}

// resolves tells whether every name that a file uses and does not declare is
// declared in its package, or by the language, every import is used, and every
// method or field that only the program can have is there, of whatever type. It
// finds most programs that do not build, and is quick, above all if an earlier
// program is given that builds.
func resolves(p, base program) bool {
	less := lessThan(p, base)
	for _, f := range p {
		if was := base[f.Path]; less || was == nil || was.parsed != f.parsed {
			if !p.resolves(f) {
				return false
			}
		}
	}
	return true
}

// lessThan tells whether an earlier program has files or names, each in its file,
// that a later one has not.
func lessThan(p, base program) bool {
	for at, was := range base {
		f := p[at]
		switch {
		case f == nil || f.tree.Name.Name != was.tree.Name.Name:
			return true
		case f.parsed == was.parsed:
			continue
		}
		for name := range was.outline().names {
			if !f.outline().names[name] {
				return true
			}
		}
	}
	return false
}

func (p program) resolves(f *file) bool {
	free := map[string]bool{}
	for _, name := range f.free {
		free[name] = true
	}
	for _, imp := range f.imports {
		name := imp.calls()
		if clause := p.clause(imp.path); clause != "" && imp.name == "" {
			name = clause
		}
		switch {
		case name == ".":
			return true // any name may come from there
		case name != "_" && !free[name]:
			return false
		}
		delete(free, name)
	}
	for name := range free {
		if types.Universe.Lookup(name) == nil && !p.declares(f.pkg, name) {
			return false
		}
	}
	for name := range f.outline().needs {
		if !some(p, func(o *outline) bool { return o.members[name] > 0 || o.asked[name] }) {
			return false
		}
	}
	return true
}

// clause is the name of a package of the program, or "".
func (p program) clause(at string) string {
	if at != tangle.Module && !strings.HasPrefix(at, tangle.Module+"/") {
		return ""
	}
	for _, f := range p {
		if f.pkg == at {
			return f.tree.Name.Name
		}
	}
	return ""
}

// declares tells whether a package has a name.
func (p program) declares(pkg, name string) bool {
	for _, f := range p {
		if f.pkg == pkg && f.outline().names[name] {
			return true
		}
	}
	return false
}

// sound checks a program with the checker of the compiler, given an earlier one
// that is sound, or nil: then nothing that was found before counts.
func (c *Cache) sound(p, base program) bool {
	for _, f := range p {
		if f.broken {
			return false
		}
	}
	var ch *change
	if base != nil {
		ch = compare(p, base)
	}
	check := c.checker(p, false)
	check.whole, check.trusts = ch == nil, base != nil
	check.wants = func(f *file, d ast.Decl) bool { return ch.concerns(f, d) }
	check.fails = func(err error) {
		// The imports of what is left out of a tree are idle; resolves has looked at
		// those.
		if e, ok := err.(types.Error); ok && !check.whole && idle.MatchString(e.Msg) {
			return
		}
		runtime.Goexit() // one is enough, and the checker has no other way to end
	}
	check.info = nil
	switch {
	case !check.passes():
		return false
	case ch != nil && !ch.compares(check):
		return c.sound(p, nil)
	}
	for _, u := range check.units {
		if u.files[0].tree.Name.Name == "main" && u.pkg.Scope().Lookup("main") == nil {
			return false // the linker says so
		}
	}
	check.library.learn(check)
	return true
}

// passes checks every package, until something ends the goroutine that does.
func (c *checker) passes() bool {
	done := make(chan bool, 1)
	go func() {
		passed := false
		defer func() { done <- passed }()
		c.all()
		passed = true
	}()
	return <-done
}

var idle = regexp.MustCompile(`^"[^"]*" imported (as \S+ )?and not used$`)
