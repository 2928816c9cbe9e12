package main

import (
	"fmt"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"draco/cmd/internal/place"
	"draco/site"
	"draco/tangle"
	"draco/tangle/xref"
)

func cpu() time.Duration {
	var r, c syscall.Rusage
	syscall.Getrusage(0, &r)
	syscall.Getrusage(-1, &c)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano() + c.Utime.Nano() + c.Stime.Nano())
}

func BenchmarkPhase(b *testing.B) {
	debug.SetGCPercent(garbage)
	book := theBook(b)
	for b.Loop() {
		t, c := time.Now(), cpu()
		step := func(what string) {
			n, m := time.Now(), cpu()
			fmt.Printf("%-8s wall %4d cpu %4d  idle %3d\n", what, n.Sub(t).Milliseconds(), (m - c).Milliseconds(), (2*n.Sub(t) - (m - c)).Milliseconds())
			t, c = n, m
		}
		bk, _, err := tangle.Load(book, place.Book)
		if err != nil {
			b.Fatal(err)
		}
		step("load")
		names, err := xref.NewCache().Index(bk)
		if err != nil {
			b.Fatal(err)
		}
		step("index")
		s := site.New(bk, book, site.Options{Names: names})
		step("new")
		s.Check()
		step("check")
		s.Build()
		step("build")
	}
}
