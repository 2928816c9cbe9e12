package xref

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"draco/tangle"
)

// TestCompare changes small programs that build, each in a way that reaches
// code that is as it was. What follows from the change has to be found.
func TestCompare(t *testing.T) {
	cache := NewCache()
	l, err := readLibrary(cache.fset, []string{"bufio", "bytes", "io", "time", "text/template", "html/template"})
	if err != nil {
		t.Fatal(err)
	}
	cache.library.Store(l)
	const lib = "import \"io\"\n\n"
	for name, c := range map[string]struct {
		before, after string
		builds        bool
	}{
		"a body":                  {"func a() int { return 1 }", "func a() int { return 2 }", true},
		"a body that is wrong":    {"func a() int { return 1 }", "func a() int { return \"\" }", false},
		"a parameter":             {"func a() {}\nfunc b() { a() }", "func a(n int) {}\nfunc b() { a() }", false},
		"a function that goes":    {"func a() {}\nfunc b() { x.a() }\nvar x struct{ a func() }", "func b() { x.a() }\nvar x struct{ a func() }", true},
		"a type by inference":     {"func a() int { return 1 }\nvar v = a()\nvar w = v\nfunc b() int { return w }", "func a() string { return \"\" }\nvar v = a()\nvar w = v\nfunc b() int { return w }", false},
		"a length":                {"const n = 1\nvar a [n]int\nfunc b() int { return a[0] }", "const n = 0\nvar a [n]int\nfunc b() int { return a[0] }", false},
		"a name of the language":  {"func a() error { return nil }\nfunc b() { var e interface{ Error() string } = a(); _ = e }", "type error *int\nfunc a() error { return nil }\nfunc b() { var e interface{ Error() string } = a(); _ = e }", false},
		"a field":                 {"type s struct{ a int }\nfunc b() s { return s{a: 1} }", "type s struct{ a, b int }\nfunc b() s { return s{a: 1} }", true},
		"a field and a list":      {"type s struct{ a int }\ntype l []s\nfunc b() l { return l{{1}} }", "type s struct{ a, b int }\ntype l []s\nfunc b() l { return l{{1}} }", false},
		"a field and ==":          {"type s struct{ a int }\ntype o struct{ s s }\nfunc b(x, y o) bool { return x == y }", "type s struct{ a int; f func() }\ntype o struct{ s s }\nfunc b(x, y o) bool { return x == y }", false},
		"a field and conversion":  {"type s struct{ a int }\ntype o struct{ a int }\nfunc v() s { return s{} }\nfunc b() o { return o(v()) }", "type s struct{ a, b int }\ntype o struct{ a int }\nfunc v() s { return s{} }\nfunc b() o { return o(v()) }", false},
		"a field of another type": {"type s struct{ a int }\nvar v = s{}.a\nfunc b() int { return v }", "type s struct{ a string }\nvar v = s{}.a\nfunc b() int { return v }", false},
		"a field that is measured": {"type s struct{ a [2]int }\nvar v s\nvar w [len(v.a)]int\nfunc b() int { return w[1] }",
			"type s struct{ a [1]int }\nvar v s\nvar w [len(v.a)]int\nfunc b() int { return w[1] }", false},
		"a field that hides": {"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype s struct{ e; a int }\nfunc b() i { return s{} }",
			"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype s struct{ e; a, m int }\nfunc b() i { return s{} }", false},
		"a method":           {"type s struct{ a int }\nfunc b() s { return s{} }", "type s struct{ a int }\nfunc (s) m() {}\nfunc b() s { return s{} }", true},
		"a method that goes": {"type i interface{ m() }\ntype s int\nfunc (s) m() {}\nfunc b() i { return s(1) }", "type i interface{ m() }\ntype s int\nfunc b() i { return s(1) }", false},
		"a method of the library's that goes": {lib + "type s int\nfunc (s) Read([]byte) (int, error) { return 0, nil }\nfunc b() io.Reader { return s(1) }",
			lib + "type s int\nfunc b() io.Reader { return s(1) }", false},
		"a method that makes two": {"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype f struct{}\ntype s struct{ e; f }\nfunc b() i { return s{} }",
			"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype f struct{}\nfunc (f) m() {}\ntype s struct{ e; f }\nfunc b() i { return s{} }", false},
		"a method of what is embedded": {"type e struct{}\ntype s struct{ e; a int }\nfunc b() s { return s{} }", "type e struct{}\nfunc (e) m() {}\ntype s struct{ e; a int }\nfunc b() s { return s{} }", true},
		"a method that hides the library's": {"import \"bytes\"\n" + lib + "type s struct{ *bytes.Buffer }\nfunc b() io.Writer { return s{} }",
			"import \"bytes\"\n" + lib + "type s struct{ *bytes.Buffer }\nfunc (s) Write() {}\nfunc b() io.Writer { return s{} }", false},
		"a method that hides the library's, by another name": {"import \"bufio\"\n" + lib + "type s bufio.ReadWriter\nfunc b() io.Writer { return s{} }",
			"import \"bufio\"\n" + lib + "type s bufio.ReadWriter\nfunc (s) Write() {}\nfunc b() io.Writer { return s{} }", false},
		"a private method that nobody calls": {"type s int\nfunc (s) m() {}\nfunc b() s { return 1 }", "type s int\nfunc b() s { return 1 }", true},
		"a private method in a variable":     {"type s int\nfunc (s) m() {}\nvar v = s.m\nfunc b() { v(1) }", "type s int\nfunc (s) m(int) {}\nvar v = s.m\nfunc b() { v(1) }", false},
		"a variable that needs itself":       {"var v = a()\nfunc a() int { return b() }\nfunc b() int { return c() }\nfunc c() int { return 1 }\nfunc d() int { return v }", "var v = a()\nfunc a() int { return b() }\nfunc b() int { return c() }\nfunc c() int { return d() }\nfunc d() int { return v }", false},
		"another package of the name":        {"import \"text/template\"\nfunc a(t *template.Template) { b(t) }\nfunc b(t *template.Template) {}", "import \"html/template\"\nfunc a(t *template.Template) { b(t) }\nfunc b(t *template.Template) {}", true},
		"another package without a function": {"import \"text/template\"\nfunc a() { template.HTMLEscaper() }\nfunc b() {}", "import \"html/template\"\nfunc a() { template.HTMLEscaper(); template.New(0) }\nfunc b() {}", false},
		"an import by another name":          {"import t \"time\"\nfunc a() t.Time { return t.Now() }\nfunc b() {}", "import t \"time\"\nfunc a() t.Time { return t.Now() }\nfunc b() { a() }", true},
		"an import that loses its use":       {"import \"time\"\nfunc a() { time.Now() }", "import \"time\"\nfunc a() {}", false},
		"a type that goes with its methods":  {"type s int\nfunc (s) m() {}\nfunc b() {}", "func b() {}", true},
	} {
		t.Run(name, func(t *testing.T) {
			made := func(text string) program {
				p := program{}
				for _, f := range txtar.Parse([]byte("-- a.go --\npackage draco\n\n" + strings.ReplaceAll(text, "; ", "\n"))).Files {
					p[f.Name] = newFile(&tangle.File{Path: f.Name}, cache.parse(string(f.Data)))
				}
				return p
			}
			before, after := made(c.before), made(c.after)
			if !cache.builds(before, nil) {
				t.Fatal("the program does not build before")
			}
			if truth := resolves(after, nil) && cache.sound(after, nil); truth != c.builds {
				t.Fatalf("the checker says %v", truth)
			}
			if got := cache.builds(after, before); got != c.builds {
				t.Errorf("builds is %v after the change", got)
			}
		})
	}
}
