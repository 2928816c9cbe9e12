package tangle

// A Spot is a line of an output.
type Spot struct {
	Path string // in the output folder
	Line int    // from 1
}

// WhereTo is every line of the outputs that comes from a line of the book, in
// the order of the outputs.
func WhereTo(outputs []*Output, file string, line int) (spots []Spot) {
	for _, o := range outputs {
		for i, l := range o.File.Lines {
			if l.Pos.Line == line && l.Pos.Filename == file {
				spots = append(spots, Spot{o.Path, i + 1})
			}
		}
	}
	return spots
}
