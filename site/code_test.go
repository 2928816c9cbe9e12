package site

import (
	"testing"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// What is highlighted depends on the text, and not on how long it takes: the
// rules of a lexer have no limit that anything could reach.
func TestUntimed(t *testing.T) {
	looked := 0
	rules := chroma.Rules{
		"root": {chroma.Include("more"), {Pattern: `a`, Type: chroma.Text, Mutator: chroma.Push("more")}},
		"more": {{Pattern: `b`, Type: chroma.Keyword, Mutator: chroma.MutatorFunc(func(s *chroma.LexerState) error {
			for state, list := range s.Rules {
				for _, rule := range list {
					if looked++; rule.Regexp.MatchTimeout < 24*time.Hour {
						t.Errorf("%s: %s may take %v", state, rule.Pattern, rule.Regexp.MatchTimeout)
					}
				}
			}
			return nil
		})}},
	}
	limited := chroma.MustNewLexer(&chroma.Config{Name: "limited"}, func() chroma.Rules { return rules })
	if _, err := chroma.Tokenise(untimed(limited), nil, "ab"); err != nil || looked < 3 {
		t.Errorf("%d rules, %v", looked, err)
	}
	// Nothing else is changed by that.
	for lang, text := range map[string]string{"go": "package p // 1\n\nvar s = `{{.}}`\n", "html": "<p class=\"x\">&amp;<script>var a = 1</script></p>\n"} {
		want, err := chroma.Tokenise(lexers.Get(lang), nil, text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := chroma.Tokenise(untimed(lexers.Get(lang)), nil, text)
		if err != nil || chroma.Stringify(got...) != chroma.Stringify(want...) || len(got) != len(want) {
			t.Errorf("%s: %v, want %v (%v)", lang, got, want, err)
		}
	}
}
