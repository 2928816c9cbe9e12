module draco

go 1.26.0

require (
	github.com/agext/levenshtein v1.2.3
	github.com/aymanbagabas/go-udiff v0.4.1
	github.com/yuin/goldmark v1.8.7
	golang.org/x/tools v0.52.0
)
