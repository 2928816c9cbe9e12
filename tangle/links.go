package tangle

import (
	"cmp"
	"slices"
	"strings"
)

// endOfChapter checks the law that a chapter ends with a whole program: every
// reference resolves, every piece is used, nothing contains itself.
func (b *Book) endOfChapter(ch *Chapter) (faults Errors) {
	c := linker{book: b, state: b.end(ch), unit: "chapter"}
	if ch.Of != nil {
		c.unit = "answer"
	}
	var names []string
	for name := range b.names {
		if c.state.Chunk(name) != nil {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Compare(c.state.Chunk(x)[0].Index, c.state.Chunk(y)[0].Index)
	})
	var references []Line
	used := map[string]bool{}
	for _, name := range names {
		for _, block := range c.state.Chunk(name) {
			for _, l := range block.refs {
				references = append(references, l)
				used[l.Ref] = true
			}
		}
	}
	for _, name := range names {
		if kind, _, _ := Classify(name); kind == Piece && !used[name] && !b.names[name].told {
			c.unused = append(c.unused, name)
		}
	}
	for _, block := range b.Blocks {
		if block.Chapter != ch {
			continue
		}
		for _, l := range block.refs { // of those replaced since, too: what was never defined is a slip
			if h := b.names[l.Ref]; len(h.versions) == 0 && !slices.ContainsFunc(references, func(r Line) bool { return r.Pos == l.Pos }) {
				references = append(references, l)
			}
		}
	}
	for _, l := range references {
		c.reference(l)
	}
	for _, name := range c.unused {
		c.faults = append(c.faults, faultf(c.state.Chunk(name)[0].Pos, "%s is never used", describe(name)).
			hintf("refer to it where it belongs, // <<%s>>, by the end of the %s", name, c.unit))
	}
	colour := map[string]int{}
	for _, name := range names {
		c.cycles(name, nil, colour)
	}
	return c.faults
}

type linker struct {
	book   *Book
	state  State
	unit   string   // that ends here, for messages: a chapter or an answer
	unused []string // the pieces that nothing refers to
	faults Errors
}

func (c *linker) reference(l Line) {
	kind, path, _ := Classify(l.Ref)
	if kind != Piece {
		c.faults = append(c.faults, faultf(l.Pos, "%s cannot be referred to", describe(l.Ref)).
			hintf("only pieces are; the parts of %s follow it by themselves", path))
		return
	}
	if c.state.Chunk(l.Ref) != nil {
		return
	}
	fault := faultf(l.Pos, "%s is not defined by the end of the %s", describe(l.Ref), c.unit)
	c.faults = append(c.faults, fault)
	for _, v := range c.book.names[l.Ref].versions {
		switch {
		case v.blocks == nil && v.at <= c.state.at && v.retired:
			fault.hintf("define it anew with :=").related(c.book.Blocks[v.at].Pos, "it left here, with the last reference to it")
			return
		case v.blocks == nil && v.at <= c.state.at:
			fault.hintf("define it anew with :=, or take the reference out").related(c.book.Blocks[v.at].Pos, "it was removed here")
			return
		case v.blocks != nil && v.at > c.state.at:
			fault.hintf("a chapter ends with a program that builds: define it here, or refer to it later").
				related(v.blocks[0].Pos, "defined here, too late")
			return
		}
	}
	meant := c.book.suggest(l.Ref, c.state.at, Piece)
	if meant == "" && len(c.unused) == 1 {
		meant = c.unused[0]
	}
	if meant != "" {
		// Two ends of one slip are one fault.
		c.unused = slices.DeleteFunc(c.unused, func(name string) bool { return name == meant })
		fault.hintf("did you mean %q?", meant).related(c.state.Chunk(meant)[0].Pos, "defined here")
		return
	}
	fault.hintf("define it: // <<%s>> :=", l.Ref)
}

// cycles walks the references of a piece; grey is on the path, black is done.
func (c *linker) cycles(name string, path []string, colour map[string]int) {
	const grey, black = 1, 2
	if colour[name] == black {
		return
	}
	colour[name] = grey
	path = append(path, name)
	for _, block := range c.state.Chunk(name) {
		for _, l := range block.refs {
			if c.state.Chunk(l.Ref) == nil {
				continue
			}
			if colour[l.Ref] == grey {
				loop := append(slices.Clone(path[slices.Index(path, l.Ref):]), l.Ref)
				c.faults = append(c.faults, faultf(l.Pos, "%s contains itself", describe(l.Ref)).
					hintf("the way round: %s", strings.Join(loop, " → ")))
				continue
			}
			c.cycles(l.Ref, path, colour)
		}
	}
	colour[name] = black
}
