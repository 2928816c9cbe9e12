// Package book holds the chapters, answers and figures of the book, embedded,
// so that an installed tangle has a book to work on wherever it runs.
package book

import "embed"

// FS is the folder of the book: the chapters, their answers in answers, and
// their figures in figures.
//
//go:embed *.md answers figures
var FS embed.FS
