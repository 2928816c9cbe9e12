package picture

import (
	"strconv"
	"strings"
)

// parse reads the data of an SVG path, of the commands M, L, C, c and z, which
// are those of the drawings in this package. They are constants: what it cannot
// read is a mistake in the program.
func parse(data string) (p path) {
	var at, start point
	for data != "" {
		command := data[0]
		rest := data[1:]
		end := strings.IndexAny(rest, "MLCcz")
		if end < 0 {
			end = len(rest)
		}
		numbers := scan(rest[:end])
		data = rest[end:]
		var base point
		if command == 'c' {
			base = at
		}
		pair := func(i int) point { return point{base.x + numbers[i], base.y + numbers[i+1]} }
		switch command {
		case 'M':
			at = pair(0)
			start = at
			p = append(p, segment{op: moveTo, points: [3]point{at}})
		case 'L':
			for i := 0; i < len(numbers); i += 2 {
				at = pair(i)
				p = append(p, segment{op: lineTo, points: [3]point{at}})
			}
		case 'C', 'c':
			for i := 0; i < len(numbers); i += 6 {
				s := segment{cubeTo, [3]point{pair(i), pair(i + 2), pair(i + 4)}}
				p = append(p, s)
				at = s.points[2]
				if command == 'c' {
					base = at
				}
			}
		case 'z':
			at = start
			p = append(p, segment{op: lineTo, points: [3]point{at}})
		}
	}
	return p
}

// scan reads numbers, which a sign or a second point begins as well as a space.
func scan(text string) (all []float32) {
	for {
		text = strings.TrimLeft(text, " ,\n\t")
		if text == "" {
			return all
		}
		n, dot := 1, text[0] == '.'
		for n < len(text) && (text[n] >= '0' && text[n] <= '9' || text[n] == '.' && !dot) {
			dot = dot || text[n] == '.'
			n++
		}
		v, err := strconv.ParseFloat(text[:n], 32)
		if err != nil {
			panic(err) // in a constant of this package
		}
		all, text = append(all, float32(v)), text[n:]
	}
}
