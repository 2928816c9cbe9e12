// Package picture draws the pictures of the book: the card that is shown where
// somebody shares a page, and the cover of the EPUB. Both are drawn from
// outlines, in the palette of the site, and are a function of their words.
package picture

import "strings"

// The size of a card, which is what those who show it expect, and of the cover,
// in pixels.
const (
	CardWidth, CardHeight   = 1200, 630
	CoverWidth, CoverHeight = 1600, 2400
)

// Card is the picture of a page, a PNG: its number such as 3.4, which may be
// empty, its title, and the book's title, "Draco: from a TCP socket ...".
func Card(number, title, book string) ([]byte, error) {
	c := newCanvas(CardWidth, CardHeight)
	const left, width = 96, CardWidth - 2*96
	c.fill(rectangle(0, 0, 18, CardHeight), ember)
	name, subtitle := split(book)

	// The eye looks out from behind the right edge.
	eye(c, 826, 30, 11.4, edge)

	text := display().fit(title, 104, 56, width, 3)
	leading := text.size * 1.1
	// The title stands a little above the middle of what the foot leaves.
	y := 292 - leading*float32(len(text.lines)-1)/2 + text.size*0.33
	if number != "" {
		y += 28
		c.text(regular(), number, left, y-text.size*0.78-44, 46, 0.02, ember)
	}
	for _, line := range text.lines {
		c.text(display(), line, left, y, text.size, 0, ink)
		y += leading
	}

	c.fill(rectangle(left, 508, width, 2), edge)
	eye(c, left, 534, 1.75, ember)
	x := c.text(regular(), strings.ToUpper(name), left+86, 568, 30, 0.2, ink)
	c.text(italic(), subtitle, x+30, 568, 30, 0, dim)
	return c.png()
}

// Cover is the cover of the book, a PNG.
func Cover(title, subtitle string) ([]byte, error) {
	c := newCanvas(CoverWidth, CoverHeight)
	const back, width = 44, CoverWidth - 2*150
	const middle = (back + CoverWidth) / 2
	c.fill(rectangle(0, 0, back, CoverHeight), ember)
	dragon(c, middle-545, 300, 1.2)
	text := display().fit(title, 300, 120, width, 2)
	y := float32(1830)
	for _, line := range text.lines {
		c.centred(display(), line, middle, y, text.size, ink)
		y += text.size * 1.1
	}
	y += 20 - text.size*0.6
	c.fill(rectangle(middle-80, y, 160, 4), ember)
	small := italic().fit(subtitle, 84, 40, width, 3)
	for i, line := range small.lines {
		c.centred(italic(), line, middle, y+130+float32(i)*small.size*1.3, small.size, dim)
	}
	return c.png()
}

// split takes the book's title from its subtitle.
func split(book string) (title, subtitle string) {
	title, subtitle, _ = strings.Cut(book, ":")
	return title, strings.TrimSpace(subtitle)
}

// text sets a line from x on, its letters apart by tracking, in ems, and gives
// the x behind it.
func (c *canvas) text(f *face, line string, x, y, size, tracking float32, in colour) float32 {
	outline, width := f.set(line, size, tracking)
	c.fill(outline.at(x, y, 1), in)
	return x + width
}

func (c *canvas) centred(f *face, line string, middle, y, size float32, in colour) {
	c.text(f, line, middle-f.width(line, size)/2, y, size, 0, in)
}
