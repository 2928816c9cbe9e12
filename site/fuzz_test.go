package site

import (
	"path"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Whatever a book says, building it does not panic, and a site that is built
// has well-formed pages that keep the laws.
func FuzzBuild(f *testing.F) {
	for _, archive := range archives(f) {
		book := &txtar.Archive{}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "book/") {
				book.Files = append(book.Files, file)
			}
		}
		f.Add(txtar.Format(book))
	}
	f.Fuzz(func(t *testing.T, book []byte) {
		files, err := buildArchive(txtar.Parse(book))
		if err != nil {
			return
		}
		for name, data := range files {
			if path.Ext(name) == ".html" {
				checkPage(t, name, parse(t, name, data))
			}
		}
	})
}
