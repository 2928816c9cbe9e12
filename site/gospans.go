package site

import (
	"go/scanner"
	"go/token"
	"strings"
)

// goSpans is what highlight is for Go. The scanner of the compiler takes any
// piece of a program apart, and exactly.
func goSpans(lines []string) [][]span {
	text := strings.Join(lines, "\n")
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments) // what is wrong is shown as it stands
	out := make([][]span, len(lines))
	line, start := 0, 0 // and where that line starts in the text
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		class := goClass(tok, lit)
		if tok != token.IDENT && class == "" {
			continue
		}
		if lit == "" {
			lit = tok.String()
		}
		at := file.Offset(pos)
		end := min(at+len(lit), len(text))
		if tok == token.STRING || tok == token.COMMENT { // lit has no carriage returns, the text may
			end = at + len(literal(text[at:], lit))
		}
		for at < end { // raw strings and comments may have several lines
			for line+1 < len(lines) && at > start+len(lines[line]) {
				start += len(lines[line]) + 1
				line++
			}
			stop := min(end, start+len(lines[line]))
			if stop > at {
				out[line] = append(out[line], span{start: at - start, end: stop - start, class: class})
			}
			at = stop + 1
		}
	}
}

// literal is the beginning of a text that the scanner has read as lit.
func literal(text, lit string) string {
	n := 0
	for i := 0; i < len(lit) && n < len(text); n++ {
		if text[n] == lit[i] {
			i++
		}
	}
	return text[:n]
}

// predeclared are the names that are set like keywords and types although the
// language lets a program have them for itself.
var predeclared = map[string]string{
	"nil": "k", "true": "k", "false": "k", "iota": "k",
	"any": "t", "bool": "t", "byte": "t", "comparable": "t", "complex64": "t", "complex128": "t", "error": "t",
	"float32": "t", "float64": "t", "int": "t", "int8": "t", "int16": "t", "int32": "t", "int64": "t", "rune": "t",
	"string": "t", "uint": "t", "uint8": "t", "uint16": "t", "uint32": "t", "uint64": "t", "uintptr": "t",
}

func goClass(tok token.Token, lit string) string {
	switch {
	case tok == token.IDENT:
		return predeclared[lit]
	case tok.IsKeyword():
		return "k"
	case tok == token.STRING, tok == token.CHAR:
		return "s"
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return "d"
	case tok == token.COMMENT:
		return "c"
	}
	return ""
}
