package tangle

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// An Op says what a block does to its name. The three are Go's own.
type Op string

const (
	Define  Op = ":=" // a fault if the name is defined
	Replace Op = "="  // a fault if it is not
	Extend  Op = "+=" // a fault if it is not
)

// A Kind is what a name stands for.
type Kind int

const (
	Piece     Kind = iota // put where it is referred to
	WholeFile             // begins or extends a file
	Part                  // a part of a file, after the file's own blocks
)

// Classify tells what a name stands for. A path has no space and contains a
// "." or a "/"; a part of a file is a path, ": " and a phrase; any other name
// is a piece. The path is empty for a piece.
func Classify(name string) (kind Kind, path, phrase string) {
	if before, after, ok := strings.Cut(name, ": "); ok && isPath(before) {
		return Part, before, after
	}
	if isPath(name) {
		return WholeFile, name, ""
	}
	return Piece, "", name
}

func isPath(s string) bool {
	return !strings.ContainsAny(s, " \t") && strings.ContainsAny(s, "./")
}

// describe names a chunk as the messages do: file server.go, piece "read the head".
func describe(name string) string {
	switch kind, path, phrase := Classify(name); kind {
	case WholeFile:
		return "file " + path
	case Part:
		return fmt.Sprintf("part %q of %s", phrase, path)
	default:
		return fmt.Sprintf("piece %q", phrase)
	}
}

// pathFault says what is wrong with a path, or nothing. The rules are those of
// the strictest system a reader may have: no way out of the output folder, no
// byte that one of them gives a meaning.
func pathFault(path string) (msg, hint string) {
	switch {
	case strings.HasPrefix(path, "/"), strings.HasPrefix(path, "~"),
		path == "..", strings.HasPrefix(path, "../"), strings.Contains(path, "/../"), strings.HasSuffix(path, "/.."):
		return fmt.Sprintf("path %s is outside the output folder", path), "paths start at the output folder: cmd/beasty/main.go"
	case strings.Contains(path, ":"):
		return fmt.Sprintf("path %s has a colon", path), "a part of a file needs a space after the colon: <<" + strings.Replace(path, ":", ": ", 1) + ">>"
	case strings.ContainsAny(path, "\\*?\"<>|"), strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Sprintf("path %q has a character that not every system allows", path), "use letters, digits, '.', '-', '_' and '/'"
	case !fs.ValidPath(path) || path == ".":
		return fmt.Sprintf("path %s is not in its shortest form", path), "no empty, '.' or '..' elements, no slash at the end"
	case deviceName.MatchString(path):
		return fmt.Sprintf("path %s has a name that not every system allows", path), "aux, con, nul, prn, com1 and lpt1 are devices on Windows, and no name ends in a dot there"
	case path == "go.mod" || strings.HasSuffix(path, "/go.mod"):
		return "go.mod is not the book's to write", "the module is the one the package is put into; tangle -o makes it"
	}
	return "", ""
}

var deviceName = regexp.MustCompile(`(?i)(^|/)(aux|con|nul|prn|com\d|lpt\d)(\.[^/]*)?(/|$)|\.(/|$)`)

// A comment form of some language. Any of them may carry a heading or a
// reference: which is right for the language, its own compiler tells.
var commentForms = []struct{ open, close string }{
	{"//", ""}, {"#", ""}, {"--", ""}, {";", ""}, {"%", ""},
	{"<!--", "-->"}, {"/*", "*/"}, {"{{/*", "*/}}"},
}

// comment splits a line that is nothing but a comment into its indentation,
// the comment's opening and closing marks, and what stands between them.
func comment(line string) (indent, open, body, close string, ok bool) {
	text := strings.TrimLeft(line, " \t")
	indent = line[:len(line)-len(text)]
	text = strings.TrimRight(text, " \t")
	for _, f := range commentForms {
		if strings.HasPrefix(text, f.open) && strings.HasSuffix(text, f.close) && len(text) >= len(f.open)+len(f.close) {
			return indent, f.open, text[len(f.open) : len(text)-len(f.close)], f.close, true
		}
	}
	return "", "", "", "", false
}

// inner is what a comment says, if one space stands at each end that has a mark.
func inner(body, close string) (string, bool) {
	text, ok := strings.CutPrefix(body, " ")
	if ok && close != "" {
		text, ok = strings.CutSuffix(text, " ")
	}
	return text, ok
}

// chunkName reads <<name>> at the start of s.
func chunkName(s string) (name, rest string, ok bool) {
	s, ok = strings.CutPrefix(s, "<<")
	if !ok {
		return "", "", false
	}
	name, rest, ok = strings.Cut(s, ">>")
	if !ok || name == "" || strings.TrimSpace(name) != name || strings.Contains(name, "<<") ||
		strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", "", false
	}
	return name, rest, true
}

// heading reads the line that opens a program block: // <<name>> :=
func heading(line string) (name string, op Op, ok bool) {
	_, _, body, close, ok := comment(line)
	if !ok {
		return "", "", false
	}
	if body, ok = inner(body, close); !ok {
		return "", "", false
	}
	name, rest, ok := chunkName(body)
	if !ok {
		return "", "", false
	}
	switch rest {
	case " :=", " =", " +=":
		return name, Op(rest[1:]), true
	}
	return "", "", false
}

// A reference is a line that is nothing but // <<name>>, at its indentation.
type reference struct{ indent, open, name, close string }

func refer(line string) (reference, bool) {
	indent, open, body, close, ok := comment(line)
	if !ok {
		return reference{}, false
	}
	if body, ok = inner(body, close); !ok {
		return reference{}, false
	}
	name, rest, ok := chunkName(body)
	if !ok || rest != "" {
		return reference{}, false
	}
	return reference{indent, open, name, close}, true
}

// trace is the comment that an indented reference leaves behind in the file.
func (r reference) trace() string {
	text := r.indent + r.open + " " + r.name
	if r.close != "" {
		text += " " + r.close
	}
	return text
}

var (
	looseHeading   = regexp.MustCompile(`^\s*<{1,3}\s*(.*?)\s*>{1,3}\s*(:=|\+=|=|\+|:|==|=:|=\+)?\s*$`)
	halfHeading    = regexp.MustCompile(`^\s*(?:<<\s*([^<>]*?[^<>\s+:])|([^<>\s][^<>]*?)\s*>>)\s*(:=|\+=|=)\s*$`)
	looseReference = regexp.MustCompile(`^\s*<<.*>>|^\s*<<[^<>]+>?\s*$`)
)

// nearHeading recognises a comment that means to be a heading and is none:
// it contains << or >>. The guess is the name it means, for the hint and so
// that one slip is one fault and not one at every use.
func nearHeading(line string) (guess string, op Op, ok bool) {
	_, _, body, _, ok := comment(line)
	if !ok || !strings.Contains(body, "<<") && !strings.Contains(body, ">>") {
		return "", "", false
	}
	if m := halfHeading.FindStringSubmatch(body); m != nil {
		return m[1] + m[2], Op(m[3]), true
	}
	if m := looseHeading.FindStringSubmatch(body); m != nil && !strings.ContainsAny(m[1], "<>") {
		op = Define
		switch m[2] {
		case "=", "==":
			op = Replace
		case "+=", "=+", "+":
			op = Extend
		}
		return m[1], op, true
	}
	return "", "", true
}

// nearReference recognises a comment in the middle of a block that begins like
// a reference and is none, and guesses the name it means.
func nearReference(line string) (guess string, ok bool) {
	_, _, body, _, ok := comment(line)
	if !ok || !looseReference.MatchString(body) {
		return "", false
	}
	name, _, _ := strings.Cut(strings.TrimSpace(body)[2:], ">")
	return strings.TrimSpace(name), true
}
