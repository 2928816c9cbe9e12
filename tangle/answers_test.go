package tangle

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// alone is a book whose sheet has nothing but the headings and one section.
func alone(fsys fstest.MapFS, a *Answer) fstest.MapFS {
	sheet := a.Section.Chapter
	var text strings.Builder
	for i, s := range sheet.Sections {
		end := len(sheet.Source)
		if i+1 < len(sheet.Sections) {
			end = sheet.Sections[i+1].Pos.Offset
		}
		all := string(sheet.Source[s.Pos.Offset:end])
		if s != a.Section {
			all, _, _ = strings.Cut(all, "\n")
		}
		text.WriteString(all + "\n\n")
	}
	copied := maps.Clone(fsys)
	copied[sheet.File] = &fstest.MapFile{Data: []byte(text.String())}
	return copied
}

// An answer is the same program whether the other answers are there or not,
// and whether the book goes on after its chapter or not.
func TestAnswersDoNotSeeEachOther(t *testing.T) {
	tried := 0
	for name, fsys := range books(t) {
		book, _, err := Load(fsys, "book")
		if err != nil {
			continue
		}
		for _, a := range book.Answers {
			snap, err := a.Snapshot()
			if err != nil || snap == nil {
				t.Fatalf("%s, answer %s: %v, %v", name, a.Locator(), snap, err)
			}
			part := alone(fsys, a)
			for _, ch := range book.Chapters {
				if ch.follows(a.Chapter) {
					delete(part, ch.File)
					if ch.Sheet != nil {
						delete(part, ch.Sheet.File)
					}
				}
			}
			only, err := Read(part, "book")
			if err != nil {
				t.Fatalf("%s, answer %s alone: %v", name, a.Locator(), err)
			}
			same, err := only.Answer(a.Locator())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := same.Snapshot(); err != nil || !sameFiles(got.Files, snap.Files) {
				t.Errorf("%s, answer %s: another program without the others: %v", name, a.Locator(), err)
			}
			tried++
		}
	}
	if tried < 8 {
		t.Errorf("only %d answers tried", tried)
	}
}

// The answers change nothing of the chapters: not a snapshot, not a fault, not
// what a block of theirs does.
func TestAnswersChangeNoSnapshot(t *testing.T) {
	for name, fsys := range books(t) {
		with, err := Read(fsys, "book")
		if err != nil || len(with.Answers) == 0 {
			continue
		}
		bare := maps.Clone(fsys)
		maps.DeleteFunc(bare, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "book/answers/") })
		without, err := Read(bare, "book")
		if err != nil {
			t.Fatalf("%s without answers: %v", name, err)
		}
		for i, ch := range with.Chapters {
			if !sameFiles(with.end(ch).Files(), without.end(without.Chapters[i]).Files()) {
				t.Errorf("%s: the answers change the program of chapter %d", name, ch.Number)
			}
		}
		if changes(with, with.Blocks) != changes(without, without.Blocks) {
			t.Errorf("%s: the answers change what a chapter's block does", name)
		}
	}
}

// FuzzAnswers: whatever the sheet says, nothing panics, and the laws hold.
func FuzzAnswers(f *testing.F) {
	for _, fsys := range books(f) {
		if one, sheet := fsys["book/01-one.md"], fsys["book/answers/01-one.md"]; one != nil && sheet != nil {
			f.Add(one.Data, sheet.Data)
		}
	}
	f.Fuzz(func(t *testing.T, one, sheet []byte) {
		fsys := fstest.MapFS{"book/01-one.md": {Data: one}, "book/answers/01-one.md": {Data: sheet}}
		laws(t, fsys)
		_, _, _ = Load(fsys, "book")
	})
}
