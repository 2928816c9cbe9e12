package audit

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// lacks skips a test that cannot be run here. In CI, where .ci/run installs
// everything, it fails.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// tool is the path of a file of the tools, in the folder that DRACO_AUDIT names.
func tool(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("no time")
	}
	dir := os.Getenv("DRACO_AUDIT")
	if dir == "" {
		lacks(t, "DRACO_AUDIT is not set: make an empty folder, copy site/audit/package*.json there, "+
			"run npm ci --ignore-scripts --omit=dev in it, and set DRACO_AUDIT to its path; .ci/run does all that")
	}
	file := filepath.Join(dir, "node_modules", name)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("DRACO_AUDIT is set, but nothing is installed there: %v", err)
	}
	return file
}

// browse starts a browser that lives as long as the test, within limits.
func browse(t *testing.T, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options = append(append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true)), options...)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	limit := 3 * time.Minute
	if all {
		limit = 20 * time.Minute
	}
	ctx, cancel = context.WithTimeout(ctx, limit)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	lacks(t, "no Chromium here: install it, as .ci/run does")
	return ""
}
