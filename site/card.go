package site

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"draco/tangle"
)

// A chapter's card is the quotation below its title. Each thing that it says
// has its name in bold before it: **Time** two hours.

// card is the card that a chapter begins with, or nil.
func card(ch *tangle.Chapter) *ast.Blockquote {
	for n := ch.Doc.FirstChild(); n != nil; n = n.NextSibling() {
		if q, ok := n.(*ast.Blockquote); ok && isCard(q) {
			return q
		}
	}
	return nil
}

func isCard(q *ast.Blockquote) bool {
	h, ok := q.PreviousSibling().(*ast.Heading)
	return ok && h.Level == 1
}

// said is what the card says under a name, as the nodes that stand there.
func said(ch *tangle.Chapter, name string) (words []ast.Node) {
	q := card(ch)
	if q == nil {
		return nil
	}
	for par := q.FirstChild(); par != nil; par = par.NextSibling() {
		here := false
		for n := par.FirstChild(); n != nil; n = n.NextSibling() {
			if em, ok := n.(*ast.Emphasis); ok && em.Level == 2 {
				here = tangle.Plain(em, ch.Source) == name
			} else if here {
				words = append(words, n)
			}
		}
	}
	return words
}

// stated is the time that the card gives for the chapter, in minutes, or 0.
func stated(ch *tangle.Chapter) int {
	var text strings.Builder
	for _, n := range said(ch, "Time") {
		text.WriteString(tangle.Plain(n, ch.Source))
	}
	return minutes(text.String())
}

var (
	duration = regexp.MustCompile(`(?i)\b(\d+|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)` +
		`( and a half)? (hour|minute)s?( and a half)?\b`)
	counted = map[string]float64{
		"half a": .5, "half an": .5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
		"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
	}
)

// minutes reads the first time in a text: two and a half hours, 20 minutes.
// What may be added to it, or said instead, is not counted.
func minutes(text string) int {
	m := duration.FindStringSubmatch(newline.Replace(text))
	if m == nil {
		return 0
	}
	n, ok := counted[strings.ToLower(m[1])]
	if !ok {
		n, _ = strconv.ParseFloat(m[1], 64)
	}
	if m[2]+m[4] != "" {
		n += .5
	}
	if strings.EqualFold(m[3], "hour") {
		n *= 60
	}
	return int(n)
}
