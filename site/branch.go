package site

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"draco/tangle"
)

// An answer is a branch of the program, which no chapter goes on with. The pages
// of its files show them as they are with the answer in them, and what the answer
// has changed: source/answers/1.2/conn.go.html.

// branchName is the page of a file with an answer in it, or "" if it is none.
func branchName(answer *tangle.Section, path string) string {
	if answer.Answer == nil {
		return ""
	}
	return "source/answers/" + answer.Answer.Locator() + "/" + path + ".html"
}

// addBranches adds the pages of the files that answers change.
func (s *Site) addBranches() {
	for _, ch := range s.book.Files() {
		if ch.Of == nil || s.programs[ch.Of] == nil {
			continue
		}
		for _, sec := range ch.Sections {
			if sec.Answer == nil || len(sec.Blocks) == 0 {
				continue
			}
			end := s.branchEnd(sec)
			for _, path := range s.branchPaths(sec) {
				if end.File(path) != nil {
					s.addSheet(branchName(sec, path), func() *sheet { return s.branchPage(sec, path) })
				}
			}
		}
	}
}

// branchEnd is the program with an answer in it.
func (s *Site) branchEnd(answer *tangle.Section) tangle.State {
	return answer.Answer.Book.After(answer.Blocks[len(answer.Blocks)-1])
}

// branchPaths are the files that an answer may change, sorted.
func (s *Site) branchPaths(answer *tangle.Section) (paths []string) {
	for _, b := range answer.Blocks {
		paths = append(paths, answer.Answer.Book.Reach(b)...)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// branchPage is a file with an answer in it. Each line's number leads to where the
// book has the line.
func (s *Site) branchPage(answer *tangle.Section, path string) *sheet {
	ch := answer.Chapter.Of
	sh := s.newSheet(s.programs[ch](), branchName(answer, path))
	sh.write("<header class=\"opening\">\n<p class=\"number\"><a href=\"%s\">%s</a> %s</p>\n<h1 class=\"path\">%s</h1>\n</header>\n"+acts,
		sh.way(answer, headingID(answer.Heading)), html.EscapeString(answer.Title), "answer "+answer.Answer.Locator(), breakable(path))
	was, is := sh.program.files[path], s.branchEnd(answer).File(path)
	if was != nil {
		sh.write("<p>With the answer in it. As the chapter leaves it: <a href=\"%s\">%s</a>.</p>\n", relative(sh.name, sourceName(ch, path)), breakable(path))
	} else {
		sh.write("<p>A file of the answer’s own.</p>\n")
	}
	sh.write("<figure class=\"listing changed source\">\n<div class=\"code\" tabindex=\"0\" role=\"group\" aria-label=\"code\">\n<pre><code>")
	marks := marker{on: was != nil, last: tangle.Kept}
	var text strings.Builder
	at := 0 // lines that are behind us
	upTo := func(end int, mark tangle.Mark) {
		for ; at < end; at++ {
			marks.line(&text, mark, "l", anchor{fmt.Sprintf(` id="L%d"`, at+1), sh.numberOf(is, at)}, sh.fileLine(is.Lines[at]))
		}
	}
	if was != nil {
		for _, h := range tangle.Diff(was, is) {
			upTo(h.NewAt-1, tangle.Kept)
			for _, l := range h.Old {
				marks.line(&text, tangle.Removed, "l", anchor{}, html.EscapeString(l.Text))
			}
			upTo(at+len(h.New), tangle.Added)
		}
	}
	if was != nil {
		upTo(len(is.Lines), tangle.Kept)
	}
	upTo(len(is.Lines), tangle.Added)
	sh.write("%s", text.String()+"</code></pre>\n</div>\n</figure>\n")
	return sh.finish(path+", answer "+answer.Answer.Locator(), fmt.Sprintf("%s with the answer %s, %s, in it.", path, answer.Answer.Locator(), answer.Title))
}
