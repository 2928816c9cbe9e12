package xref

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"draco/tangle"
)

func TestProbe(t *testing.T) {
	book, _, err := tangle.Load(os.DirFS("../.."), "book")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		a := time.Now()
		c := NewCache()
		x, err := c.Index(book)
		if err != nil {
			t.Fatal(err)
		}
		b := time.Now()
		fmt.Println("load", b.Sub(a))
		var wg sync.WaitGroup
		for _, ch := range book.Files() {
			wg.Go(func() { x.walks[ch]() })
		}
		wg.Wait()
		d := time.Now()
		fmt.Println("walk", d.Sub(b))
		for _, ch := range book.Files() {
			for _, s := range ch.Sections {
				wg.Go(func() { x.sections[s]() })
			}
		}
		wg.Wait()
		e := time.Now()
		fmt.Println("sections", e.Sub(d))
		dead := 0
		for _, ch := range book.Files() {
			for _, bl := range ch.Blocks {
				if bl.Lang == "go" && x.sections[bl.Section]().refs[bl] == nil {
					dead++
					wg.Go(func() { x.blocks[bl]() })
				}
			}
		}
		wg.Wait()
		f := time.Now()
		fmt.Println("blocks", dead, f.Sub(e))
		for _, ch := range book.Chapters {
			wg.Go(func() { x.ends[ch]() })
		}
		wg.Wait()
		g := time.Now()
		fmt.Println("ends", g.Sub(f))
		var mu sync.Mutex
		yes := 0
		for _, ch := range book.Files() {
			for _, bl := range ch.Blocks {
				wg.Go(func() {
					if x.Builds(bl) {
						mu.Lock()
						yes++
						mu.Unlock()
					}
				})
			}
		}
		wg.Wait()
		h := time.Now()
		fmt.Println("builds", yes, len(c.verdicts), h.Sub(g))
	}
}
