package site

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"path"
	"slices"
	"strings"
	"sync"

	"draco/tangle"
)

// The source pages show the files of the program at the end of each chapter, as
// generated/ has them. source/ch03/server.go.html is server.go; beside the files
// are index.html, the list of them, and changes.html, what the chapter changed.

// sourceDir is the folder of a chapter's source pages.
func sourceDir(ch *tangle.Chapter) string { return fmt.Sprintf("source/ch%02d/", ch.Number) }

// A program is the files at the end of a chapter.
type program struct {
	chapter *tangle.Chapter
	before  *program // of the chapter before, or nil
	files   map[string]*tangle.File
	paths   []string // sorted
}

// addSources adds the source pages of all chapters. A program is put together
// when one of its pages is asked for.
func (s *Site) addSources() {
	var before func() *program
	for _, ch := range s.book.Chapters {
		end := s.book.EndOf(ch.Sections[len(ch.Sections)-1])
		paths := end.Paths()
		if ch.Number == 0 || len(paths) == 0 {
			continue
		}
		earlier := before
		program := sync.OnceValue(func() *program {
			p := &program{chapter: ch, files: map[string]*tangle.File{}, paths: paths}
			if earlier != nil {
				p.before = earlier()
			}
			for _, f := range end.Files() {
				p.files[f.Path] = f
			}
			return p
		})
		before = program
		s.programs[ch] = program
		s.add(sourceDir(ch)+"index.html", func() []byte { return s.fileList(program()) })
		s.addSheet(sourceDir(ch)+"changes.html", func() *sheet { return s.changesPage(program()) })
		for _, path := range paths {
			s.addSheet(sourceName(ch, path), func() *sheet { return s.sourcePage(program(), path) })
		}
	}
}

// ends is what the site has of a chapter's program, if it has one.
func (s *Site) ends(ch *tangle.Chapter) *ends {
	if ch.Of != nil {
		ch = ch.Of
	}
	if s.programs[ch] == nil {
		return nil
	}
	return &ends{ch.Number, sourceDir(ch) + "index.html", sourceDir(ch) + "changes.html", archiveName(ch)}
}

// addSheet adds a page that shows code, and what its names are.
func (s *Site) addSheet(name string, make func() *sheet) {
	once := sync.OnceValue(make)
	s.add(name, func() []byte { return once().html })
	if s.options.Names != nil {
		s.add(namesName(name), func() []byte { return once().names.json() })
	}
}

// sourceName is the page of a file as of the end of a chapter.
func sourceName(ch *tangle.Chapter, path string) string { return sourceDir(ch) + path + ".html" }

// A sheet is a page beside the book: it shows the program.
type sheet struct {
	*page
	program *program
	html    []byte // when it is finished
}

// newSheet begins a page of that name about the program of a chapter.
func (s *Site) newSheet(p *program, name string) *sheet {
	l := &leaf{chapter: p.chapter, name: name}
	return &sheet{page: newPage(s, l), program: p}
}

// finish is the page as a file of the site.
func (s *sheet) finish(title, about string) *sheet {
	d := s.Site.document(s.name, title, s.out.Bytes())
	d.Names, d.Program = s.namesPath(), s.ends(s.chapter)
	d.About = about
	d.Nav = s.nav()
	s.html = d.bytes()
	return s
}

// nav is the contents beside the page: the files of the program. A template for
// them would take longer than the page.
func (s *sheet) nav() template.HTML {
	var b strings.Builder
	up := root(s.name)
	link := func(href, class, title string) {
		if href == s.name {
			class += ` aria-current="page"`
		}
		b.WriteString(`<li><a href="` + up + html.EscapeString(href) + `"` + class + ">" + html.EscapeString(title) + "</a></li>\n")
	}
	fmt.Fprintf(&b, "<p class=\"label\">Source, chapter %d</p>\n<ol class=\"files\">\n", s.chapter.Number)
	link(sourceDir(s.chapter)+"index.html", "", "All files")
	link(sourceDir(s.chapter)+"changes.html", "", "What changed")
	for _, path := range s.program.paths {
		link(sourceName(s.chapter, path), ` class="file"`, path)
	}
	b.WriteString("</ol>\n")
	return template.HTML(b.String())
}

// head begins the page.
func (s *sheet) head(heading string) {
	s.write("<header class=\"opening\">\n<p class=\"number\"><a href=\"%s\">%s</a> source</p>\n%s\n</header>\n",
		s.way(s.chapter.Sections[0], ""), html.EscapeString(s.chapter.Title), heading)
}

// breakable lets a path break after its slashes.
func breakable(path string) string {
	return strings.ReplaceAll(html.EscapeString(path), "/", "/<wbr />")
}

// acts is room for what can be done with the whole of a file's page.
const acts = "<div class=\"acts\"></div>\n"

// fileList is the list of a program's files.
func (s *Site) fileList(p *program) []byte {
	sh := s.newSheet(p, sourceDir(p.chapter)+"index.html")
	sh.head(fmt.Sprintf("<h1>The program after chapter %d</h1>", p.chapter.Number))
	lines := 0
	for _, f := range p.files {
		lines += len(f.Lines)
	}
	sh.write("<p>%s, %s. <a href=\"changes.html\">What chapter %d changed</a>.\n<a href=\"%s\" download=\"\">All of it as an archive</a>, in which <code>go test ./...</code> passes.</p>\n",
		count(len(p.paths), "file"), count(lines, "line"), p.chapter.Number, relative(sh.name, archiveName(p.chapter)))
	sh.otherChapters("index.html", func(*program) bool { return true })
	dir := ""
	sh.write("<ul class=\"tree\">\n")
	for _, name := range byFolder(p.paths) {
		if d := path.Dir(name); d != dir {
			dir = d
			if d != "." {
				sh.write("<li class=\"folder\">%s/</li>\n", html.EscapeString(d))
			}
		}
		sh.write("<li><a href=\"%s\">%s</a> <span class=\"facts\">%s%s</span></li>\n", html.EscapeString(name)+".html", html.EscapeString(path.Base(name)),
			count(len(p.files[name].Lines), "line"), p.news(name))
	}
	sh.write("</ul>\n")
	return sh.finish("Source", fmt.Sprintf("The files of the framework and of beasty at the end of chapter %d, %s.", p.chapter.Number, p.chapter.Title)).html
}

// byFolder are paths in the order of a tree: the files of a folder before the
// folders in it.
func byFolder(paths []string) []string {
	sorted := slices.Clone(paths)
	slices.SortStableFunc(sorted, func(a, b string) int {
		return strings.Compare(path.Dir("/"+a), path.Dir("/"+b))
	})
	return sorted
}

// news says what the chapter has done to a file.
func (p *program) news(path string) string {
	switch {
	case p.before == nil:
		return ""
	case p.before.files[path] == nil:
		return ", new"
	case p.before.files[path].Text() != p.files[path].Text():
		return ", changed"
	}
	return ""
}

// otherChapters links to the same page of the other chapters that have it.
func (s *sheet) otherChapters(name string, has func(*program) bool) {
	s.write("<p class=\"editions\">As of chapter")
	for _, ch := range s.book.Chapters {
		p := s.programs[ch]
		switch {
		case p == nil || !has(p()):
		case ch == s.chapter:
			s.write(" <strong aria-current=\"true\">%d</strong>", ch.Number)
		default:
			s.write(" <a href=\"%s\">%d</a>", html.EscapeString(relative(s.name, sourceDir(ch)+name)), ch.Number)
		}
	}
	s.write("</p>\n")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	digits := fmt.Sprint(n)
	if n >= 10000 {
		digits = digits[:len(digits)-3] + "," + digits[len(digits)-3:]
	}
	return digits + " " + what + "s"
}

// sourcePage is a file as of the end of a chapter. Each line's number leads to
// where the book has the line, and before the first of those that a listing has
// brought stands its step.
func (s *Site) sourcePage(p *program, path string) *sheet {
	sh := s.newSheet(p, sourceName(p.chapter, path))
	f := p.files[path]
	sh.head(`<h1 class="path">` + breakable(path) + "</h1>")
	sh.write(acts)
	sh.otherChapters(path+".html", func(other *program) bool { return other.files[path] != nil })
	if life := s.lives[path](); len(life.Steps) > 1 {
		sh.write("<div class=\"life\" data-life=\"%s\" data-steps=\"%d\" data-at=\"%d\"></div>\n",
			html.EscapeString(relative(sh.name, lifeName(path))), len(life.Steps), life.asOf(p.chapter))
	}
	sh.write("<figure class=\"listing source\">\n<div class=\"code\" tabindex=\"0\" role=\"group\" aria-label=\"code\">\n<pre><code>")
	lines := texts(f.Lines)
	set := sh.setAll(lines, s.namesOf(p, path))
	var last *tangle.Block
	for i, l := range f.Lines {
		b := sh.origin(f, i)
		from := ""
		if b != last && strings.TrimSpace(l.Text) != "" {
			last = b
			from = fmt.Sprintf(`<a class="from" href="%s" title="%s">%s</a>`, sh.address(b), html.EscapeString(b.Section.String()), b.Section.Locator())
		}
		sh.write(`<span class="l" id="L%d">%s%s%s`+"\n</span>", i+1, from, sh.numberOf(f, i), set[i])
	}
	sh.write("</code></pre>\n</div>\n</figure>\n")
	return sh.finish(fmt.Sprintf("%s, chapter %d", path, p.chapter.Number), fmt.Sprintf("%s at the end of chapter %d, %s: each line leads to where the book explains it.", path, p.chapter.Number, p.chapter.Title))
}

// origin is the block that a line of a file comes from.
func (s *Site) origin(f *tangle.File, i int) *tangle.Block { return s.blockAt(f.Position(i+1, 1)) }

// numberOf is the number of a line of a file, as a link to where the book has it.
func (s *sheet) numberOf(f *tangle.File, i int) string {
	b := s.origin(f, i)
	return fmt.Sprintf(`<a class="ln" href="%s" tabindex="-1" aria-hidden="true">%d</a>`, s.way(b.Section, s.lineID(b, f.Position(i+1, 1))), i+1)
}

func texts(lines []tangle.Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

// language is what the style of a file's code goes by: what its blocks say.
func language(name string) string {
	switch ext := path.Ext(name); ext {
	case ".go", ".html", ".css", ".js", ".json", ".xml", ".sh", ".yaml", ".toml", ".sql":
		return ext[1:]
	case ".svg":
		return "xml"
	}
	return ""
}

// changesPage is what a chapter has changed, file by file.
func (s *Site) changesPage(p *program) *sheet {
	sh := s.newSheet(p, sourceDir(p.chapter)+"changes.html")
	sh.head(fmt.Sprintf("<h1>What chapter %d changed</h1>", p.chapter.Number))
	was := map[string]*tangle.File{}
	if p.before != nil {
		was = p.before.files
	}
	paths := slices.Clone(p.paths)
	for path := range was {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var body bytes.Buffer
	changed, added, removed := 0, 0, 0
	for _, path := range slices.Compact(paths) {
		hunks := tangle.Diff(was[path], p.files[path])
		if hunks == nil {
			continue
		}
		changed++
		for _, h := range hunks {
			added, removed = added+len(h.New), removed+len(h.Old)
		}
		sh.fileChange(&body, path, was[path], p.files[path], hunks)
	}
	sh.write("<p>%s, %s new, %s gone. The new ones link to the step that brings them.</p>\n", count(changed, "file"), count(added, "line"), count(removed, "line"))
	sh.otherChapters("changes.html", func(*program) bool { return true })
	sh.write("%s", body.String())
	return sh.finish("What changed", fmt.Sprintf("Every line that chapter %d, %s, adds to the program or takes out of it.", p.chapter.Number, p.chapter.Title))
}

// fileChange shows what became of a file. A new one is named and not shown:
// all of it is on its page.
func (s *sheet) fileChange(out *bytes.Buffer, path string, was, is *tangle.File, hunks []tangle.Hunk) {
	added, removed := 0, 0
	for _, h := range hunks {
		added, removed = added+len(h.New), removed+len(h.Old)
	}
	name := breakable(path)
	if is != nil {
		name = `<a href="` + html.EscapeString(path) + `.html">` + name + "</a>"
	}
	facts := fmt.Sprintf("+%d −%d", added, removed)
	switch {
	case was == nil:
		facts = "new, " + count(added, "line")
	case is == nil:
		facts = "removed"
	}
	fmt.Fprintf(out, "<h2 class=\"path\" id=\"file.%s\">%s <span class=\"facts\">%s</span></h2>\n", slugOf(path), name, facts)
	if was == nil || is == nil {
		return
	}
	out.WriteString("<figure class=\"listing changed source diff\">\n<div class=\"code\" tabindex=\"0\" role=\"group\" aria-label=\"code\">\n<pre><code>")
	at := 0 // lines of the new file that are behind us
	spans := s.namesOf(s.program, path)
	set := func(i int) string { return s.set(is.Lines[i].Text, spans[i]) } // what is not shown has no names
	marks := marker{on: true, last: tangle.Kept}
	var text strings.Builder
	kept := func(from, to int) {
		for i := from; i < to; i++ {
			marks.line(&text, tangle.Kept, "l", anchor{number: fmt.Sprintf(`<span class="ln" aria-hidden="true">%d</span>`, i+1)}, set(i))
		}
	}
	for _, h := range hunks {
		until := h.NewAt - 1
		if at == 0 {
			at = max(0, until-around)
		}
		if until-at > 2*around {
			kept(at, at+around)
			text.WriteString(`<span class="l cut">⋯</span>`)
			at = until - around
		}
		kept(at, until)
		for _, l := range h.Old {
			marks.line(&text, tangle.Removed, "l", anchor{}, html.EscapeString(l.Text))
		}
		for i := range h.New {
			n := until + i
			marks.line(&text, tangle.Added, "l", anchor{number: s.numberOf(is, n)}, set(n))
		}
		at = until + len(h.New)
	}
	kept(at, min(at+around, len(is.Lines)))
	out.WriteString(text.String() + "</code></pre>\n</div>\n</figure>\n")
}
