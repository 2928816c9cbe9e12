package site

import (
	"bytes"
	_ "embed"
	"html/template"

	"draco/tangle"
)

//go:embed faulty.html
var faultyText string

var faultyShell = template.Must(template.New("faulty").Funcs(template.FuncMap{"asset": assetPath}).Parse(faultyText))

// Faulty is the page that says what is wrong with a book that makes no site.
func Faulty(faults tangle.Errors) []byte {
	var b bytes.Buffer
	if err := faultyShell.Execute(&b, faults); err != nil {
		panic(err) // the template and its data are ours
	}
	return b.Bytes()
}
