// Package bench compares the framework with its peers. It is a module of its
// own, so that they are no dependencies of the book; README.md says how to run
// it.
package bench
