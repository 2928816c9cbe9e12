package bench

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// source is where the book has the routes of the GitHub API, in a constant.
const source = "../../generated/draco/github_test.go"

// A route is what every peer is told, in the notation of the book.
type route struct {
	method  string
	pattern string // /gists/{id}
	path    string // a path for it: /gists/ID
}

func (r route) String() string { return r.method + " " + r.pattern }

// params returns the names of the wildcards, each with its value in the path.
func (r route) params() map[string]string {
	params := map[string]string{}
	values := strings.Split(r.path, "/")
	for i, segment := range strings.Split(r.pattern, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			params[strings.TrimSuffix(name, "}")] = values[i]
		}
	}
	return params
}

// github returns the routes of the GitHub API.
func github(t testing.TB) []route {
	list, err := constant(source, "github")
	if err != nil {
		t.Fatal(err)
	}
	var routes []route
	for line := range strings.Lines(strings.TrimSpace(list)) {
		words := strings.Fields(line)
		for _, method := range words[1:] {
			routes = append(routes, route{method, words[0], example(words[0])})
		}
	}
	if len(routes) != 203 {
		t.Fatalf("%s: there are %d routes in it, and not 203", source, len(routes))
	}
	return routes
}

// constant returns the text of a constant in a Go file.
func constant(file, name string) (string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return "", err
	}
	for _, d := range f.Decls {
		d, ok := d.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		for _, s := range d.Specs {
			s := s.(*ast.ValueSpec)
			if s.Names[0].Name != name || len(s.Values) != 1 {
				continue
			}
			if text, ok := s.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
				return strconv.Unquote(text.Value)
			}
		}
	}
	return "", fmt.Errorf("%s: there is no text called %s in it", file, name)
}

// example returns a path that fits the pattern. A value is the name in
// capitals: as long as the name, and not to be taken for it.
func example(pattern string) string {
	segments := strings.Split(pattern, "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			segments[i] = strings.ToUpper(strings.Trim(s, "{}"))
		}
	}
	return strings.Join(segments, "/")
}

// Each of the routes is answered by its own handler, which gets its own
// values. So the peers of the benchmark do the same work.
func TestPeersRouteAlike(t *testing.T) {
	routes := github(t)
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			var answers int
			var asked route
			lookUp := p.lookUp(routes, func(i int, param func(string) string) {
				answers++
				if got := routes[i]; got != asked {
					t.Errorf("%s: answered by %s", asked, got)
				}
				for name, want := range asked.params() {
					if got := param(name); got != want {
						t.Errorf("%s: %s is %q, not %q", asked, name, got, want)
					}
				}
			})
			for range 2 { // the second time, with what the first one left
				for i := range routes {
					asked, answers = routes[i], 0
					if lookUp(i, i+1); answers != 1 {
						t.Errorf("%s: %d answers, not one", asked, answers)
					}
				}
			}
		})
	}
}

func BenchmarkGitHub(b *testing.B) {
	routes := github(b)
	for _, p := range peers {
		b.Run(p.name, func(b *testing.B) {
			lookUp := p.lookUp(routes, nil)
			lookUp(0, len(routes)) // some make their tables, or fill their pools
			b.ReportAllocs()
			for b.Loop() {
				lookUp(0, len(routes))
			}
			per := float64(b.Elapsed()) / float64(b.N*len(routes))
			b.ReportMetric(per, "ns/request")
		})
	}
}
