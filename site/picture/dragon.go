package picture

// The mark of the book, a dragon's eye, as in site/mark.svg: its outline, its
// pupil, and the brow above it.
var (
	lid   = parse("M1.5 15.5C7 6.5 18 4.5 33 6.5C31.5 15.5 13 23.5 1.5 15.5z")
	pupil = parse("M18.8 6.2c2.9 3.9 2.4 8.7-1.9 12.4c-2.1-4.7-1.6-8.9 1.9-12.4z")
	brow  = parse("M4 7.5C11 2.2 22 .8 35 2.6")
)

// eye draws the mark, 36 by 24 units of that scale.
func eye(c *canvas, x, y, scale float32, in colour) {
	c.fill(lid.stroke(1.9).at(x, y, scale), in)
	c.fill(pupil.at(x, y, scale), in)
	c.fill(brow.stroke(1.9).at(x, y, scale), in)
}

// A line of the dragon, and how wide the pen is at its beginning, in the middle
// and at its end.
type penned struct {
	path
	first, middle, last float32
}

func pen(first, middle, last float32, data string) penned {
	return penned{parse(data), first, middle, last}
}

// brushed is the outline of what the pen draws.
func (p penned) brushed() path {
	return p.brush(func(t float32) float32 {
		u := 1 - t
		return u*u*p.first + 2*u*t*(2*p.middle-(p.first+p.last)/2) + t*t*p.last
	})
}

// The dragon, in a square of 1000: it looks to the right, and its wing stands
// behind it.
var (
	body = pen(46, 96, 5, "M650 262 C 540 190, 440 280, 468 400 C 500 520, 660 560, 640 710 C 620 860, 360 900, 290 780 C 240 690, 330 600, 410 650 C 470 690, 440 760, 390 750")
	wing = parse("M500 470 C 440 330, 300 150, 70 130 C 140 190, 165 260, 140 350 C 205 320, 260 350, 285 440 C 340 405, 415 440, 490 540 L500 470z")
	ribs = []penned{
		pen(10, 7, 2, "M452 436 C 370 330, 250 240, 142 348"),
		pen(10, 7, 2, "M456 446 C 400 390, 330 370, 286 438"),
	}
	head = parse("M575 224 C 600 190, 640 176, 678 188 C 704 198, 718 212, 742 217 C 772 221, 802 219, 824 234 C 838 246, 836 262, 822 268 C 800 274, 770 272, 742 279" +
		" C 768 288, 790 288, 808 296 C 800 314, 760 324, 720 320 C 676 332, 630 324, 606 298 C 596 286, 588 272, 580 262z")
	horns = []penned{
		pen(30, 18, 3, "M646 200 C 596 176, 556 130, 548 60"),
		pen(22, 14, 3, "M670 194 C 640 166, 622 130, 622 84"),
	}
	look = parse("M668 224 C 680 208, 702 208, 716 224 C 700 230, 684 231, 668 224z")
)

// dragon draws it, 1000 by 1000 units of that scale.
func dragon(c *canvas, x, y, scale float32) {
	c.fill(wing.at(x, y, scale), ember)
	for _, r := range ribs {
		c.cut(r.brushed().at(x, y, scale))
	}
	halo := body
	halo.first, halo.middle, halo.last = body.first+26, body.middle+26, body.last
	c.cut(halo.brushed().at(x, y, scale))
	c.fill(body.brushed().at(x, y, scale), ember)
	for _, h := range horns {
		c.fill(h.brushed().at(x, y, scale), ember)
	}
	c.fill(head.at(x, y, scale), ember)
	c.cut(look.at(x, y, scale))
}
