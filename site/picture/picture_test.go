package picture

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
)

const book = "Draco: from a TCP socket to your own web framework"

func card(t *testing.T, number, title string) []byte {
	t.Helper()
	data, err := Card(number, title, book)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestSizes(t *testing.T) {
	data := card(t, "6.13", "A note that nobody can rewrite")
	if got := decode(t, data).Bounds().Size(); got != image.Pt(1200, 630) || len(data) > 40<<10 {
		t.Errorf("the card is %v, %d bytes", got, len(data))
	}
	data, err := Cover("Draco", "from a TCP socket to your own web framework")
	if err != nil {
		t.Fatal(err)
	}
	if got := decode(t, data).Bounds().Size(); got != image.Pt(1600, 2400) || len(data) > 80<<10 {
		t.Errorf("the cover is %v, %d bytes", got, len(data))
	}
}

// The same words make the same picture, and every word makes another one.
func TestWords(t *testing.T) {
	first := card(t, "1.1", "Rawr")
	if !bytes.Equal(first, card(t, "1.1", "Rawr")) {
		t.Error("the same card is drawn in two ways")
	}
	other, err := Card("1.1", "Rawr", "Draco: another subtitle")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"number": card(t, "1.2", "Rawr"), "title": card(t, "1.1", "Raw"), "no number": card(t, "", "Rawr"), "book": other} {
		if bytes.Equal(first, data) {
			t.Errorf("another %s is not seen", name)
		}
	}
}

// Whatever a title is, it is drawn, within the margins and above the foot.
func TestMargins(t *testing.T) {
	for _, title := range []string{"", "龍 and \u200b\x00", "A note that nobody can rewrite", strings.Repeat("W", 200), strings.Repeat("long ", 100)} {
		img := decode(t, card(t, "10.20", title)).(*image.Paletted)
		inked := image.Rectangle{}
		for y := range CardHeight {
			for x := range CardWidth {
				if i := int(img.ColorIndexAt(x, y)) - 1; i/shades == int(ink) && i >= 0 {
					inked = inked.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if !inked.In(image.Rect(90, 40, CardWidth-90, 580)) {
			t.Errorf("%.20q is drawn in %v", title, inked)
		}
	}
}

func TestFit(t *testing.T) {
	f := display()
	b := f.fit("A note that nobody can rewrite", 104, 56, 1008, 3)
	if want := []string{"A note that", "nobody can rewrite"}; !slices.Equal(b.lines, want) || b.size != 104 {
		t.Errorf("set as %q at %v, want %q", b.lines, b.size, want)
	}
	if b := f.fit(strings.Repeat("long ", 100), 104, 56, 1008, 3); len(b.lines) != 3 || !strings.HasSuffix(b.lines[2], "…") || b.size != 56 {
		t.Errorf("too much is set as %q at %v", b.lines, b.size)
	}
	if b := f.fit("an "+strings.Repeat("W", 20), 104, 56, 1008, 3); b.size >= 104 || f.width(b.lines[1], b.size) > 1008 {
		t.Errorf("a long word is set as %q at %v", b.lines, b.size)
	}
}

// Relative curves go on from where the last one ended, and z goes back to the
// beginning; numbers need nothing between them but a sign or a point.
func TestParse(t *testing.T) {
	p := parse("M1.5-2c1 0 2.5.5 3 3c0 0-1 1-1 1z")
	want := path{
		{moveTo, [3]point{{1.5, -2}}},
		{cubeTo, [3]point{{2.5, -2}, {4, -1.5}, {4.5, 1}}},
		{cubeTo, [3]point{{4.5, 1}, {3.5, 2}, {3.5, 2}}},
		{lineTo, [3]point{{1.5, -2}}},
	}
	if !slices.Equal(p, want) {
		t.Errorf("got %v\nwant %v", p, want)
	}
}

func BenchmarkCard(b *testing.B) {
	for b.Loop() {
		if _, err := Card("6.13", "A note that nobody can rewrite", book); err != nil {
			b.Fatal(err)
		}
	}
}
