package epub_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"draco/site/epub"
)

// bind makes a small book of pages with these insides, called one.xhtml and so on.
func bind(mains ...string) *epub.Book {
	b := &epub.Book{Title: "Dragons & others", Language: "en", ID: "urn:uuid:2b1f6c1e-5c0c-4e6b-9a43-0d7ac0000002", Modified: modified}
	for i, main := range mains {
		name := []string{"one", "two", "three"}[i]
		b.Documents = append(b.Documents, epub.Document{Name: name + ".xhtml", Title: name, Level: 1, Main: main})
	}
	return b
}

func unpack(t *testing.T, b *epub.Book) map[string]string {
	t.Helper()
	data, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// What a page holds, and what the book makes of it.
func TestConvert(t *testing.T) {
	for name, c := range map[string]struct{ main, want string }{
		"entities":      {`<p title="&ldquo;a&rdquo;">it&rsquo;s &lt;b&gt; &amp; &nbsp;</p>`, "<p title=\"“a”\">it’s &lt;b&gt; &amp; \u00a0</p>"},
		"scroll bars":   {`<div class="code" tabindex="0" role="group" aria-label="code">x</div>`, `<div class="code" role="group" aria-label="code">x</div>`},
		"scripts":       {`<p>a<button type="button">Copy <b>it</b></button><span hidden="">no<br /></span>b</p><!-- c -->`, `<p>ab</p>`},
		"empty":         {`<p>a<br />b</p><hr />`, `<p>a<br />b</p><hr />`},
		"folds":         {`<details><summary>s</summary>t</details>`, `<details open="open"><summary>s</summary>t</details>`},
		"open folds":    {`<details open=""><summary>s</summary>t</details>`, `<details open="open"><summary>s</summary>t</details>`},
		"notes":         {`<p><a id="r" href="#n" role="doc-noteref">1</a></p><div class="note" id="n" role="note"><p>x</p></div>`, `<p><a id="r" href="#n" role="doc-noteref" epub:type="noteref">1</a></p><aside class="note" id="n" role="doc-footnote" epub:type="footnote"><p>x</p></aside>`},
		"drawings":      {`<svg viewBox="0 0 1 1"><path stroke="var(--accent, #b3401f)" d="M0 0"></path></svg>`, `<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><path stroke="#b3401f" d="M0 0"></path></svg>`},
		"lines":         {"<pre><code><span class=\"l\">\t<b>\tx</b>\ty\n</span></code></pre>", "<pre><code><span class=\"l h2\">  <b>  x</b>   y\n</span></code></pre>"},
		"lines, deep":   {"<pre><span class=\"l in4\">x\n</span><span class=\"l x\">" + strings.Repeat("\t", 20) + "x\n</span></pre>", "<pre><span class=\"l h1\">  x\n</span><span class=\"l x h8\">" + strings.Repeat("  ", 20) + "x\n</span></pre>"},
		"lines, prompt": {"<pre><kbd class=\"l\"><span class=\"prompt\">$ </span>ls\n</kbd></pre>", "<pre><kbd class=\"l h0\"><span class=\"prompt\">$ </span>ls\n</kbd></pre>"},
		"gap":           {"<pre><span class=\"l gap\">\n</span></pre>", "<pre><span class=\"l gap h0\"><span class=\"sign\" aria-hidden=\"true\">⋮</span>\n</span></pre>"},
		"signs": {
			"<figure class=\"listing changed\"><pre><del class=\"l\"><span class=\"say\">Removed: </span>\tx\n</del><ins class=\"l\">y\n</ins><span class=\"l\">z\n</span></pre></figure><pre><span class=\"l\">z\n</span></pre>",
			"<figure class=\"listing changed\"><pre><del class=\"l h2\"><span class=\"sign\" aria-hidden=\"true\">− </span><span class=\"gone\"><span class=\"say\">Removed: </span>  x\n</span></del>" +
				"<ins class=\"l h1\"><span class=\"sign\" aria-hidden=\"true\">+ </span>y\n</ins><span class=\"l h1\"><span class=\"sign\" aria-hidden=\"true\">  </span>z\n</span></pre></figure><pre><span class=\"l h0\">z\n</span></pre>",
		},
	} {
		t.Run(name, func(t *testing.T) {
			page := unpack(t, bind(c.main))["EPUB/text/one.xhtml"]
			_, body, _ := strings.Cut(page, "<body epub:type=\"bodymatter\">\n")
			if got := strings.TrimSuffix(body, "</body>\n</html>\n"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// All that the templates can say, in one book without a fault.
func TestValid(t *testing.T) {
	b := bind(`<h1 id="a">A</h1><p><a href="two.xhtml#b">B</a>, <a href="https://go.dev/">Go</a></p>`,
		`<h1 id="b">B</h1><p><a href="three.xhtml">C</a><a id="r" href="#n" role="doc-noteref">1</a></p><div id="n" role="note"><p>x</p></div>`,
		`<h1>C</h1><svg viewBox="0 0 9 9" role="img"><title>A square</title><rect width="9" height="9"></rect></svg>`)
	b.Author, b.Rights, b.Cover = `"D" & Co`, "<none>", png
	b.Documents[1].Level, b.Documents[1].Number = 2, "1.1"
	b.Documents[2].Hidden = true
	b.Documents[1], b.Documents[2] = b.Documents[2], b.Documents[1]
	data, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data[30:], []byte("mimetypeapplication/epub+zip")) {
		t.Errorf("the file cannot be recognised: %q", data[:60])
	}
	files := unpack(t, b)
	for name, wants := range map[string][]string{
		"EPUB/nav.xhtml": {
			"<li><a href=\"text/one.xhtml\">one</a>\n<ol>\n<li><a href=\"text/two.xhtml\">1.1 two</a></li>\n</ol>\n</li>\n</ol>",
			`epub:type="cover" href="cover.xhtml"`, `epub:type="bodymatter" href="text/one.xhtml"`,
		},
		"EPUB/package.opf": {
			"<meta property=\"dcterms:modified\">2026-03-01T12:00:00Z</meta>", "<dc:creator>&#34;D&#34; &amp; Co</dc:creator>",
			`href="text/three.xhtml" media-type="application/xhtml+xml" properties="svg"`, "<itemref idref=\"page3\" />\n<itemref idref=\"page2\" linear=\"no\" />\n</spine>",
			"schema:accessModeSufficient\">textual", "alternativeText", "properties=\"cover-image\"",
		},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s does not say %q:\n%s", name, want, files[name])
			}
		}
	}
	check(t, data)
}

var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82")

func TestFaults(t *testing.T) {
	change := func(f func(*epub.Book)) *epub.Book {
		b := bind("<p>a</p>", "<p>b</p>")
		f(b)
		return b
	}
	for want, b := range map[string]*epub.Book{
		"one.xhtml: the link two.xhtml leads to no document of the book":         bind(`<a href="two.xhtml">x</a>`),
		"one.xhtml: the link two.xhtml#x leads to an id that is not there":       bind(`<a href="two.xhtml#x">x</a>`, "<p>b</p>"),
		"one.xhtml: the link #x leads to an id that is not there":                bind(`<a href="#x">x</a>`),
		"one.xhtml: the link a.png leads to no document of the book":             bind(`<img src="a.png" alt="" />`),
		"one.xhtml: the id x is there twice":                                     bind(`<p id="x"></p><p id="x"></p>`),
		"one.xhtml: </p> closes nothing: a page must be well-formed XML":         bind(`<div></p></div>`),
		"one.xhtml: <p> is never closed":                                         bind(`<p>x`),
		"a page must be well-formed XML":                                         bind(`<p>&nosuch;</p>`),
		"two.xhtml: no link leads to it, and it is not in the contents":          change(func(b *epub.Book) { b.Documents[1].Hidden = true }),
		"one.xhtml: two documents have this name":                                change(func(b *epub.Book) { b.Documents[1].Name = "one.xhtml" }),
		"one.xhtml: it is at level 2 of the contents":                            change(func(b *epub.Book) { b.Documents[0].Level = 2 }),
		"two.xhtml: it is at level 3 of the contents":                            change(func(b *epub.Book) { b.Documents[1].Level = 3 }),
		"the book has no page to begin with":                                     bind(),
		"an EPUB needs a title, a language, an identifier, and the time of its ": change(func(b *epub.Book) { b.Modified = time.Time{} }),
	} {
		if _, err := b.Bytes(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}
