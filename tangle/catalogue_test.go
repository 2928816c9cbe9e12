package tangle

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestCatalogue holds the list of faults in doc.go against the faults that the
// books in testdata and the tests of writing show: every entry is shown, and
// every fault shown is an entry.
func TestCatalogue(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	_, faults, _ := strings.Cut(f.Doc.Text(), "# Faults")
	shown := map[string]bool{}
	for _, line := range strings.Split(faults, "\n") {
		if entry, ok := strings.CutPrefix(line, "\t"); ok {
			shown[entry] = false
		}
	}
	if len(shown) < 30 {
		t.Fatalf("only %d entries found in doc.go", len(shown))
	}
	match := func(fault string) (found bool) {
		for entry := range shown {
			if strings.Contains(fault, entry) {
				shown[entry], found = true, true
			}
		}
		return found
	}
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name != "errors" {
				continue
			}
			for _, line := range strings.Split(strings.TrimSpace(string(f.Data)), "\n") {
				if line != "" && !strings.HasPrefix(line, " ") && !match(line) {
					t.Errorf("%s: not in the catalogue of doc.go: %s", name, line)
				}
			}
		}
	}
	for _, fault := range []string{foreignFile, editedFile, blockedFile} { // TestConflicts shows them
		match(fault)
	}
	for entry, ok := range shown {
		if !ok {
			t.Errorf("no test shows the fault %q", entry)
		}
	}
}
