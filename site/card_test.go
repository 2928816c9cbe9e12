package site

import (
	"os"
	"testing"

	"draco/tangle"
)

func TestMinutes(t *testing.T) {
	for text, want := range map[string]int{
		"two hours, and one more if you type everything.": 120,
		"two and a half hours.":                           150,
		"an hour and a half":                              90,
		"Half an hour.":                                   30,
		"five hours, or five evenings of one.":            300,
		"ten minutes.":                                    10,
		"90 minutes":                                      90,
		"one\nhour":                                       60,
		"an evening":                                      0,
		"":                                                0,
	} {
		if got := minutes(text); got != want {
			t.Errorf("%q: %d minutes, want %d", text, got, want)
		}
	}
}

// The pages of a chapter take as long as its card says, and each takes some of
// it.
func TestTimes(t *testing.T) {
	book, _, err := tangle.Load(os.DirFS(".."), "book")
	if err != nil {
		t.Fatal(err)
	}
	s := New(book, os.DirFS(".."), Options{})
	for _, ch := range book.Chapters {
		sum := 0
		for _, l := range s.leaves {
			if l.chapter == ch {
				sum += s.minutes[l.name]
				if s.minutes[l.name] < 1 {
					t.Errorf("%s takes no time", l.name)
				}
			}
		}
		if want := stated(ch); want == 0 || sum < want || sum > want+5 {
			t.Errorf("%s: its pages take %d minutes, its card says %d", ch.File, sum, want)
		}
	}
}
