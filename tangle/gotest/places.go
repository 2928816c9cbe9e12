package gotest

import (
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"draco/tangle"
)

// Places finds the places in the book that stand behind the positions in a
// tool's output.
type Places struct {
	root  string                  // the folder of the files, absolute, no links in it
	other string                  // where a tool may see the same files too, or ""
	files map[string]*tangle.File // by slash path below root
	show  func(string) string
	own   bool // files below root that are not the book's are shown too
	match *regexp.Regexp
}

// NewPlaces knows the files of the book that lie below root. Show turns the
// name of a file, "book/01-sockets.md" or an absolute path, into the one that
// is printed.
func NewPlaces(root string, files []*tangle.File, show func(string) string) *Places {
	return newPlaces(root, "", files, show)
}

// newOverlay knows the files of the book that are laid over the reader's own
// folder, root, and really lie below other: the compiler names them there.
// Files of the reader are shown too.
func newOverlay(root, other string, files []*tangle.File, show func(string) string) *Places {
	p := newPlaces(root, other, files, show)
	p.own = true
	return p
}

func newPlaces(root, other string, files []*tangle.File, show func(string) string) *Places {
	p := &Places{root: unlinked(root), other: unlinked(other), files: map[string]*tangle.File{}, show: show}
	for _, f := range files {
		p.files[f.Path] = f
	}
	// The folders are matched as they are, since their names may have a space;
	// other names end at what cannot be part of them in an output.
	begin := regexp.QuoteMeta(p.root+string(filepath.Separator)) + `|[A-Za-z]:\\`
	if p.other != "" {
		begin = regexp.QuoteMeta(p.other+string(filepath.Separator)) + `|` + begin
	}
	p.match = regexp.MustCompile(`(?:` + begin + `)?[^\s:"'(),;<>\[\]]+\.go:\d+(?::\d+)?`)
	return p
}

// unlinked is a folder by the name that the go command prints.
func unlinked(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil && dir != "" {
		return real
	}
	return dir
}

// Text is the text with every position in it translated. Dir is the folder
// below root that short names are relative to.
func (p *Places) Text(text, dir string) string {
	return p.match.ReplaceAllStringFunc(text, func(s string) string {
		if i := strings.Index(s, p.root+string(filepath.Separator)); i > 0 {
			return s[:i] + p.Text(s[i:], dir) // a stack in a log: \n\t/folder/conn.go:86
		}
		name, line, column := split(s)
		if pos, ok := p.find(name, line, column, dir); ok {
			pos.Filename = p.show(pos.Filename)
			return pos.String()
		}
		if file, ok := p.ownFile(name, dir); ok {
			return p.show(file) + strings.TrimPrefix(s, name)
		}
		return s
	})
}

// First is the first position in the text that stands for a place in the book.
func (p *Places) First(text, dir string) (token.Position, bool) {
	for _, s := range p.match.FindAllString(text, -1) {
		name, line, column := split(s)
		if pos, ok := p.find(name, line, column, dir); ok {
			return pos, true
		}
	}
	return token.Position{}, false
}

// Func is where a top-level function of a file in that folder is declared.
func (p *Places) Func(name, dir string) (token.Position, bool) {
	for file, f := range p.files {
		if path.Dir(file) != path.Clean(dir) {
			continue
		}
		for i, l := range f.Lines {
			if strings.HasPrefix(l.Text, "func "+name+"(") {
				return f.Position(i+1, 1), true
			}
		}
	}
	return token.Position{}, false
}

// split takes name.go:12:3 apart. The column is 0 if there is none.
func split(s string) (name string, line, column int) {
	i := strings.LastIndex(s, ".go:") + len(".go")
	numbers := strings.Split(s[i+1:], ":")
	line, _ = strconv.Atoi(numbers[0])
	if len(numbers) > 1 {
		column, _ = strconv.Atoi(numbers[1])
	}
	return s[:i], line, column
}

func (p *Places) find(name string, line, column int, dir string) (token.Position, bool) {
	for _, candidate := range p.candidates(name, dir) {
		if f := p.files[candidate]; f != nil && 1 <= line && line <= len(f.Lines) {
			pos := f.Position(line, column)
			return pos, pos.Line > 0
		}
	}
	return token.Position{}, false
}

// candidates are the paths below root that a tool may mean by a name: absolute,
// relative to the package, or relative to where the go command runs, the root.
func (p *Places) candidates(name, dir string) []string {
	full := []string{name}
	if !filepath.IsAbs(name) {
		full = []string{filepath.Join(p.root, filepath.FromSlash(dir), name), filepath.Join(p.root, name)}
	}
	var paths []string
	for _, name := range full {
		for _, root := range []string{p.root, p.other} {
			if rel, err := filepath.Rel(root, name); root != "" && err == nil && filepath.IsLocal(rel) {
				paths = append(paths, filepath.ToSlash(rel))
			}
		}
	}
	return paths
}

func (p *Places) ownFile(name, dir string) (string, bool) {
	if !p.own {
		return "", false
	}
	for _, candidate := range p.candidates(name, dir) {
		file := filepath.Join(p.root, filepath.FromSlash(candidate))
		if _, err := os.Stat(file); err == nil {
			return file, true
		}
	}
	return "", false
}
