package epub

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
)

// A page is a document made fit for the book.
type page struct {
	Document
	Key   string // in the package file
	XHTML string // of its body
	svg   bool
	ids   map[string]bool
	links []string
}

// Label is the page's line in the contents.
func (p *page) Label() string {
	if p.Number == "" {
		return p.Title
	}
	return p.Number + " " + p.Title
}

// Properties are what the package file must say about the page.
func (p *page) Properties() string {
	if p.svg {
		return "svg"
	}
	return ""
}

// A converter copies the elements of a page, and changes what must be changed.
type converter struct {
	*page
	out    []byte
	open   []element
	faults []error
	line   *line // of code, the one at hand
	signs  bool  // the lines at hand have signs
}

// An element is one that is open.
type element struct {
	name    string // as the page has it
	written string // as the book has it; "" if it is left out, with all in it
	said    bool   // it is for those who listen
	line    *line  // it is one
	signs   bool   // what the converter's was before it
}

// convert makes XHTML, ids and links of Main.
func (p *page) convert() []error {
	p.ids = map[string]bool{}
	c := &converter{page: p}
	d := xml.NewDecoder(strings.NewReader(p.Main))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = c.token(token)
		}
		if err != nil {
			return append(c.faults, fmt.Errorf("%s: %w: a page must be well-formed XML", p.Name, err))
		}
	}
	if n := len(c.open); n > 0 {
		c.fault("<%s> is never closed", c.open[n-1].name)
	}
	p.XHTML = string(c.out)
	return c.faults
}

func (c *converter) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(c.Name+": "+format, args...))
}

// token takes the page apart. Comments and the like are not for readers.
func (c *converter) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		c.start(t)
	case xml.EndElement:
		n := len(c.open) - 1
		if n < 0 || c.open[n].name != qualified(t.Name) {
			return fmt.Errorf("</%s> closes nothing", qualified(t.Name))
		}
		c.end(c.open[n])
		c.open = c.open[:n]
	case xml.CharData:
		switch text := string(t); {
		case c.leftOut():
		case c.line != nil && !c.open[len(c.open)-1].said:
			c.write(html.EscapeString(c.line.expand(text)))
		default:
			c.write(html.EscapeString(text))
		}
	}
	return nil
}

func (c *converter) leftOut() bool { return len(c.open) > 0 && c.open[len(c.open)-1].written == "" }

func (c *converter) inside(name string) bool {
	return slices.ContainsFunc(c.open, func(e element) bool { return e.name == name })
}

// scripted are the elements that do nothing without a script.
var scripted = []string{"button", "dialog", "form", "input", "select", "textarea", "script", "noscript", "template"}

func (c *converter) start(t xml.StartElement) {
	e := element{name: qualified(t.Name), signs: c.signs}
	e.written = e.name
	attrs := map[string]string{}
	for _, a := range t.Attr {
		attrs[qualified(a.Name)] = a.Value
	}
	classes := strings.Fields(attrs["class"])
	e.said = slices.Contains(classes, "say")
	_, hidden := attrs["hidden"]
	if c.leftOut() || hidden || slices.Contains(scripted, e.name) {
		e.written = ""
		c.open = append(c.open, e)
		return
	}
	var extra []xml.Attr
	add := func(name, value string) { extra = append(extra, xml.Attr{Name: xml.Name{Local: name}, Value: value}) }
	switch {
	case e.name == "svg":
		c.svg = true
		if attrs["xmlns"] == "" {
			add("xmlns", "http://www.w3.org/2000/svg")
		}
	case e.name == "details" && attrs["open"] == "":
		t.Attr = slices.DeleteFunc(t.Attr, func(a xml.Attr) bool { return a.Name.Local == "open" })
		add("open", "open")
	case e.name == "a" && attrs["role"] == "doc-noteref":
		add("epub:type", "noteref")
	case e.name == "div" && attrs["role"] == "note":
		e.written = "aside"
		add("epub:type", "footnote")
	case e.name == "figure":
		c.signs = slices.Contains(classes, "changed")
	case c.line == nil && slices.Contains(classes, "l") && c.inside("pre"):
		c.line = newLine(e.name, classes, c.signs, len(c.out))
		e.line = c.line
		c.open = append(c.open, e)
		return
	}
	c.open = append(c.open, e)
	c.write("<" + e.written)
	for _, a := range append(t.Attr, extra...) {
		c.attribute(qualified(a.Name), a.Value)
	}
	c.write(">")
}

// The fallback of a custom property, inside of which there is no other.
var custom = regexp.MustCompile(`var\(\s*--[\w-]+\s*,\s*([^()]*?)\s*\)`)

func (c *converter) attribute(name, value string) {
	switch {
	case name == "tabindex":
		return
	case name == "role" && value == "note":
		value = "doc-footnote"
	case name == "id":
		if c.ids[value] {
			c.fault("the id %s is there twice", value)
		}
		c.ids[value] = true
	case name == "href", name == "src":
		c.links = append(c.links, value)
	case c.inside("svg"):
		value = custom.ReplaceAllString(value, "$1")
	}
	c.write(" " + name + `="` + html.EscapeString(value) + `"`)
}

// void are the elements of HTML that have no end tag.
var void = []string{"br", "hr", "img", "wbr", "col"}

func (c *converter) end(e element) {
	c.signs = e.signs
	switch {
	case e.written == "":
	case e.line != nil: // its class depends on the text
		text := string(c.out[e.line.begin:])
		c.out = append(c.out[:e.line.begin], e.line.element(e.name, text)...)
		c.line = nil
	case slices.Contains(void, e.name):
		c.out = append(c.out[:len(c.out)-1], " />"...)
	default:
		c.write("</" + e.written + ">")
	}
}

func (c *converter) write(text string) { c.out = append(c.out, text...) }

func qualified(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}
