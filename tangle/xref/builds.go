package xref

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"

	"draco/tangle"
)

// Builds tells whether the program builds right after a block, without its
// tests, as go build does it.
func (x *Index) Builds(b *tangle.Block) bool { return x.verdicts[b.Section]().builds[b] }

// A verdict is what there is to say of a section: whether the program builds
// after each of its blocks, and the last program that did, or nil.
type verdict struct {
	builds map[*tangle.Block]bool
	sound  program
}

// judge compares each block of a section with the last one before it that
// built: most blocks add something, and then there is little to check.
func (x *Index) judge(s *tangle.Section) *verdict {
	v := &verdict{builds: map[*tangle.Block]bool{}}
	w := x.walks[s.Chapter]()
	switch {
	case s.Number > 0 && s.Answer == nil:
		v.sound = x.verdicts[s.Chapter.Sections[s.Number-1]]().sound
	case x.cache.builds(code(w.before), nil):
		v.sound = code(w.before)
	}
	for _, b := range s.Blocks {
		now := code(w.after[b])
		v.builds[b] = x.cache.builds(now, v.sound)
		if v.builds[b] {
			v.sound = now
		}
	}
	return v
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

// builds checks a program, given an earlier one that builds, or nil.
func (c *Cache) builds(p, base program) bool {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(p)) {
		fmt.Fprintf(sum, "%s %d\n", name, p[name].id)
	}
	key := [sha256.Size]byte(sum.Sum(nil))
	c.mu.Lock()
	verdict, ok := c.verdicts[key]
	c.mu.Unlock()
	if !ok {
		verdict = len(p) > 0 && c.resolves(p) && c.sound(p, base)
		c.mu.Lock()
		if len(c.verdicts) >= maxKept {
			clear(c.verdicts)
		}
		c.verdicts[key] = verdict
		c.mu.Unlock()
	}
	return verdict
}

// resolves tells whether every name that a file uses and does not declare is
// declared in its package, or by the language. It finds most programs that do
// not build, and is quick.
func (c *Cache) resolves(p program) bool {
	declared := map[string]map[string]bool{}
	for _, f := range p {
		dir := path.Dir(f.Path)
		if declared[dir] == nil {
			declared[dir] = map[string]bool{}
		}
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					declared[dir][d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						declared[dir][spec.Name.Name] = true
					case *ast.ValueSpec:
						for _, id := range spec.Names {
							declared[dir][id.Name] = true
						}
					}
				}
			}
		}
	}
	for _, f := range p {
		if f.idle || f.broken {
			return false
		}
		for _, name := range f.free {
			if !declared[path.Dir(f.Path)][name] && types.Universe.Lookup(name) == nil {
				return false
			}
		}
	}
	return true
}

// sound checks a program with the checker of the compiler.
func (c *Cache) sound(p, base program) bool {
	check := c.checker(p, false)
	changed, added := compare(p, base)
	check.whole = base == nil || changed == nil
	check.wants = func(f *file, fn *ast.FuncDecl) bool {
		if changed[f.Path] == nil && len(added) == 0 {
			return false
		}
		for key, d := range f.decls() {
			if d.pos != fn.Pos() {
				continue
			}
			if changed[f.Path][key] {
				return true
			}
			for name := range added {
				if d.says[name] {
					return true
				}
			}
		}
		return false
	}
	check.fails = func(err error) {
		// What is left out of a tree is missed, and its imports are idle; resolves
		// has looked at those.
		if e, ok := err.(types.Error); ok && !check.whole && (strings.HasSuffix(e.Msg, "missing function body") || strings.HasSuffix(e.Msg, "imported and not used")) {
			return
		}
		runtime.Goexit() // one is enough, and the checker has no other way to end
	}
	check.info = nil
	done := make(chan bool, 1)
	go func() {
		sound := false
		defer func() { done <- sound }()
		check.all()
		sound = true
	}()
	return <-done
}

// compare finds what a program has that an earlier one has not: the functions by
// file that are new or have another body, and the names that are new. Anything
// else that differs may matter anywhere: then there is no answer, nil.
func compare(p, base program) (changed map[string]map[string]bool, added map[string]bool) {
	changed, added = map[string]map[string]bool{}, map[string]bool{}
	for path := range base {
		if p[path] == nil {
			return nil, nil
		}
	}
	for path, f := range p {
		old := map[string]*decl{}
		if was := base[path]; was != nil {
			if was.parsed == f.parsed {
				continue
			}
			old = was.decls()
		}
		now := f.decls()
		for key, d := range old {
			if now[key] == nil && len(d.names) > 0 { // an import may go
				return nil, nil
			}
		}
		changed[path] = map[string]bool{}
		for key, d := range now {
			was := old[key]
			switch {
			case was == nil:
				for _, name := range d.names {
					added[name] = true
				}
				changed[path][key] = true
			case was.face != d.face:
				return nil, nil
			case was.body != d.body:
				changed[path][key] = true
			}
		}
	}
	return changed, added
}
