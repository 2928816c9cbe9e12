package picture

import (
	"strings"
	"sync"

	"github.com/go-fonts/latin-modern/lmroman10regular"
	"github.com/go-fonts/latin-modern/lmroman12italic"
	"github.com/go-fonts/latin-modern/lmroman12regular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A face is a typeface, with the outlines that have been used. Latin Modern is
// what books like this one have been set in ever since there were such books;
// its licence, the GUST Font License, is that of LaTeX.
type face struct {
	font *sfnt.Font
	em   float32 // units of an outline, of which the size is one em

	mu     sync.Mutex
	buf    sfnt.Buffer
	glyphs map[sfnt.GlyphIndex]glyph
}

type glyph struct {
	outline path
	advance float32
}

var (
	display = load(lmroman10regular.TTF)
	regular = load(lmroman12regular.TTF)
	italic  = load(lmroman12italic.TTF)
)

func load(data []byte) func() *face {
	return sync.OnceValue(func() *face {
		f, err := sfnt.Parse(data)
		if err != nil {
			panic(err) // the font is a part of the program
		}
		return &face{font: f, em: float32(f.UnitsPerEm()), glyphs: map[sfnt.GlyphIndex]glyph{}}
	})
}

// set is a line of text as outlines, from the origin on, and its width. A
// character that the face does not have leaves a gap.
func (f *face) set(text string, size, tracking float32) (line path, width float32) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var last sfnt.GlyphIndex
	for i, r := range text {
		index, err := f.font.GlyphIndex(&f.buf, r)
		if err != nil {
			index = 0 // an empty glyph, in this typeface
		}
		if i > 0 {
			width += tracking * size
			if kern, err := f.font.Kern(&f.buf, last, index, f.ppem(), font.HintingNone); err == nil {
				width += units(kern) / f.em * size
			}
		}
		g := f.glyph(index)
		line = append(line, g.outline.at(width, 0, size/f.em)...)
		width += g.advance / f.em * size
		last = index
	}
	return line, width
}

func (f *face) ppem() fixed.Int26_6 { return fixed.I(int(f.em)) }

func units(v fixed.Int26_6) float32 { return float32(v) / 64 }

func (f *face) glyph(index sfnt.GlyphIndex) glyph {
	if g, ok := f.glyphs[index]; ok {
		return g
	}
	var g glyph
	if advance, err := f.font.GlyphAdvance(&f.buf, index, f.ppem(), font.HintingNone); err == nil {
		g.advance = units(advance)
	}
	segments, err := f.font.LoadGlyph(&f.buf, index, f.ppem(), nil)
	if err == nil {
		for _, s := range segments {
			// The outlines of the face are of lines and cubic curves.
			out := segment{op: map[sfnt.SegmentOp]op{sfnt.SegmentOpMoveTo: moveTo, sfnt.SegmentOpLineTo: lineTo, sfnt.SegmentOpCubeTo: cubeTo}[s.Op]}
			for i, a := range s.Args {
				out.points[i] = point{units(a.X), units(a.Y)}
			}
			g.outline = append(g.outline, out)
		}
	}
	f.glyphs[index] = g
	return g
}

// A block is text that is set in lines.
type block struct {
	lines []string
	size  float32
}

// fit sets a text in lines of about one length, as few as it needs, and makes
// it smaller until there are few enough of them. What does not fit even at the
// smallest size is cut, and ends in dots.
func (f *face) fit(text string, size, smallest, width float32, most int) block {
	for {
		lines, fits := f.wrap(text, size, width)
		switch {
		case fits && len(lines) <= most:
			return block{f.balance(text, lines, size, width), size}
		case size > smallest:
			size = max(size*0.95, smallest)
			continue
		case len(lines) > most:
			lines = lines[:most]
			lines[most-1] += " …"
		}
		for i := range lines {
			lines[i] = f.shorten(lines[i], size, width)
		}
		return block{lines, size}
	}
}

// wrap puts as many words into each line as it holds, and tells whether every
// word fits into one.
func (f *face) wrap(text string, size, width float32) (lines []string, fits bool) {
	fits = true
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && f.width(lines[n-1]+" "+word, size) <= width {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
		fits = fits && f.width(word, size) <= width
	}
	return lines, fits
}

// balance makes the lines narrower as long as there are no more of them.
func (f *face) balance(text string, lines []string, size, width float32) []string {
	low, high := float32(0), width
	for high-low > 1 {
		middle := (low + high) / 2
		if narrow, fits := f.wrap(text, size, middle); fits && len(narrow) == len(lines) {
			lines, high = narrow, middle
		} else {
			low = middle
		}
	}
	return lines
}

func (f *face) shorten(line string, size, width float32) string {
	if f.width(line, size) <= width {
		return line
	}
	cut := []rune(strings.TrimSuffix(line, " …"))
	for len(cut) > 0 && f.width(string(cut)+"…", size) > width {
		cut = cut[:len(cut)-1]
	}
	return strings.TrimRight(string(cut), " ") + "…"
}

func (f *face) width(text string, size float32) float32 {
	_, width := f.set(text, size, 0)
	return width
}
