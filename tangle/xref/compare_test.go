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
	l, err := readLibrary(cache.fset, []string{"bufio", "bytes", "io", "strings", "time", "text/template", "html/template"})
	if err != nil {
		t.Fatal(err)
	}
	cache.library.Store(l)
	const lib = "import \"io\"\n\n"
	for name, c := range map[string]struct {
		before, after string
		builds        bool
	}{
		"a body":                            {"func a() int { return 1 }", "func a() int { return 2 }", true},
		"a body that is wrong":              {"func a() int { return 1 }", "func a() int { return \"\" }", false},
		"a parameter":                       {"func a() {}\nfunc b() { a() }", "func a(n int) {}\nfunc b() { a() }", false},
		"a function that goes":              {"func a() {}\nfunc b() { x.a() }\nvar x struct{ a func() }", "func b() { x.a() }\nvar x struct{ a func() }", true},
		"a type by inference":               {"func a() int { return 1 }\nvar v = a()\nvar w = v\nfunc b() int { return w }", "func a() string { return \"\" }\nvar v = a()\nvar w = v\nfunc b() int { return w }", false},
		"a type by inference, and a method": {"type t struct{}\nfunc a() int { return 1 }\nvar v = a()\nvar w = v\nfunc b() int { return w }", "type t struct{}\nfunc (t) v() {}\nfunc a() string { return \"\" }\nvar v = a()\nvar w = v\nfunc b() int { return w }", false},
		"a length":                          {"const n = 1\nvar a [n]int\nfunc b() int { return a[0] }", "const n = 0\nvar a [n]int\nfunc b() int { return a[0] }", false},
		"a name of the language":            {"func a() error { return nil }\nfunc b() { var e interface{ Error() string } = a(); _ = e }", "type error *int\nfunc a() error { return nil }\nfunc b() { var e interface{ Error() string } = a(); _ = e }", false},
		"a field":                           {"type s struct{ a int }\nfunc b() s { return s{a: 1} }", "type s struct{ a, b int }\nfunc b() s { return s{a: 1} }", true},
		"a field and a list":                {"type s struct{ a int }\ntype l []s\nfunc b() l { return l{{1}} }", "type s struct{ a, b int }\ntype l []s\nfunc b() l { return l{{1}} }", false},
		"a field and ==":                    {"type s struct{ a int }\ntype o struct{ s s }\nfunc b(x, y o) bool { return x == y }", "type s struct{ a int; f func() }\ntype o struct{ s s }\nfunc b(x, y o) bool { return x == y }", false},
		"a field and conversion":            {"type s struct{ a int }\ntype o struct{ a int }\nfunc v() s { return s{} }\nfunc b() o { return o(v()) }", "type s struct{ a, b int }\ntype o struct{ a int }\nfunc v() s { return s{} }\nfunc b() o { return o(v()) }", false},
		"a field of another type":           {"type s struct{ a int }\nvar v = s{}.a\nfunc b() int { return v }", "type s struct{ a string }\nvar v = s{}.a\nfunc b() int { return v }", false},
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
		"another name of a type that goes":   {"type i interface{ m() }\ntype e int\ntype s = e\nfunc (s) m() {}\nfunc b() i { return e(1) }", "type i interface{ m() }\ntype e int\nfunc b() i { return e(1) }", false},
		"a field called like a parameter":    {"type s struct{ a int }\nfunc b(a int) s { return s{a: a} }", "type s struct{ a string }\nfunc b(a int) s { return s{a: a} }", false},
		"a field called like a parameter, in another package": {"type S struct{ a int; B int }\n-- cmd/beasty/main.go --\npackage main\nimport \"draco\"\nfunc f(B int) draco.S { return draco.S{B: B} }\nfunc main() {}",
			"type S struct{ a int; B string }\n-- cmd/beasty/main.go --\npackage main\nimport \"draco\"\nfunc f(B int) draco.S { return draco.S{B: B} }\nfunc main() {}", false},
		"a field's length":                                    {"type s struct{ a [len([...]int{1, 2})]int }\nfunc b(x s) int { return x.a[1] }", "type s struct{ a [len([...]int{1})]int }\nfunc b(x s) int { return x.a[1] }", false},
		"a tag within a field":                                {"type s struct{ a struct{ b int `x` } }\nfunc b(x s) struct{ b int `x` } { return x.a }", "type s struct{ a struct{ b int `y` } }\nfunc b(x s) struct{ b int `x` } { return x.a }", false},
		"a field of a type without a name":                    {"type _ struct{ a int }", "type _ struct{ a, b int }", true},
		"a field and == of a parameter":                       {"type s struct{ a int }\nfunc f[T s](x, y T) bool { return x == y }", "type s struct{ a int; x any }\nfunc f[T s](x, y T) bool { return x == y }", false},
		"a field and comparable":                              {"type s struct{ a int }\ntype c interface{ comparable; s | int }\nfunc f[T c]() {}\nfunc b() { f[s]() }", "type s struct{ a int; x any }\ntype c interface{ comparable; s | int }\nfunc f[T c]() {}\nfunc b() { f[s]() }", false},
		"a method that hides the language's":                  {"type s struct{ error }\nfunc b() error { return s{} }", "type s struct{ error }\nfunc (s) Error() {}\nfunc b() error { return s{} }", false},
		"a method that hides the language's, by another name": {"type i = error\ntype s struct{ i }\nfunc b() error { return s{} }", "type i = error\ntype s struct{ i }\nfunc (s) Error() {}\nfunc b() error { return s{} }", false},
		"a method of a type in parentheses": {"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype s (struct{ e })\nfunc b() i { return s{} }",
			"type i interface{ m() }\ntype e struct{}\nfunc (e) m() {}\ntype s (struct{ e })\nfunc (s) m(int) {}\nfunc b() i { return s{} }", false},
		"a private method that is measured": {"import u \"unsafe\"\ntype s struct{}\nfunc (s) m() int64 { return 0 }\nconst n = u.Sizeof(s{}.m())\nvar x [n]int\nfunc b() int { return x[7] }",
			"import u \"unsafe\"\ntype s struct{}\nfunc (s) m() int8 { return 0 }\nconst n = u.Sizeof(s{}.m())\nvar x [n]int\nfunc b() int { return x[7] }", false},
		"a field and a size": {"import u \"unsafe\"\ntype s struct{ a int64 }\nconst n = u.Sizeof(s{})\nvar x [n]int\nfunc b() int { return x[7] }",
			"import u \"unsafe\"\ntype s struct{ a int8 }\nconst n = u.Sizeof(s{})\nvar x [n]int\nfunc b() int { return x[7] }", false},
		"a private method and a variable of its name": {"type s struct{}\nvar (\nm = s{}.m()\nk = m\n)\nfunc (s) m() int { return 1 }\nfunc b() int { return k }",
			"type s struct{}\nvar (\nm = s{}.m()\nk = m\n)\nfunc (s) m() string { return \"\" }\nfunc b() int { return k }", false},
		"a variable that needs itself by a method of its name": {"type s int\nvar m = s(0).m()\nfunc (s) m() int { return a() }\nfunc a() int { return b() }\nfunc b() int { return 1 }\nfunc c() int { return m }",
			"type s int\nvar m = s(0).m()\nfunc (s) m() int { return a() }\nfunc a() int { return b() }\nfunc b() int { return c() }\nfunc c() int { return m }", false},
		"a variable that needs itself by a function": {"var v = a\nfunc a() { b() }\nfunc b() { c() }\nfunc c() {}\nfunc d() { v() }", "var v = a\nfunc a() { b() }\nfunc b() { c() }\nfunc c() { d() }\nfunc d() { v() }", false},
		"a variable that needs itself by a key of a map": {"import \"text/template\"\nvar v = a()\nfunc a() int { return len(template.FuncMap{w: nil}) }\nvar w = b()\nfunc b() string { return \"\" }\nfunc c() string { return string(rune(v)) }",
			"import \"text/template\"\nvar v = a()\nfunc a() int { return len(template.FuncMap{w: nil}) }\nvar w = b()\nfunc b() string { return c() }\nfunc c() string { return string(rune(v)) }", false},
		"an instance that needs larger ones": {"func f[T any]() { g[*T]() }\nfunc g[T any]() {}", "func f[T any]() { g[*T]() }\nfunc g[T any]() { f[T]() }", false},
		"a generic function without a body":  {"func f[T any](){}", "func f[T any]()", false},
		"a fault after a generic function":   {"func f[T any]() {}\nfunc a() string { return \"an invalid type\" }", "func f[T any]() {}\nfunc a() int { return \"an invalid type\" }", false},
		"a body beside init":                 {"func init() {}\nfunc a() int { return 1 }", "func init() {}\nfunc a() int { return 2 }", true},
		"a variable called like an import": {"import \"time\"\nvar v = time.Now().Unix()\nfunc b() int64 { return v }",
			"type t struct{}\nfunc (t) Now() u { return 0 }\ntype u int\nfunc (u) Unix() string { return \"\" }\nvar time t\nvar v = time.Now().Unix()\nfunc b() int64 { return v }", false},
		"an import called like a type of the language": {"import string \"strings\"\nfunc a() { string.ToUpper(\"\") }", "func a() { string.ToUpper(\"\") }", false},
		"an import by the name of its clause": {"import \"draco/clock\"\nfunc a() int { return time.Now() }\n-- clock/clock.go --\npackage time\nfunc Now() int { return 1 }",
			"import \"time\"\nfunc a() int { return time.Now() }\n-- clock/clock.go --\npackage time\nfunc Now() int { return 1 }", false},
		"an import of all names that loses its use": {"func A() {}\n-- cmd/beasty/main.go --\npackage main\nimport . \"draco\"\nfunc main() { A() }",
			"func A() {}\n-- cmd/beasty/main.go --\npackage main\nimport . \"draco\"\nfunc main() {}", false},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := small(cache, c.before), small(cache, c.after)
			if !cache.builds(before, nil) {
				t.Fatal("the program does not build before")
			}
			got := cache.builds(after, before) // first: what the checker finds is known afterwards
			if truth := cache.sound(after, nil); truth != c.builds {
				t.Fatalf("the checker says %v", truth)
			}
			if c.builds && !resolves(after, nil) {
				t.Error("a name is missed that is there")
			}
			if got != c.builds {
				t.Errorf("builds is %v after the change", got)
			}
		})
	}
}

// small makes a program of the text of its first file, and of others with their
// names.
func small(c *Cache, text string) program {
	p := program{}
	for _, f := range txtar.Parse([]byte("-- a.go --\npackage draco\n\n" + strings.ReplaceAll(text, "; ", "\n"))).Files {
		p[f.Name] = newFile(&tangle.File{Path: f.Name}, c.parse(string(f.Data)))
	}
	return p
}

// TestResolves: what the program alone can have is missed without the checker, and
// nothing else is.
func TestResolves(t *testing.T) {
	c := NewCache()
	for name, x := range map[string]struct {
		text     string
		resolves bool
	}{
		"a method":                     {"type s int\nfunc (x s) a() { x.b() }\nfunc (x s) b() {}", true},
		"no such method":               {"type s int\nfunc (x s) a() { x.b() }\nfunc b() {}", false},
		"an interface's method":        {"type s interface{ b() }\nfunc a(x s) { x.b() }", true},
		"a field":                      {"type s struct{ b int }\nfunc a(x s) int { return x.b }", true},
		"an embedded type":             {"type b struct{}\ntype s struct{ *b }\nfunc a(x s) b { return *x.b }", true},
		"a local type's field":         {"func a() int {\nvar x struct{ b int }\nreturn x.b\n}", true},
		"a field of another file":      {"func a(x s) int { return x.b }\n-- b.go --\npackage draco\ntype s struct{ b int }", true},
		"a key of a map, never a name": {"import \"net/url\"\nfunc a(b string) url.Values { return url.Values{b: nil} }", true},
		"the library's":                {"import \"time\"\nfunc a(x time.Time) { x.Wrong() }", true},
	} {
		t.Run(name, func(t *testing.T) {
			if resolves(small(c, x.text), nil) != x.resolves {
				t.Errorf("resolves is %v", !x.resolves)
			}
		})
	}
}

// TestKnown checks a package against two others that were found without a fault
// at different times, where one has the types of the other.
func TestKnown(t *testing.T) {
	c := NewCache()
	l, err := readLibrary(c.fset, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.library.Store(l)
	const (
		mid  = "type T int\n-- mid/mid.go --\npackage mid\nimport \"draco\"\nfunc F(t draco.T) {}\n"
		main = "-- main/main.go --\npackage main\nimport \"draco\"\nimport \"draco/mid\"\nfunc main() { mid.F(draco.T(1)) }\n"
	)
	base := small(c, mid+main)
	other := small(c, mid+"func G() {}\n"+main) // with the same package draco
	if !c.builds(base, nil) || !c.builds(other, nil) {
		t.Fatal("the programs do not build before")
	}
	if !c.builds(small(c, mid+strings.Replace(main, "1", "2", 1)), base) {
		t.Error("a type is not what it is")
	}
}
