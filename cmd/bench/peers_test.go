package bench

import (
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v3"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"

	"draco/generated/draco"
)

// peers are asked in turn. lookUp registers the routes, and returns a function
// that asks for those from i to j. Unless it is nil, saw hears of each handler
// that answers, and what the wildcards stand for.
var peers = []struct {
	name   string
	lookUp func([]route, saw) func(i, j int)
}{
	{"draco", ofDraco},
	{"gin", ofGin},
	{"echo", ofEcho},
	{"httprouter", ofHTTPRouter},
	{"ServeMux", ofServeMux},
	{"chi", ofChi},
	{"fiber", ofFiber},
}

type saw func(i int, param func(name string) string)

func ofDraco(routes []route, saw saw) func(i, j int) {
	app := draco.New()
	var requests []*draco.Context
	for i, r := range routes {
		app.Handle(r.method, r.pattern, func(c *draco.Context) error {
			if saw != nil {
				saw(i, c.Param)
			}
			return nil
		})
		requests = append(requests, &draco.Context{Request: &draco.Request{
			Method: r.method, Path: r.path, RawPath: r.path}})
	}
	return func(i, j int) {
		for _, c := range requests[i:j] {
			app.Handler(c)
		}
	}
}

func ofGin(routes []route, saw saw) func(i, j int) {
	gin.SetMode(gin.ReleaseMode) // or it prints each route
	app := gin.New()
	for i, r := range routes {
		app.Handle(r.method, colons(r.pattern), func(c *gin.Context) {
			if saw != nil {
				saw(i, c.Param)
			}
		})
	}
	return standard(app, routes)
}

func ofEcho(routes []route, saw saw) func(i, j int) {
	app := echo.New()
	for i, r := range routes {
		app.Add(r.method, colons(r.pattern), func(c echo.Context) error {
			if saw != nil {
				saw(i, c.Param)
			}
			return nil
		})
	}
	return standard(app, routes)
}

func ofHTTPRouter(routes []route, saw saw) func(i, j int) {
	app := httprouter.New()
	for i, r := range routes {
		app.Handle(r.method, colons(r.pattern), func(
			_ http.ResponseWriter, _ *http.Request, params httprouter.Params) {
			if saw != nil {
				saw(i, params.ByName)
			}
		})
	}
	return standard(app, routes)
}

func ofServeMux(routes []route, saw saw) func(i, j int) {
	app := http.NewServeMux()
	for i, r := range routes {
		app.HandleFunc(r.String(), func(_ http.ResponseWriter, q *http.Request) {
			if saw != nil {
				saw(i, q.PathValue)
			}
		})
	}
	return standard(app, routes)
}

func ofChi(routes []route, saw saw) func(i, j int) {
	app := chi.NewRouter()
	for i, r := range routes {
		app.MethodFunc(r.method, r.pattern, func(_ http.ResponseWriter, q *http.Request) {
			if saw != nil {
				saw(i, func(name string) string { return chi.URLParam(q, name) })
			}
		})
	}
	return standard(app, routes)
}

func ofFiber(routes []route, saw saw) func(i, j int) {
	// Paths are as strict as everybody else's, which is what is cheapest.
	app := fiber.New(fiber.Config{CaseSensitive: true, StrictRouting: true})
	var requests []*fasthttp.RequestCtx
	for i, r := range routes {
		app.Add([]string{r.method}, colons(r.pattern), func(c fiber.Ctx) error {
			if saw != nil {
				saw(i, func(name string) string { return c.Params(name) })
			}
			return nil
		})
		q := new(fasthttp.RequestCtx) // nobody writes to it: no need for a reset
		q.Request.Header.SetMethod(r.method)
		q.Request.SetRequestURI(r.path)
		requests = append(requests, q)
	}
	handler := app.Handler()
	return func(i, j int) {
		for _, q := range requests[i:j] {
			handler(q)
		}
	}
}

// standard asks those who stand on net/http.
func standard(app http.Handler, routes []route) func(i, j int) {
	var requests []*http.Request
	for _, r := range routes {
		requests = append(requests, httptest.NewRequest(r.method, r.path, nil))
	}
	var w http.ResponseWriter = nowhere{}
	return func(i, j int) {
		for _, q := range requests[i:j] {
			app.ServeHTTP(w, q)
		}
	}
}

// Nowhere is where answers go.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) WriteHeader(int)             {}

// colons writes a pattern as most others do: /gists/:id.
func colons(pattern string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(pattern)
}
