package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// manifestName is the file in the output folder that tells what weave wrote
// there. Files of any format are ours or not, and few formats can say so
// themselves.
const manifestName = ".weave"

// A manifest is the hashes of the contents that weave has given to a path: one,
// but while a run is under way two, for it may be killed before or after it has
// replaced the file.
type manifest map[string]map[string]bool

// manifestOf is that of a folder that holds these files.
func manifestOf(files map[string][]byte) manifest {
	m := manifest{}
	for name, content := range files {
		m.add(name, hash(content))
	}
	return m
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (m manifest) add(name, sum string) {
	if m[name] == nil {
		m[name] = map[string]bool{}
	}
	m[name][sum] = true
}

// names are the paths in order.
func (m manifest) names() []string { return slices.Sorted(maps.Keys(m)) }

// has tells whether weave wrote the file as it is.
func (m manifest) has(name string, content []byte) bool { return m[name][hash(content)] }

// with is what either of two manifests has.
func (m manifest) with(other manifest) manifest {
	both := manifest{}
	for _, from := range []manifest{m, other} {
		for name, sums := range from {
			for sum := range sums {
				both.add(name, sum)
			}
		}
	}
	return both
}

// text is the manifest as it is written: lines such as sha256sum's, sorted.
func (m manifest) text() []byte {
	var out strings.Builder
	for _, name := range m.names() {
		for _, sum := range slices.Sorted(maps.Keys(m[name])) {
			fmt.Fprintf(&out, "%s  %s\n", sum, name)
		}
	}
	return []byte(out.String())
}

var manifestLine = regexp.MustCompile(`^([0-9a-f]{64})  (.+)\n$`)

// parseManifest reads what text wrote. Of anything else it says that it is none.
func parseManifest(text []byte) (m manifest, ok bool) {
	m = manifest{}
	for line := range strings.Lines(string(text)) {
		part := manifestLine.FindStringSubmatch(line)
		if part == nil || !fs.ValidPath(part[2]) {
			return nil, false
		}
		m.add(part[2], part[1])
	}
	return m, true
}
