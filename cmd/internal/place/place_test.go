package place

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

// The embedded book reads as the folder book of the repository does.
func TestMounted(t *testing.T) {
	fsys := mounted{fstest.MapFS{
		"01-one.md":     {Data: []byte("# One")},
		"figures/a.svg": {Data: []byte("<svg/>")},
	}}
	entries, err := fs.ReadDir(fsys, "book")
	if err != nil || len(entries) != 2 || entries[0].Name() != "01-one.md" {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	for name, want := range map[string]string{"book/01-one.md": "# One", "book/figures/a.svg": "<svg/>"} {
		if got, err := fs.ReadFile(fsys, name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"01-one.md", "bookish/01-one.md", "book/none.md", "."} {
		if _, err := fsys.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want that it does not exist", name, err)
		}
	}
}
