// Package gotest runs the go command on programs of the book, and says what
// it prints in terms of the book.
//
// The go command knows the files that tangle made; the reader knows the book.
// So every position in its output, of whatever tool behind it, is translated:
// compile errors, findings of vet, failed tests, panics and data races. What
// lies outside the program, such as the standard library, stays as it is.
//
// A program is put into a temporary folder, which is removed when the run ends,
// be it passed, failed or interrupted. An interrupt ends the go command and, on
// Unix, its process group: the tests and what they started. A process that has
// made a group or session of its own is the test's to end.
package gotest
