package tangle

import (
	"crypto/sha256"
	"sync"
)

// clean is what checks of Go files have found sound. Parsing and formatting is
// most of the time that loading a book takes, and from one save to the next few
// of its files change.
//
// It is shared by the whole process, and may be: that a text is sound depends
// on nothing but the text, so a check with it says what a check without it
// says, sooner. What is not sound is checked again, for its faults have places.
var clean memo

// A memo is a set of texts, by their hashes. Its zero value is empty.
type memo struct {
	mu    sync.Mutex
	texts map[[sha256.Size]byte]bool
}

// maxClean bounds a memo: a long day of writing must not fill the memory. A
// book like ours has some hundred texts, and a save brings a few new ones.
const maxClean = 10_000

func (m *memo) has(text string) bool {
	sum := sha256.Sum256([]byte(text))
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.texts[sum]
}

// add begins anew when the memo is full: the texts in use will be back soon.
func (m *memo) add(text string) {
	sum := sha256.Sum256([]byte(text))
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.texts == nil || len(m.texts) >= maxClean {
		m.texts = map[[sha256.Size]byte]bool{}
	}
	m.texts[sum] = true
}
