package own

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"draco/tangle"
)

// A Comparison is what a reader's code lacks, or has otherwise.
type Comparison struct {
	Chapter  *tangle.Chapter
	Findings []Finding // in the order of the book
	Same     int       // declarations that are as in the book
	Unread   int       // that are there, and do not parse
	Extra    []string  // what the reader has and the book has not
	Faults   tangle.Errors
}

// A Finding is a declaration of the book that the reader's code lacks, or has
// otherwise.
type Finding struct {
	Name    string          // as one would say it: func (s *Server) Serve
	File    string          // in which the book has it
	Pos     token.Position  // where the book changed it last
	Section *tangle.Section // there
	First   *tangle.Section // which introduced it
	Own     token.Position  // where the reader has it; none if it is missing
	Diff    string          // from the book to the reader, line by line
}

// OK tells whether nothing is missing and nothing differs.
func (c *Comparison) OK() bool { return len(c.Findings) == 0 && c.Faults == nil }

// Compare compares the program with the reader's code. The error is what keeps
// it from being read; code that does not parse is a fault of the comparison.
func (p *Program) Compare(m *Module) (*Comparison, error) {
	c := &Comparison{Chapter: p.Chapter}
	own, faults, err := p.readOwn(m)
	if err != nil {
		return nil, err
	}
	c.Faults = faults
	// A name may be there more than once, as init and _ are: the same ones are
	// of a pair, then the others, in their order.
	pair := map[*printed]*decl{}
	for _, fits := range []func(a, b *decl) bool{(*decl).same, func(a, b *decl) bool { return true }} {
		for _, d := range p.all {
			if pair[d] != nil {
				continue
			}
			list := own[d.id()]
			if i := slices.IndexFunc(list, func(o *decl) bool { return fits(d.decl, o) }); i >= 0 {
				pair[d] = list[i]
				own[d.id()] = slices.Delete(list, i, i+1)
			}
		}
	}
	for _, d := range p.all {
		switch o := pair[d]; {
		case o == nil:
			c.Findings = append(c.Findings, d.finding())
		case o.broken:
			c.Unread++
		case d.same(o):
			c.Same++
		default:
			f := d.finding()
			f.Own = token.Position{Filename: m.name(o.file), Line: o.first}
			f.Diff = difference(d.decl, o)
			c.Findings = append(c.Findings, f)
		}
	}
	for _, list := range own {
		for _, o := range list {
			name := o.name
			if dir := path.Dir(o.file); dir != "." {
				name += " in " + dir
			}
			c.Extra = append(c.Extra, name)
		}
	}
	slices.Sort(c.Extra)
	return c, nil
}

func (d *printed) finding() Finding {
	return Finding{Name: d.name, File: d.file, Pos: d.pos, Section: d.in, First: d.first}
}

// name is the absolute name of a file of the module.
func (m *Module) name(file string) string { return filepath.Join(m.Dir, filepath.FromSlash(file)) }

// readOwn finds the reader's declarations in the folders that the program has.
func (p *Program) readOwn(m *Module) (own map[[2]string][]*decl, faults tangle.Errors, err error) {
	e := edition{m.Path, m.Package, p.edition.tests, p.edition.names}
	own = map[[2]string][]*decl{}
	for _, file := range p.files(m) {
		data, err := os.ReadFile(m.name(file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, nil, err
		}
		text := string(data)
		if !e.counts(file, text) {
			continue
		}
		all, found := e.read(file, text)
		for _, fault := range found {
			fault.Pos.Filename = m.name(fault.Pos.Filename)
			faults = append(faults, fault)
		}
		for _, d := range all {
			own[d.id()] = append(own[d.id()], d)
		}
	}
	return own, faults, nil
}

// files are the files of the reader's that may hold what the program has: all
// Go files in its folders, and of others those of the same name.
func (p *Program) files(m *Module) (files []string) {
	dirs := map[string]bool{}
	for _, d := range p.all {
		if dirs[path.Dir(d.file)] = true; path.Ext(d.file) != ".go" {
			files = append(files, d.file)
		}
	}
	for dir := range dirs {
		entries, _ := os.ReadDir(m.name(dir)) // no folder, no files in it
		for _, e := range entries {
			if !e.IsDir() && path.Ext(e.Name()) == ".go" {
				files = append(files, path.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(files)
	return files
}

// difference is the lines by which two declarations differ, with two lines
// around them. Columns and blank lines are left out, unless all depends on them,
// as it can in a string.
func difference(book, own *decl) string {
	if diff := unified(squeezed(book.text), squeezed(own.text)); diff != "" {
		return diff
	}
	return unified(book.full(), own.full())
}

// full is a declaration with what its text depends on.
func (d *decl) full() string {
	return strings.Join(append(slices.Clone(d.notes), d.text), "\n")
}

// squeezed is a text without blank lines and columns.
func squeezed(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, "\t")
		if strings.TrimSpace(rest) != "" {
			b.WriteString(line[:len(line)-len(rest)] + strings.ReplaceAll(rest, "\t", " "))
		}
	}
	return b.String()
}

// unified is a unified diff without its head: the places of the lines would be
// those in a text that nobody has. Three dots part what is not adjacent.
func unified(old, new string) string {
	const around = 2
	diff, err := udiff.ToUnifiedDiff("", "", old, udiff.Lines(old, new), around)
	if err != nil {
		return fmt.Sprintln(err) // cannot be: the edits are of these texts
	}
	var b strings.Builder
	for i, h := range diff.Hunks {
		if i > 0 {
			b.WriteString("...\n")
		}
		for _, l := range h.Lines {
			mark := map[udiff.OpKind]string{udiff.Delete: "-", udiff.Insert: "+", udiff.Equal: " "}[l.Kind]
			b.WriteString(mark + strings.TrimSuffix(l.Content, "\n") + "\n")
		}
	}
	return b.String()
}
