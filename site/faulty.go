package site

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"

	"draco/tangle"
)

//go:embed faulty.html
var faultyText string

var faultyShell = template.Must(template.New("faulty").Funcs(template.FuncMap{"place": faultPlace}).Parse(faultyText))

// faultPlace is a fault's position without the colon that parts it from a message.
func faultPlace(fault any) string {
	switch e := fault.(type) {
	case *tangle.Error:
		return strings.TrimSuffix(e.Place(), ": ")
	case tangle.Error:
		return faultPlace(&e)
	}
	return ""
}

// Faulty is the page that says what is wrong with a book that makes no site.
func Faulty(faults tangle.Errors) []byte {
	var b bytes.Buffer
	if err := faultyShell.Execute(&b, faults); err != nil {
		panic(err) // the template and its data are ours
	}
	return b.Bytes()
}
