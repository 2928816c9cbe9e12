package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"draco/cmd/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"weave": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true})
}

// What ends before anything is written says so.
func TestInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	if got := run(ctx, nil, &out, &errs); got != cli.Failed || errs.String() != "weave: interrupted\n" || out.Len() > 0 {
		t.Errorf("status %d, output %q, %q", got, out.String(), errs.String())
	}
	if _, err := os.Stat("public"); err == nil {
		t.Error("the output folder is there")
	}
}
