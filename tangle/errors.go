package tangle

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"
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
	b.WriteString(e.Place() + e.Msg)
	if e.Hint != "" {
		b.WriteString("\n    hint: " + strings.ReplaceAll(e.Hint, "\n", "\n          "))
	}
	for i := range e.Related {
		b.WriteString("\n    " + e.Related[i].Place() + e.Related[i].Msg)
	}
	return b.String()
}

// Place is the position as a prefix, "file:line:column: ", or nothing for a
// fault that has none.
func (e *Error) Place() string {
	switch {
	case e.Pos.Filename == "":
		return ""
	case e.Pos.Line == 0:
		return e.Pos.Filename + ": "
	case e.Pos.Column == 0:
		return fmt.Sprintf("%s:%d: ", e.Pos.Filename, e.Pos.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", e.Pos.Filename, e.Pos.Line, e.Pos.Column)
}

// Errors is all the faults of a run, in the order of the book.
type Errors []*Error

func (l Errors) Error() string {
	text := make([]string, len(l))
	for i, e := range l {
		text[i] = e.Error()
	}
	return strings.Join(text, "\n")
}

// Err is the list sorted and without repeats, or nil if it is empty.
func (l Errors) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l.sorted()
}

// sorted orders the faults by place and drops those said twice: a block that
// lives through three chapters is checked three times and reported once.
func (l Errors) sorted() Errors {
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
