package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// A colour is one of the palette of site.css, to be set on the paper.
type colour int

const (
	edge colour = iota
	dim
	ink
	ember
)

var (
	paper   = color.RGBA{0xfb, 0xf7, 0xef, 0xff}
	colours = [...]color.RGBA{
		edge:  {0xe6, 0xda, 0xc6, 0xff},
		dim:   {0x69, 0x5d, 0x50, 0xff},
		ink:   {0x2a, 0x23, 0x1c, 0xff},
		ember: {0xa8, 0x3a, 0x1b, 0xff},
	}
)

// shades is how many steps there are from the paper to a colour. With few of
// them the picture has a palette, and compresses to half.
const shades = 16

// A canvas is a picture with a palette: the paper, then the shades of each colour.
type canvas struct{ *image.Paletted }

func newCanvas(width, height int) *canvas {
	palette := color.Palette{paper}
	for _, to := range colours {
		for i := 1; i <= shades; i++ {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-i) + int(b)*i + shades/2) / shades) }
			palette = append(palette, color.RGBA{mix(paper.R, to.R), mix(paper.G, to.G), mix(paper.B, to.B), 0xff})
		}
	}
	return &canvas{image.NewPaletted(image.Rect(0, 0, width, height), palette)}
}

// fill sets what the path covers in a colour. What is covered by half is a
// shade between that and the paper: colours meet the paper, not each other.
func (c *canvas) fill(p path, in colour) {
	first := int(in)*shades + 1
	c.cover(p, func(pixel *uint8, n int) { *pixel = max(*pixel, uint8(first+n-1)) })
}

// cut takes the colour away from what the path covers.
func (c *canvas) cut(p path) {
	c.cover(p, func(pixel *uint8, n int) {
		if *pixel == 0 {
			return
		}
		first := int(*pixel-1)/shades*shades + 1
		if left := shades - n; left == 0 {
			*pixel = 0
		} else {
			*pixel = min(*pixel, uint8(first+left-1))
		}
	})
}

// cover calls set for the pixels that the path covers, with how much of each it
// does, of shades.
func (c *canvas) cover(p path, set func(pixel *uint8, n int)) {
	box := p.bounds().Intersect(c.Rect)
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	x, y := float32(box.Min.X), float32(box.Min.Y)
	for _, s := range p {
		switch a := s.points; s.op {
		case moveTo:
			r.MoveTo(a[0].x-x, a[0].y-y)
		case lineTo:
			r.LineTo(a[0].x-x, a[0].y-y)
		case cubeTo:
			r.CubeTo(a[0].x-x, a[0].y-y, a[1].x-x, a[1].y-y, a[2].x-x, a[2].y-y)
		}
	}
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for j := range box.Dy() {
		row := c.Pix[c.PixOffset(box.Min.X, box.Min.Y+j):][:box.Dx()]
		for i, a := range mask.Pix[j*mask.Stride:][:box.Dx()] {
			if n := (int(a)*shades + 127) / 255; n > 0 {
				set(&row[i], n)
			}
		}
	}
}

func (c *canvas) png() ([]byte, error) {
	var out bytes.Buffer
	err := png.Encode(&out, c)
	return out.Bytes(), err
}

// A path is an outline to be filled; all that it covers, overlaps too.
type path []segment

type segment struct {
	op     op
	points [3]point
}

type op int

const (
	moveTo op = iota
	lineTo
	cubeTo
)

type point struct{ x, y float32 }

// bounds are the pixels that the path may touch.
func (p path) bounds() (box image.Rectangle) {
	for _, s := range p {
		n := 1
		if s.op == cubeTo {
			n = 3
		}
		for _, a := range s.points[:n] {
			x, y := int(math.Floor(float64(a.x))), int(math.Floor(float64(a.y)))
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return box
}

// at is the path made larger, and moved.
func (p path) at(x, y, scale float32) path {
	out := make(path, len(p))
	for i, s := range p {
		for j, a := range s.points {
			s.points[j] = point{a.x*scale + x, a.y*scale + y}
		}
		out[i] = s
	}
	return out
}

// stroke is the outline of a line along the path, with round ends and corners.
func (p path) stroke(width float32) path {
	return p.brush(func(float32) float32 { return width })
}

// flat is the path as points, close enough together to look like curves.
func (p path) flat() (lines [][]point) {
	var at point
	add := func(a point) {
		line := &lines[len(lines)-1]
		if n := len(*line); n == 0 || distance((*line)[n-1], a) > 0 {
			*line = append(*line, a)
		}
		at = a
	}
	for _, s := range p {
		switch s.op {
		case moveTo:
			lines = append(lines, nil)
			add(s.points[0])
		case lineTo:
			add(s.points[0])
		case cubeTo:
			a, b, c, d := at, s.points[0], s.points[1], s.points[2]
			const steps = 64
			for i := 1; i <= steps; i++ {
				t := float32(i) / steps
				u := 1 - t
				k := [4]float32{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t}
				add(point{k[0]*a.x + k[1]*b.x + k[2]*c.x + k[3]*d.x, k[0]*a.y + k[1]*b.y + k[2]*c.y + k[3]*d.y})
			}
		}
	}
	return lines
}

// sharp is the turn, as its cosine, at which a line is broken in two: each part
// has round ends, and they make a round corner.
const sharp = 0.8

// brush is the outline of a line along the path, as wide as width says at each
// part of its length, from 0 to 1.
func (p path) brush(width func(float32) float32) (out path) {
	for _, line := range p.flat() {
		var total float32
		for i := 1; i < len(line); i++ {
			total += distance(line[i-1], line[i])
		}
		var left, right []point
		var begun, length float32 // of the part at hand, and of all before this point
		for i, a := range line {
			if i > 0 {
				length += distance(line[i-1], a)
			}
			from, to := direction(line, i-1), direction(line, i)
			switch {
			case i == 0:
				from = to
			case i == len(line)-1:
				to = from
			}
			r := width(length/total) / 2
			put := func(d point) {
				left = append(left, point{a.x + d.y*r, a.y - d.x*r})
				right = append(right, point{a.x - d.y*r, a.y + d.x*r})
			}
			if from.x*to.x+from.y*to.y < sharp {
				put(from)
				out = append(out, outline(left, right, width(begun/total)/2, r)...)
				left, right, begun = nil, nil, length
				put(to)
				continue
			}
			d := point{from.x + to.x, from.y + to.y}
			n := distance(d, point{})
			put(point{d.x / n, d.y / n})
		}
		out = append(out, outline(left, right, width(begun/total)/2, width(1)/2)...)
	}
	return out
}

// direction is that of the i-th step of a line.
func direction(line []point, i int) point {
	i = min(max(i, 0), len(line)-2)
	d := distance(line[i], line[i+1])
	return point{(line[i+1].x - line[i].x) / d, (line[i+1].y - line[i].y) / d}
}

// outline joins the two sides of a line by half circles.
func outline(left, right []point, first, last float32) path {
	points := slices.Clone(left)
	end := func(from, to point, r float32) {
		c := point{(from.x + to.x) / 2, (from.y + to.y) / 2}
		at := math.Atan2(float64(from.y-c.y), float64(from.x-c.x))
		const steps = 12
		for i := 1; i < steps; i++ {
			sin, cos := math.Sincos(at + math.Pi*float64(i)/steps)
			points = append(points, point{c.x + r*float32(cos), c.y + r*float32(sin)})
		}
	}
	end(left[len(left)-1], right[len(right)-1], last)
	for _, a := range slices.Backward(right) {
		points = append(points, a)
	}
	end(right[0], left[0], first)
	return polygon(points...)
}

func distance(a, b point) float32 { return float32(math.Hypot(float64(a.x-b.x), float64(a.y-b.y))) }

func polygon(points ...point) (p path) {
	for i, a := range points {
		s := segment{op: lineTo, points: [3]point{a}}
		if i == 0 {
			s.op = moveTo
		}
		p = append(p, s)
	}
	return append(p, segment{op: lineTo, points: [3]point{points[0]}})
}

func rectangle(x, y, width, height float32) path {
	return polygon(point{x, y}, point{x + width, y}, point{x + width, y + height}, point{x, y + height})
}
