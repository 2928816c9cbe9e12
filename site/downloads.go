package site

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"draco/site/archive"
	"draco/site/epub"
	"draco/site/picture"
	"draco/tangle"
)

const (
	ebookName = "draco.epub"
	// ebookID is the book's, whatever its edition.
	ebookID = "urn:uuid:5b0ad1a6-3f8e-5c55-9d0c-d7ac0a11b00c"
	rights  = "Prose and figures: CC BY 4.0. Code: MIT licence."
)

// zipEpoch is the date of a book that has none: the first that a zip can hold.
var zipEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *Site) date() time.Time {
	if s.options.Date.IsZero() {
		return zipEpoch
	}
	return s.options.Date
}

// archiveName is the archive of a chapter's program.
func archiveName(ch *tangle.Chapter) string {
	return fmt.Sprintf("source/draco-ch%02d.zip", ch.Number)
}

// addDownloads adds what is taken away to be read or run elsewhere.
func (s *Site) addDownloads() {
	s.try(ebookName, s.ebook)
	for ch := range s.programs {
		s.try(archiveName(ch), func() ([]byte, error) {
			snap, err := s.book.Snapshot(ch.Number)
			if err != nil {
				return nil, err
			}
			return archive.Zip(snap, s.licence(), s.date())
		})
	}
}

// cardName is the picture of a chapter, for those who show a link to it.
func cardName(ch *tangle.Chapter) string { return "pictures/" + ch.Slug + ".png" }

// addCards adds the pictures of the chapters. Pages name them in full, so that
// there are none where the site does not know its address.
func (s *Site) addCards() {
	if s.options.URL == "" {
		return
	}
	for _, ch := range s.book.Chapters {
		number := ""
		if ch.Number > 0 {
			number = fmt.Sprintf("Chapter %d", ch.Number)
		}
		s.try(cardName(ch), func() ([]byte, error) { return picture.Card(number, ch.Title, Title) })
	}
}

// try adds a file of which the making may fail; Build reports that.
func (s *Site) try(name string, make func() ([]byte, error)) {
	s.add(name, func() []byte {
		data, err := make()
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.failed = append(s.failed, fmt.Errorf("%s: %w", name, err))
		}
		return data
	})
}

// licence is what the book's folder says about copying the code.
func (s *Site) licence() string {
	text, err := fs.ReadFile(s.fsys, "LICENSE")
	if err != nil {
		return rights + "\n"
	}
	return string(text)
}

// ebook is the book as an EPUB. The answers are at its end.
func (s *Site) ebook() ([]byte, error) {
	title, subtitle, _ := strings.Cut(Title, ": ")
	cover, err := picture.Cover(title, subtitle)
	if err != nil {
		return nil, err
	}
	b := epub.Book{Author: "The authors of Draco", Cover: cover, Title: Title, Language: "en", ID: ebookID, Rights: rights, Modified: s.date()}
	for _, p := range s.editionPages(ebook) {
		p.render()
		e := s.leafEntry(p.leaf)
		d := epub.Document{Name: chapterFile(p.name), Title: e.Title, Number: e.Number, Level: 1, Main: p.out.String(), Hidden: p.chapter.Of != nil}
		if p.section != nil {
			d.Level = 2
		}
		b.Documents = append(b.Documents, d)
	}
	return b.Bytes()
}
