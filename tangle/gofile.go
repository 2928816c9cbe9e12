package tangle

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"sync"

	"github.com/aymanbagabas/go-udiff"
)

// check reports what is wrong with a finished Go file: syntax, form, and
// imports that none of its code uses. It is the slow part of a run, which is
// why a file that equals the one on disk is not checked again, nor one that was
// found clean before.
func (f *File) check() (faults Errors) {
	if !isGo(f.Path) {
		return nil
	}
	text := f.Text()
	if clean.has(text) {
		return nil
	}
	defer func() {
		if faults == nil {
			clean.add(text)
		}
	}()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, f.Path, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return f.syntax(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() { faults = f.unused(tree) })
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/8)
	err = format.Node(&out, fset, tree)
	wg.Wait()
	if err != nil {
		return append(faults, faultf(f.Position(1, 1), "syntax error in %s: %v", f.Path, err))
	}
	if out.String() == text {
		return faults
	}
	return append(faults, f.unformatted(text, out.String())...)
}

func (f *File) syntax(err error) Errors {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		return Errors{faultf(f.Position(1, 1), "%v", err)}
	}
	list.Sort()
	e := list[0] // what follows the first is mostly its echo
	return Errors{faultf(f.Position(e.Pos.Line, e.Pos.Column), "syntax error in %s: %s", f.Path, e.Msg)}
}

// unused finds the imports that no code of the file refers to. A variable of
// the same name hides one from it, and not from the compiler.
func (f *File) unused(tree *ast.File) (faults Errors) {
	used := map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, l := range f.Lines {
		if l.imp == nil {
			continue
		}
		if name := l.imp.local(); name != "_" && name != "." && name != "C" && !used[name] {
			faults = append(faults, faultf(l.Pos, "%q is imported and not used in %s", l.imp.Path, f.Path).
				hintf("an import belongs to the block whose code needs it, and goes when that block is replaced"))
		}
	}
	return faults
}

// unformatted reports each place where gofmt would write the file otherwise.
func (f *File) unformatted(text, want string) (faults Errors) {
	for _, e := range udiff.Lines(text, want) {
		line := 1 + strings.Count(text[:e.Start], "\n")
		last := line + strings.Count(text[e.Start:e.End], "\n")
		fault := faultf(f.Position(line, 1), "not gofmt-clean")
		new := strings.TrimSuffix(e.New, "\n")
		switch {
		case e.New == "":
			fault.hintf("gofmt drops %s", visible(f.Lines[line-1].Text))
		case e.Start == e.End:
			fault.hintf("gofmt wants before it: %s", visible(new))
		default:
			fault.hintf("gofmt wants: %s", visible(strings.SplitN(new, "\n", 2)[0]))
		}
		aligned := slices.Equal(strings.Fields(text[e.Start:e.End]), strings.Fields(e.New))
		for i := max(line-2, 1); i <= min(last+1, len(f.Lines)); i++ {
			if aligned && f.Lines[i-1].Ref != "" {
				fault.Hint += "\na reference stands beside it: leave a blank line after the reference, so that gofmt does not align across it"
				break
			}
		}
		faults = append(faults, fault)
	}
	return faults
}
