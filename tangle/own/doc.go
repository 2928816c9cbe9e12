// Package own knows the reader's own code: a module in a folder of theirs, and
// what it lacks against the program of the book.
//
// Programs are compared declaration by declaration. Where a declaration stands,
// how it is set, and what its comments say, is the reader's affair, and so are
// the module's path and the package's name.
package own
