package epub

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"hash/crc32"
	"html"
	"strings"
	"text/template"
	"time"
)

// A Book is what is bound.
type Book struct {
	Title    string
	Author   string // may be empty
	Language string // such as en
	ID       string // the same in every edition, such as urn:uuid:... or a URL
	Rights   string // the licence, in a sentence
	Modified time.Time
	Cover    []byte // a PNG; may be nil
	// Documents are the pages in reading order.
	Documents []Document
}

// A Document is a page of the book.
type Document struct {
	Name   string // of its file, to which the others link: sockets.xhtml
	Title  string // plain text
	Number string // 1.4; may be empty
	Level  int    // in the contents: 1 is a chapter, 2 a section of the one before
	Main   string // the inside of the website's <main>
	// Hidden is for what one does not come by when turning the pages, such as
	// answers: it is not in the contents, stands at the end, and is reached by the
	// links that lead to it; without one nobody finds it, which is an error.
	Hidden bool
}

// Bytes is the finished file. The error is all that is wrong with its pages.
func (b *Book) Bytes() ([]byte, error) {
	if b.Title == "" || b.Language == "" || b.ID == "" || b.Modified.IsZero() {
		return nil, errors.New("an EPUB needs a title, a language, an identifier, and the time of its last change")
	}
	pages, err := b.pages()
	if err != nil {
		return nil, err
	}
	e := &edition{Book: b, Pages: pages}
	for _, p := range pages {
		e.Drawn = e.Drawn || p.svg
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if err := first(w, "mimetype", "application/epub+zip"); err != nil {
		return nil, err
	}
	add := func(name string, data []byte) {
		var f interface{ Write([]byte) (int, error) }
		if err == nil {
			f, err = w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.Modified.UTC()})
		}
		if err == nil {
			_, err = f.Write(data)
		}
	}
	for _, f := range [][2]string{
		{"META-INF/container.xml", "container.xml"}, {"EPUB/package.opf", "package.opf"}, {"EPUB/nav.xhtml", "nav.xhtml"},
		{"EPUB/toc.ncx", "toc.ncx"}, {"EPUB/title.xhtml", "title.xhtml"},
	} {
		add(f[0], e.file(f[1], e))
	}
	add("EPUB/book.css", styles)
	if b.Cover != nil {
		add("EPUB/cover.xhtml", e.file("cover.xhtml", e))
		add("EPUB/cover.png", b.Cover)
	}
	for _, p := range pages {
		add("EPUB/text/"+p.Name, e.file("page.xhtml", struct {
			*edition
			Page *page
		}{e, p}))
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// first writes the file by which the format is recognised: stored, without
// extra fields and with its size in front of it (OCF 3.3, section 4.3).
func first(w *zip.Writer, name, text string) error {
	size := uint64(len(text))
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(text)), CompressedSize64: size, UncompressedSize64: size,
	})
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	return err
}

// pages are the documents as they are bound, the hidden ones last.
func (b *Book) pages() (all []*page, err error) {
	var faults []error
	names := map[string]*page{}
	var hidden []*page
	chapter := false
	for i, d := range b.Documents {
		p := &page{Document: d, Key: fmt.Sprintf("page%d", i+1)}
		faults = append(faults, p.convert()...)
		if names[d.Name] != nil {
			faults = append(faults, fmt.Errorf("%s: two documents have this name", d.Name))
		}
		names[d.Name] = p
		switch {
		case d.Hidden:
			hidden = append(hidden, p)
			continue
		case d.Level == 1:
			chapter = true
		case d.Level != 2 || !chapter:
			faults = append(faults, fmt.Errorf("%s: it is at level %d of the contents: 1 is a chapter, 2 a section of the chapter before it", d.Name, d.Level))
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		faults = append(faults, errors.New("the book has no page to begin with"))
	}
	all = append(all, hidden...)
	linked := map[*page]bool{}
	for _, p := range all {
		faults = append(faults, p.follow(names, linked)...)
	}
	for _, p := range hidden {
		if !linked[p] {
			faults = append(faults, fmt.Errorf("%s: no link leads to it, and it is not in the contents", p.Name))
		}
	}
	return all, errors.Join(faults...)
}

// follow goes where the links of the page lead, and notes which pages they are.
func (p *page) follow(names map[string]*page, linked map[*page]bool) (faults []error) {
	for _, link := range p.links {
		if outside(link) {
			continue
		}
		name, id, fragment := strings.Cut(link, "#")
		to := p
		if name != "" {
			to = names[name]
		}
		switch {
		case to == nil:
			faults = append(faults, fmt.Errorf("%s: the link %s leads to no document of the book", p.Name, link))
		case fragment && !to.ids[id]:
			faults = append(faults, fmt.Errorf("%s: the link %s leads to an id that is not there", p.Name, link))
		case to != p:
			linked[to] = true
		}
	}
	return faults
}

func outside(link string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(link, scheme) {
			return true
		}
	}
	return false
}

//go:embed epub.css
var styles []byte

//go:embed files
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"x": html.EscapeString}).ParseFS(files, "files/*"))

// An edition is the book, for the templates.
type edition struct {
	*Book
	Pages []*page
	Drawn bool // there are figures
}

func (e *edition) file(name string, data any) []byte {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		panic(err) // the templates and their data are ours
	}
	return out.Bytes()
}

// Changed is the time of the last change as the package file has it.
func (e *edition) Changed() string { return e.Modified.UTC().Format("2006-01-02T15:04:05Z") }

// An entry is a line of the contents.
type entry struct {
	*page
	Sections []entry
}

// Contents are the pages that are not hidden, sections below their chapters.
func (e *edition) Contents() (all []entry) {
	for _, p := range e.Pages {
		switch {
		case p.Hidden:
		case p.Level == 1:
			all = append(all, entry{page: p})
		default:
			last := &all[len(all)-1]
			last.Sections = append(last.Sections, entry{page: p})
		}
	}
	return all
}
