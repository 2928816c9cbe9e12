package tangle

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// What is sound is not looked at twice; what is not is reported every time,
// where it stands then.
func TestLoadAgain(t *testing.T) {
	load := func(above, code string) error {
		_, _, err := Load(fstest.MapFS{"book/01-one.md": {Data: []byte("# One\n\n" + above + "```go\n// <<a.go>> :=\npackage draco\n\n" + code + "\n```\n")}}, "book")
		return err
	}
	for range 2 {
		if err := load("", "// TestLoadAgain has it."); err != nil {
			t.Fatal(err)
		}
		for line, above := range map[int]string{7: "", 9: "Words.\n\n"} {
			err := load(above, "var  TestLoadAgain int")
			want := fmt.Sprintf("book/01-one.md:%d:1: not gofmt-clean", line)
			if faults := Faults(err); len(faults) != 1 || faults[0].Pos.String()+": "+faults[0].Msg != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
	if !clean.has("package draco\n\n// TestLoadAgain has it.\n") {
		t.Error("a sound text was not kept")
	}
}

func TestMemoIsBounded(t *testing.T) {
	var m memo
	for i := range maxClean + 1 {
		m.add(fmt.Sprint(i))
	}
	if len(m.texts) > maxClean || !m.has(fmt.Sprint(maxClean)) || m.has("never added") {
		t.Errorf("it holds %d texts, at most %d were wanted, with the last one", len(m.texts), maxClean)
	}
}
