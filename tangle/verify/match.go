package verify

import (
	"regexp"
	"strings"
)

// varies stands for text that is different each time: in a line for any text,
// alone on a line for any number of lines.
const varies = "..."

// matches tells whether lines are what the book expects. Only the last ... seen
// ever takes more lines: what the ones before it took was enough for what
// follows them.
func matches(want, got []string) bool {
	w, g := 0, 0
	star, from := -1, 0 // the last ... seen, and the line after those it takes
	for g < len(got) {
		switch {
		case w < len(want) && want[w] == varies:
			star, from = w, g
			w++
		case w < len(want) && matchLine(want[w], got[g]):
			w++
			g++
		case star >= 0:
			from++
			w, g = star+1, from
		default:
			return false
		}
	}
	for w < len(want) && want[w] == varies {
		w++
	}
	return w == len(want)
}

// literals splits a line at every ... in it. Of more than three dots, the first
// are text: go1.... is go1. and what follows.
func literals(line string) (parts []string) {
	at := 0
	for _, run := range dots.FindAllStringIndex(line, -1) {
		parts = append(parts, line[at:run[1]-len(varies)])
		at = run[1]
	}
	return append(parts, line[at:])
}

var dots = regexp.MustCompile(`\.{3,}`)

// matchLine compares one line, ... being any text in it.
func matchLine(want, got string) bool {
	parts := literals(want)
	if len(parts) == 1 {
		return want == got
	}
	first, last := parts[0], parts[len(parts)-1]
	if len(got) < len(first)+len(last) || !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) {
		return false
	}
	got = got[len(first) : len(got)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, ok := strings.Cut(got, part)
		if !ok {
			return false
		}
		got = after
	}
	return true
}

var (
	escapes = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]` + // colours, cursor
		`|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)` + // titles, links
		`|\x1b[PX^_][^\x1b]*\x1b\\` + // other strings
		`|\x1b[ -/]*[0-OQ-WYZ\\\x60a-~]`) // character sets, keypad
	lineEnd = regexp.MustCompile(`\r+\n`)
)

// plain is what a terminal was sent without what is not text.
func plain(raw string) string {
	return lineEnd.ReplaceAllString(escapes.ReplaceAllString(raw, ""), "\n")
}

// lines splits a text; a missing end of the last line is forgiven.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
