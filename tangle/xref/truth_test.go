package xref

import (
	"fmt"
	"os"
	"testing"

	"draco/tangle"
)

func TestTruth(t *testing.T) {
	book, _, err := tangle.Load(os.DirFS("../.."), "book")
	if err != nil {
		t.Fatal(err)
	}
	c := NewCache()
	x, err := c.Index(book)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, ch := range book.Files()[:6] {
		for _, b := range ch.Blocks {
			p := code(x.walks[ch]().after[b])
			truth := c.sound(p, nil)
			got := x.Builds(b)
			n[fmt.Sprint(truth, got, c.resolves(p))]++
			if truth != got && n[fmt.Sprint(truth, got, c.resolves(p))] < 4 {
				fmt.Println(b.Pos, b.Name, truth, got, c.resolves(p))
				for name, f := range p {
					if f.idle {
						fmt.Println("  idle", name)
					}
				}
			}
		}
	}
	fmt.Println(n)
}
