package tangle

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"iter"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// An Error is a fault of the book: where it is, what is wrong, what to do
// about it, and other places that have to do with it.
type Error struct {
	Pos     token.Position
	Msg     string
	Hint    string
	Related []Error
}

// Error renders the fault as the command prints it: the place and the message
// on the first line, then the hint and the related places, indented.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(at(e.Pos) + e.Msg)
	if e.Hint != "" {
		b.WriteString("\n    hint: " + strings.ReplaceAll(e.Hint, "\n", "\n          "))
	}
	for i := range e.Related {
		b.WriteString("\n    " + at(e.Related[i].Pos) + e.Related[i].Msg)
	}
	return b.String()
}

// at is a position as the beginning of a line, or nothing if there is none.
func at(pos token.Position) string {
	if pos.Filename == "" {
		return ""
	}
	return pos.String() + ": "
}

// Errors is all the faults of a run, in the order of the book.
type Errors []*Error

// Error renders the faults one after the other.
func (l Errors) Error() string {
	text := make([]string, len(l))
	for i, e := range l {
		text[i] = e.Error()
	}
	return strings.Join(text, "\n")
}

// Err is the list in order and without repeats (a block that lives through
// three chapters is checked three times and reported once), or nil if it is
// empty.
func (l Errors) Err() error {
	if len(l) == 0 {
		return nil
	}
	l = slices.Clone(l)
	slices.SortStableFunc(l, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
	return slices.CompactFunc(l, func(a, b *Error) bool {
		return a.Pos == b.Pos && a.Msg == b.Msg
	})
}

// Faults are the faults in err: the list itself if it is one, a list of one
// without a place if it is another error, and nothing if it is nil.
func Faults(err error) Errors {
	if err == nil {
		return nil
	}
	if l, ok := errors.AsType[Errors](err); ok {
		return l
	}
	return Errors{{Msg: err.Error()}}
}

// Nearest is the candidate that a misspelt name most likely means, or "" if none
// is near: at most a third of its letters are wrong, and one more.
func Nearest(name string, candidates iter.Seq[string]) string {
	best, distance := "", 2+len(name)/3
	for _, c := range slices.Sorted(candidates) {
		if d := levenshtein.Distance(name, c, nil); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// faultf makes a fault at a place; the hint is set by the caller where there is one.
func faultf(pos token.Position, format string, args ...any) *Error {
	return &Error{Pos: pos, Msg: fmt.Sprintf(format, args...)}
}

func (e *Error) hintf(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

func (e *Error) related(pos token.Position, format string, args ...any) *Error {
	e.Related = append(e.Related, Error{Pos: pos, Msg: fmt.Sprintf(format, args...)})
	return e
}
