package site

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// characters reports what no page may hold, whether it stands in the chapter
// itself or is asked for by number, as in &#1;.
func (p *page) characters() {
	if out := p.out.Bytes(); utf8.Valid(out) && bytes.IndexFunc(out, unprintable) < 0 {
		return
	}
	found := false
	for at := 0; at < len(p.chapter.Source); {
		r, size := utf8.DecodeRune(p.chapter.Source[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			p.fault(at, fmt.Sprintf("the byte %#x is no part of a letter in UTF-8", p.chapter.Source[at]), "save the chapter as UTF-8")
			found = true
		case unprintable(r):
			p.fault(at, fmt.Sprintf("the character %U has no place on a page", r), "take it out")
			found = true
		}
		at += size
	}
	for _, m := range reference.FindAllSubmatchIndex(p.chapter.Source, -1) {
		digits, base := string(p.chapter.Source[m[2]:m[3]]), 10
		if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
			digits, base = hex, 16
		}
		if n, err := strconv.ParseInt(digits, base, 32); err == nil && unprintable(rune(n)) {
			p.fault(m[0], string(p.chapter.Source[m[0]:m[1]])+" has no place on a page", "write the character that you mean")
			found = true
		}
	}
	if !found {
		p.fault(0, "a character that has no place on a page", "look for control characters in the chapter and its figures")
	}
}

var reference = regexp.MustCompile(`&#([0-9]+|[xX][0-9a-fA-F]+);`)

// unprintable tells the characters that HTML forbids.
func unprintable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7f <= r && r < 0xa0 || r == 0xfffe || r == 0xffff
}
