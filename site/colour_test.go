package site

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	colourVariable = regexp.MustCompile(`--([a-z0-9-]+): light-dark\((#[0-9a-f]{3,8}), (#[0-9a-f]{3,8})\)`)
	rawColour      = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(`)
	textColour     = regexp.MustCompile(`(?:^|[;{\s])color:\s*([^;}]+)`)
)

// Every text colour reads on every ground, WCAG AA, in light and in dark. The
// terminal is a world of its own.
func TestContrast(t *testing.T) {
	css := assetText("site.css")
	css, _, _ = strings.Cut(css, "*, *::before")
	for i, scheme := range []string{"light", "dark"} {
		palette := map[string]string{}
		for _, m := range colourVariable.FindAllStringSubmatch(css, -1) {
			palette[m[1]] = m[2+i]
		}
		grounds := []string{"paper", "added", "removed", "edge"}
		inks := []string{"ink", "same", "dim", "accent", "accent-2", "code-k", "code-t", "code-s", "code-d", "code-c"}
		check(t, scheme, palette, inks, grounds)
		check(t, scheme, palette, []string{"term-ink", "term-dim", "term-accent"}, []string{"term", "term-edge"})
	}
}

func check(t *testing.T, scheme string, palette map[string]string, inks, grounds []string) {
	for _, ink := range inks {
		for _, ground := range grounds {
			if palette[ink] == "" || palette[ground] == "" {
				t.Errorf("%s: no colour --%s or --%s", scheme, ink, ground)
			} else if c := contrast(palette[ink], palette[ground]); c < 4.5 {
				t.Errorf("%s: --%s on --%s has a contrast of %.2f, less than 4.5", scheme, ink, ground, c)
			}
		}
	}
}

// The palettes are all the colours there are: what TestContrast does not see
// is not on the page.
func TestColoursComeFromThePalettes(t *testing.T) {
	css := assetText("site.css")
	css = css[strings.Index(css, "*, *::before"):]
	css, print, _ := strings.Cut(css, "@media print")
	if m := rawColour.FindString(css); m != "" {
		t.Errorf("a colour outside of the palettes: %s", m)
	}
	if print == "" {
		t.Error("there is no style for print")
	}
	known := regexp.MustCompile(`^var\(--(ink|same|dim|accent|accent-2|code-[ktsdc]|term-ink|term-dim|term-accent)\)$`)
	for _, m := range textColour.FindAllStringSubmatch(css, -1) {
		if c := strings.TrimSpace(m[1]); !known.MatchString(c) && c != "inherit" {
			t.Errorf("text in a colour that no test looks at: %s", c)
		}
	}
}

// contrast is the ratio of WCAG 2.2, 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(hex string) float64 {
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			return math.NaN()
		}
		v := float64(n) / 255
		if v <= .04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func assetText(name string) string { return string(Assets()[assetPath(name)]) }
