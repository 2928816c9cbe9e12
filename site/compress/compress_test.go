package compress

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// noise is text that does not get smaller.
func noise(n int) []byte {
	random := rand.NewChaCha8([32]byte{})
	data := make([]byte, n)
	_, _ = random.Read(data)
	return data
}

func TestSiblings(t *testing.T) {
	text := []byte(strings.Repeat("words and words, ", 100))
	files := map[string][]byte{
		"a.html": text, "source/ch01/a.go.html": text, "search.json": text, "feed.xml": text,
		"picture.png": text, "book.epub": text, "source.zip": text, // packed already, as far as their names say
		"small.css": text[:small],
		"noise.txt": noise(4 * small),
	}
	got := Siblings(files)
	want := []string{
		"a.html.br", "a.html.gz", "feed.xml.br", "feed.xml.gz", "search.json.br", "search.json.gz",
		"source/ch01/a.go.html.br", "source/ch01/a.go.html.gz",
	}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Fatalf("packed %q, want %q", names, want)
	}
	for name, packed := range got {
		var r io.Reader = brotli.NewReader(bytes.NewReader(packed))
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if z.Name != "" || !z.ModTime.IsZero() {
				t.Errorf("%s tells its name %q, its time %v", name, z.Name, z.ModTime)
			}
			r = z
		}
		if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, text) {
			t.Errorf("%s unpacks to %q, %v", name, plain, err)
		}
	}
	if again := Siblings(files); !maps.EqualFunc(got, again, bytes.Equal) {
		t.Error("packed again, they are others")
	}
}
