package verify

import (
	"slices"
	"strings"
	"testing"
)

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		want, got string
		ok        bool
	}{
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"a", "a", true},
		{"a", "a ", false},
		{"a", "A", false},
		{"a\nb", "a\nb", true},
		{"a\nb", "b\na", false},
		{"a", "a\n\nb", false},
		// In a line: any text, also none.
		{"x...", "x", true},
		{"x...", "xyz", true},
		{"x...z", "xyz", true},
		{"x...z", "xz", true},
		{"x...z", "xy", false},
		{"ab...ba", "aba", false},
		{"a...b...c", "a1b2c", true},
		{"a...b...c", "a1c2b", false},
		{"...b", "ab", true},
		{"curl/...", "curl/...", true},
		{"go1....", "go1.26", true},
		{"go1....", "go2.26", false},
		{"go1....", "go126", false},
		{"a...c", "a\nc", false},
		{"  ...", "  x", true},
		{"  ...", "x", false},
		// Alone on a line: any number of lines, also none.
		{"...", "", true},
		{"...", "a\nb", true},
		{"a\n...", "a", true},
		{"a\n...", "a\nb\nc", true},
		{"a\n...\nd", "a\nd", true},
		{"a\n...\nd", "a\nb\nc\nd", true},
		{"a\n...\nd", "a\nd\ne", false},
		{"a\n...\nd", "a\nd\ne\nd", true},
		{"...\nb\n...\nd\n...", "a\nb\nc\nd", true},
		{"...\nd\n...\nb\n...", "a\nb\nc\nd", false},
		{"...\nb...", "a\nx\nby", true},
	} {
		if ok := matches(lines(c.want), lines(c.got)); ok != c.ok {
			t.Errorf("matches(%q, %q) = %v", c.want, c.got, ok)
		}
	}
}

// A pattern of many wildcards must not take for ever on a text that nearly fits.
func TestMatchesIsQuick(t *testing.T) {
	want := slices.Repeat([]string{"...", "a"}, 50)
	got := append(slices.Repeat([]string{"a"}, 2000), "b")
	if matches(want, got) {
		t.Error("a list that ends in b matches a pattern that ends in a")
	}
	if matchLine(strings.Repeat("a...", 50)+"b", strings.Repeat("a", 100000)) {
		t.Error("a line of a matches a pattern that ends in b")
	}
}

func TestPlain(t *testing.T) {
	for raw, want := range map[string]string{
		"a\r\nb\r\n":                           "a\nb\n",
		"a\r\r\nb":                             "a\nb",
		"a\rb":                                 "a\rb",
		"\x1b[1mContent-Type\x1b[0m: x":        "Content-Type: x",
		"\x1b[38;5;1mred\x1b[m":                "red",
		"\x1b]0;title\x07a\x1b]8;;u\x1b\\link": "alink",
		"\x1b(B\x1b=a\x1b[?25h\x1b[2K":         "a",
		"ends in \x1b[":                        "ends in \x1b[",
	} {
		if got := plain(raw); got != want {
			t.Errorf("plain(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":       nil,
		"a":      {"a"},
		"a\n":    {"a"},
		"a\n\n":  {"a", ""},
		"\n":     {""},
		"a\nb\n": {"a", "b"},
	} {
		if got := lines(text); !slices.Equal(got, want) {
			t.Errorf("lines(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestServer(t *testing.T) {
	for text, want := range map[string]bool{
		"go run . &":         true,
		"x & ":               true,
		"x &\\\n":            false,
		"a && b":             false,
		"a &&":               false,
		"a & b":              false,
		"go run . \\\n -v &": true,
		"echo 2>&1":          false,
	} {
		if got := (&command{text: text}).server(); got != want {
			t.Errorf("%q: server %v, want %v", text, got, want)
		}
	}
}
