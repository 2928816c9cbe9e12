package tangle

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Module is the path by which the book's own code imports the framework. On
// emit it becomes the path of the module or folder that the package is put in.
const Module = "draco"

// An Import is one import of a block, hoisted into its file's declaration.
type Import struct {
	Name string // as written: "", a name, "." or "_"
	Path string
	Text string // the spec as printed, with the comment that may follow it
	Line Line

	quoted string // Path as it stands in Text
}

// local is the name by which the file's code refers to the package: the one
// written, or the last element of the path that is not a version.
func (imp *Import) local() string {
	if imp.Name != "" {
		return imp.Name
	}
	elems := strings.Split(imp.Path, "/")
	last := elems[len(elems)-1]
	if len(elems) > 1 && majorVersion.MatchString(last) {
		last = elems[len(elems)-2]
	}
	return last
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// standard tells whether the path is one of the standard library's: no dot in
// the first element, and not the book's own module.
func (imp *Import) standard() bool {
	first, _, _ := strings.Cut(imp.Path, "/")
	return first != Module && !strings.Contains(first, ".")
}

// hoist sets body to the block's lines without the imports at its head and
// without blank lines at its ends, and finds what the later steps need to know:
// the package clause and raw strings that span lines.
func (b *Block) hoist() (faults Errors) {
	b.pkg, b.raw = -1, -1
	b.body = b.Lines
	if b.Lang == "go" {
		faults = b.hoistImports()
	}
	b.body = trimBlank(b.body)
	for i := range b.body {
		if b.body[i].Ref != "" {
			b.refs = append(b.refs, b.body[i])
		}
	}
	if b.Lang == "go" {
		b.pkg = packageClause(b.body)
		b.raw = spanningRaw(b.body)
	}
	return faults
}

// trimBlank drops blank lines at both ends.
func trimBlank(lines []Line) []Line {
	for len(lines) > 0 && strings.TrimSpace(lines[0].Text) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1].Text) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func (b *Block) hoistImports() Errors {
	if !slices.ContainsFunc(b.Lines, func(l Line) bool { return strings.HasPrefix(l.Text, "import") }) {
		return nil
	}
	src := join(b.Lines)
	if packageClause(b.Lines) < 0 {
		src = "package p; " + src // on the same line, so that lines stay lines
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.ImportsOnly|parser.ParseComments)
	if f == nil || len(f.Decls) == 0 {
		return nil // no imports at the head, or none that parse: the compiler's words are better than ours
	}
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		l := b.Lines[min(list[0].Pos.Line, len(b.Lines))-1]
		return Errors{faultf(l.Pos, "syntax error in the imports: %s", list[0].Msg)}
	}
	var faults Errors
	comments := map[int]string{} // on the line of an import, from 1
	for _, group := range f.Comments {
		for _, c := range group.List {
			comments[fset.Position(c.Pos()).Line] = c.Text
		}
	}
	drop := map[int]bool{}
	for _, d := range f.Decls {
		decl := d.(*ast.GenDecl)
		from, to := fset.Position(decl.Pos()), fset.Position(decl.End())
		lines := b.Lines[from.Line-1 : to.Line]
		for i := range lines {
			drop[from.Line-1+i] = true
		}
		if f := importFormat(lines); f != nil {
			faults = append(faults, f)
			continue
		}
		used := map[int]bool{from.Line: true, to.Line: true}
		for _, s := range decl.Specs {
			spec := s.(*ast.ImportSpec)
			n := fset.Position(spec.Pos()).Line
			used[n] = true
			start, end := fset.Position(spec.Pos()).Offset, fset.Position(spec.End()).Offset
			imp := Import{Text: src[start:end], Line: b.Lines[n-1], quoted: spec.Path.Value}
			if spec.Name != nil {
				imp.Name = spec.Name.Name
			}
			if imp.Path, err = strconv.Unquote(spec.Path.Value); err != nil {
				imp.Path = spec.Path.Value
			}
			if c := comments[n]; c != "" {
				imp.Text += " " + c
			}
			b.Imports = append(b.Imports, imp)
		}
		for i, l := range lines {
			if !used[from.Line+i] && strings.TrimSpace(l.Text) != "" {
				faults = append(faults, faultf(l.Pos, "this comment has no place: imports are collected and sorted").
					hintf("put it at the end of the import's line"))
			}
		}
	}
	b.body = nil
	for i, l := range b.Lines {
		b.Lines[i].Import = drop[i]
		if !drop[i] {
			b.body = append(b.body, l)
		} else if len(b.body) > 0 {
			b.body = trimBlank(b.body[:len(b.body):len(b.body)])
		}
	}
	return faults
}

// importFormat reports an import declaration that gofmt would write otherwise:
// hoisted, it is printed anew, and nothing else would see it.
func importFormat(lines []Line) *Error {
	src := join(lines)
	got, err := format.Source([]byte("package p\n\n" + src))
	if err != nil {
		return nil // it parsed before; the whole file is formatted anyway
	}
	want := strings.TrimPrefix(string(got), "package p\n\n")
	if want == src {
		return nil
	}
	for i, w := range strings.Split(want, "\n") {
		if i >= len(lines) || lines[i].Text != w {
			return faultf(lines[min(i, len(lines)-1)].Pos, "not gofmt-clean").hintf("gofmt wants: %s", visible(w))
		}
	}
	return faultf(lines[len(lines)-1].Pos, "not gofmt-clean").hintf("gofmt wants the declaration to end before")
}

// packageClause is the index of the package clause among the lines, or -1.
func packageClause(lines []Line) int {
	in := false // a general comment
	for i, l := range lines {
		text := strings.TrimSpace(l.Text)
		switch {
		case in:
			in = !strings.Contains(text, "*/")
		case text == "" || strings.HasPrefix(text, "//"):
		case strings.HasPrefix(text, "/*"):
			in = !strings.Contains(text[2:], "*/")
		case strings.HasPrefix(text, "package "):
			return i
		default:
			return -1
		}
	}
	return -1
}

// spanningRaw is the index of the first line that ends inside a raw string, or -1.
func spanningRaw(lines []Line) int {
	if !slices.ContainsFunc(lines, func(l Line) bool { return strings.Contains(l.Text, "`") }) {
		return -1
	}
	src := []byte(join(lines))
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var s scanner.Scanner
	s.Init(file, src, func(token.Position, string) {}, 0)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return -1
		}
		if tok == token.STRING && strings.Contains(lit, "\n") {
			return file.Line(pos) - 1
		}
	}
}

func join(lines []Line) string {
	size := 0
	for i := range lines {
		size += len(lines[i].Text) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for i := range lines {
		b.WriteString(lines[i].Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// importDecl is a file's one import declaration: the standard library first,
// then the rest, each sorted. Every line keeps its own place in the book.
func importDecl(imports []*Import) []Line {
	if len(imports) == 0 {
		return nil
	}
	slices.SortStableFunc(imports, func(a, b *Import) int {
		return cmp.Or(cmp.Compare(group(a), group(b)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Name, b.Name))
	})
	if len(imports) == 1 {
		return []Line{{Text: "import " + imports[0].Text, Pos: imports[0].Line.Pos, Import: true, imp: imports[0]}}
	}
	text := "import (\n"
	at := map[int]*Import{}
	n := 1
	for i, imp := range imports {
		if i > 0 && group(imports[i-1]) != group(imp) {
			text += "\n"
			n++
		}
		text += "\t" + imp.Text + "\n"
		at[n] = imp
		n++
	}
	text += ")"
	if strings.Contains(text, "//") || strings.Contains(text, "/*") {
		// gofmt aligns the comments; the order is its own already.
		if out, err := format.Source([]byte(text)); err == nil {
			text = strings.TrimSuffix(string(out), "\n")
		}
	}
	var lines []Line
	for i, t := range strings.Split(text, "\n") {
		l := Line{Text: t, Import: true}
		if imp := at[i]; imp != nil {
			l.Pos, l.imp = imp.Line.Pos, imp
		}
		lines = append(lines, l)
	}
	return lines
}

func group(imp *Import) int {
	if imp.standard() {
		return 0
	}
	return 1
}

// union is the imports of blocks, each once, and the faults of those that
// claim one name for two packages.
func union(blocks []*Block) (imports []*Import, faults Errors) {
	seen := map[[2]string]bool{}
	byName := map[string]*Import{}
	for _, b := range blocks {
		for i := range b.Imports {
			imp := &b.Imports[i]
			if key := [2]string{imp.Name, imp.Path}; seen[key] {
				continue
			} else {
				seen[key] = true
			}
			imports = append(imports, imp)
			name := imp.local()
			if name == "_" || name == "." {
				continue
			}
			if other := byName[name]; other != nil && other.Path != imp.Path {
				faults = append(faults, faultf(imp.Line.Pos, "%q and %q are both called %s in this file", other.Path, imp.Path, name).
					hintf("give one a name of its own: import x %q", imp.Path).
					related(other.Line.Pos, "the other import"))
				continue
			}
			byName[name] = imp
		}
	}
	return imports, faults
}

// retarget rewrites the import lines and the package clause among lines that
// begin at the file's line from, for the place that the file is put in: import
// "draco" becomes draco "PATH", package draco becomes package NAME. The
// importers go on saying draco.
func (f *File) retarget(lines []Line, from int, path, pkg string) {
	for i := range lines {
		l := &lines[i]
		switch {
		case l.imp != nil && (path != Module || pkg != Module):
			l.Text = l.imp.retarget(l.Text, path)
		case from+i == f.pkg && (l.Text == "package "+Module || l.Text == "package "+Module+"_test"):
			l.Text = "package " + pkg + strings.TrimPrefix(l.Text, "package "+Module)
		}
	}
}

func (imp *Import) retarget(text, path string) string {
	switch {
	case imp.Path != Module && !strings.HasPrefix(imp.Path, Module+"/"):
		return text
	case imp.Path == Module && imp.Name == "":
		return strings.Replace(text, imp.quoted, fmt.Sprintf(`%s %q`, Module, path), 1)
	}
	return strings.Replace(text, imp.quoted, strconv.Quote(path+strings.TrimPrefix(imp.Path, Module)), 1)
}

// visible shows a line with its white space: tabs as →, trailing blanks as ·.
func visible(s string) string {
	if s == "" {
		return "an empty line"
	}
	trimmed := strings.TrimRight(s, " \t")
	tail := strings.ReplaceAll(s[len(trimmed):], " ", "·")
	return strings.ReplaceAll(trimmed+tail, "\t", "→")
}
