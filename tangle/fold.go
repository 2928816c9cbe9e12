package tangle

import (
	"maps"
	"math"
	"sort"
	"strings"
	"sync"
)

// history is what a name stood for, from its first block to the end of the
// book. The states are views of the histories: none is ever copied.
type history struct {
	kind     Kind   // of the name,
	path     string // and the file in it
	versions []version
	uses     int  // references from the blocks alive while folding
	early    bool // its first block came too early, and was told so
	told     bool // a fault of it is reported already: not "never used" on top
}

// A version holds from the block with the index at to the next version.
type version struct {
	at      int
	born    int      // index of the block that defined the name: the order of parts
	blocks  []*Block // nil: not defined
	retired bool     // gone with its last reference
}

// at is the version of a name in the state after the block of that index.
func (h *history) at(index int) *version {
	if h == nil {
		return nil
	}
	i := sort.Search(len(h.versions), func(i int) bool { return h.versions[i].at > index })
	if i == 0 || h.versions[i-1].blocks == nil {
		return nil
	}
	return &h.versions[i-1]
}

func (h *history) now() *version { return h.at(math.MaxInt) }

// fold makes the histories of all names, block by block, and reports the
// blocks that do what their name does not allow. The answers to a chapter fork
// off at its end, and what they do wrong is theirs: from there on a branch
// shares nothing that changes with the book, and is folded beside it.
func (b *Book) fold() (faults Errors) {
	b.names = map[string]*history{}
	folded := 0
	var answers sync.WaitGroup
	defer answers.Wait()
	for i, ch := range b.Chapters {
		faults = append(faults, b.applyAll(ch.Blocks)...)
		folded += len(ch.Blocks)
		for _, a := range b.Answers {
			if a.Chapter == ch {
				a.fork(b, i+1, folded)
				answers.Go(a.fold)
			}
		}
	}
	for _, ch := range b.Chapters {
		if ch.Number > 0 {
			faults = append(faults, b.endOfChapter(ch)...)
		}
	}
	return faults
}

func (b *Book) applyAll(blocks []*Block) (faults Errors) {
	for _, block := range blocks {
		if f := b.apply(block); f != nil {
			faults = append(faults, f)
		}
	}
	return faults
}

func (b *Book) name(name string) *history {
	h := b.names[name]
	if h == nil {
		h = &history{}
		h.kind, h.path, _ = Classify(name)
		b.names[name] = h
	}
	return h
}

// apply folds one block in. After a fault it goes on with what was most likely
// meant, so that one slip is reported once.
func (b *Book) apply(block *Block) (fault *Error) {
	h := b.name(block.Name)
	old := h.now()
	if old != nil {
		block.Prev = old.blocks[len(old.blocks)-1]
	}
	kind, path, _ := Classify(block.Name)
	switch {
	case block.Op == Define && old != nil && h.early:
		h.early = false
	case block.Op == Define && old != nil:
		fault = faultf(block.Pos, "%s is already defined", describe(block.Name)).
			hintf("= replaces it, += extends it").
			related(old.blocks[0].Pos, "defined here")
	case block.Op != Define && old == nil:
		fault, h.early, h.told = b.undefined(block), true, true
	case kind == Part && b.names[path].now() == nil:
		fault = faultf(block.Pos, "part of %s, a file that was never begun", path).
			hintf("begin it before its parts: // <<%s>> :=", path)
		if meant := b.suggest(path, block.Index, WholeFile); meant != "" {
			fault.hintf("did you mean %q?", meant)
		}
	case kind == WholeFile && old == nil:
		fault = b.collides(block, path)
	}
	v := version{at: block.Index, born: block.Index, blocks: []*Block{block}}
	switch {
	case old != nil && block.Op == Extend:
		v.born, v.blocks = old.born, append(old.blocks, block)
	case old != nil:
		v.born = old.born
	}
	if len(block.body) == 0 && len(block.Imports) == 0 {
		v, fault = b.remove(block, old, kind, path, fault)
	}
	for _, l := range block.refs {
		b.name(l.Ref).uses++
	}
	if old != nil || v.blocks != nil {
		h.versions = append(h.versions, v)
	}
	if old != nil && block.Op != Extend && (fault == nil || v.blocks[0] == block) {
		b.release(old.blocks, block.Index)
	}
	return fault
}

// remove is what an empty block does: replacing, it undefines its name.
func (b *Book) remove(block *Block, old *version, kind Kind, path string, fault *Error) (version, *Error) {
	gone := version{at: block.Index}
	switch {
	case fault != nil:
	case block.Op != Replace:
		fault = faultf(block.Pos, "an empty block defines nothing").
			hintf("write its lines, or remove the name with // <<%s>> = and no lines", block.Name)
	case kind == WholeFile:
		if parts := (State{b, block.Index}).parts(path); len(parts) > 0 {
			fault = faultf(block.Pos, "file %s still has parts", path).
				hintf("remove its parts first, each with an empty block")
			for _, p := range parts {
				fault.related(p.blocks[0].Pos, "%s", describe(p.blocks[0].Name))
			}
		}
	}
	if fault != nil && old != nil {
		return *old, fault
	}
	return gone, fault
}

// release takes back the references of blocks that are alive no more; a piece
// whose last reference goes leaves with it, and its own references with it.
func (b *Book) release(blocks []*Block, at int) {
	for _, block := range blocks {
		for _, l := range block.refs {
			h := b.names[l.Ref]
			h.uses--
			if v := h.now(); h.uses == 0 && v != nil {
				h.versions = append(h.versions, version{at: at, retired: true})
				b.release(v.blocks, at)
			}
		}
	}
}

// undefined is the fault of replacing or extending a name that is not there.
func (b *Book) undefined(block *Block) *Error {
	fault := faultf(block.Pos, "%s is not defined yet", describe(block.Name))
	if hs := b.names[block.Name].versions; len(hs) > 0 {
		last := hs[len(hs)-1]
		fault.hintf("define it anew with :=")
		if last.retired {
			return fault.related(b.Blocks[last.at].Pos, "it left here, with the last reference to it")
		}
		return fault.related(b.Blocks[last.at].Pos, "it was removed here")
	}
	for _, later := range b.Blocks[block.Index+1:] {
		if later.Name == block.Name && later.Op == Define {
			return fault.hintf("the first block of a name says :=").related(later.Pos, "defined here, too late")
		}
	}
	kind, _, _ := Classify(block.Name)
	if meant := b.suggest(block.Name, block.Index, kind); meant != "" {
		b.names[meant].told = true
		return fault.hintf("did you mean %q? If it is new, it begins with :=", meant).
			related(b.names[meant].at(block.Index).blocks[0].Pos, "defined here")
	}
	return fault.hintf("the first block of a name says :=")
}

// suggest is a defined name of the same kind that was likely meant, or "". Of a
// part only the phrase counts, among the parts of its file.
func (b *Book) suggest(name string, index int, kind Kind) string {
	_, path, phrase := Classify(name)
	full := map[string]string{} // by what is compared
	for other, h := range b.names {
		k, p, ph := Classify(other)
		switch {
		case k != kind || other == name || h.at(index) == nil:
		case k == Part && p == path:
			full[ph] = other
		case k != Part:
			full[other] = other
		}
	}
	if kind != Part {
		phrase = name
	}
	return full[Nearest(phrase, maps.Keys(full))]
}

// collides reports a file that is also a folder, or that differs from another,
// or its folder from another's, only in case: on some systems the two are one.
func (b *Book) collides(block *Block, path string) *Error {
	var first *Block // of those that it collides with
	for other, h := range b.names {
		kind, p, _ := Classify(other)
		v := h.now()
		if kind == WholeFile && p != path && v != nil && clash(path, p) != "" && (first == nil || v.blocks[0].Index < first.Index) {
			first = v.blocks[0]
		}
	}
	if first == nil {
		return nil
	}
	return faultf(block.Pos, clash(path, first.Name), path, first.Name).
		hintf("give one of them another name").related(first.Pos, "the other file")
}

// clash says how two paths get into each other's way, as a format for the two,
// or nothing.
func clash(path, other string) string {
	if strings.HasPrefix(path, other+"/") || strings.HasPrefix(other, path+"/") {
		return "%s and %s cannot both exist: one is a folder of the other"
	}
	x, y := strings.Split(path, "/"), strings.Split(other, "/")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			if strings.EqualFold(x[i], y[i]) {
				return "%s and %s are in one place on systems that do not tell case apart"
			}
			return ""
		}
	}
	return ""
}
