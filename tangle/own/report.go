package own

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"draco/tangle"
)

// Print tells what was found, section by section in the order of the book, but
// for the faults, which are printed as those of the book are. Show turns the
// name of a file into the one that is printed.
func (c *Comparison) Print(out io.Writer, show func(string) string) {
	if slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Diff != "" }) {
		fmt.Fprintf(out, "- is the book at the end of chapter %d, + is your code\n\n", c.Chapter.Number)
	}
	names, files := 0, 0 // how wide the columns are
	for _, f := range c.Findings {
		names = max(names, utf8.RuneCountInString(f.Name))
		files = max(files, utf8.RuneCountInString(f.File))
	}
	var section *tangle.Section
	for _, f := range c.Findings {
		if f.Section != section {
			if section != nil {
				fmt.Fprintln(out)
			}
			section = f.Section
			fmt.Fprintf(out, "%s, %s:%d\n", section, show(f.Pos.Filename), section.Pos.Line)
		}
		what, since := "missing", ""
		if f.Diff != "" {
			what = "differs"
		}
		if f.First != f.Section {
			since = "  begun in " + f.First.Locator() + " " + f.First.Title
		}
		fmt.Fprintf(out, "  %s  %-*s  %-*s  %s:%d%s\n", what, names, f.Name, files, f.File, show(f.Pos.Filename), f.Pos.Line, since)
		if f.Diff != "" {
			fmt.Fprintf(out, "      %s:%d\n", show(f.Own.Filename), f.Own.Line)
			for line := range strings.Lines(f.Diff) {
				fmt.Fprintf(out, "      %s", line)
			}
		}
	}
	if c.Findings != nil {
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, c.total())
	if c.Extra != nil {
		const some = 8 // a reader may be chapters ahead
		list := strings.Join(c.Extra[:min(some, len(c.Extra))], ", ")
		if more := len(c.Extra) - some; more > 0 {
			list += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(out, "not in the book: %s\n", list)
	}
}

// total counts what was compared.
func (c *Comparison) total() string {
	if c.OK() {
		return "nothing is missing: " + count(c.Same, "declaration is", "declarations are") + " as at the end of " + c.Chapter.String()
	}
	missing, differ := 0, 0
	for _, f := range c.Findings {
		if f.Diff == "" {
			missing++
		} else {
			differ++
		}
	}
	parts := []string{
		count(missing, "is missing", "are missing"),
		count(differ, "differs", "differ"),
		count(c.Unread, "does not parse", "do not parse"),
		count(c.Same, "is as in the book", "are as in the book"),
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// count says of how many something is true, or nothing if of none.
func count(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
