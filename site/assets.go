package site

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"strings"
	"sync"
)

//go:embed css mark.svg theme.js js
var sources embed.FS

// An asset is a style sheet, a script or a picture that all pages share. Its
// file's name tells its content, so that a browser may keep it for ever.
type asset struct {
	name string // site.css
	path string // assets/site.1f2e3d4c.css
	data []byte
}

// assetFiles are the assets, which no chapter changes.
var assetFiles = sync.OnceValue(func() (all []asset) {
	for _, a := range []asset{
		{name: "site.css", data: joined("css/house.css", "css/reading.css", "css/names.css", "css/source.css", "css/print.css")},
		{name: "mark.svg", data: joined("mark.svg")},
		{name: "theme.js", data: joined("theme.js")},
		{name: "site.js", data: joined("js/base.js", "js/search.js", "js/copy.js", "js/colours.js", "js/contents.js", "js/progress.js", "js/milestones.js", "js/notes.js", "js/answers.js", "js/names.js", "js/life.js", "js/keys.js")},
	} {
		sum := sha256.Sum256(a.data)
		ext := path.Ext(a.name)
		a.path = "assets/" + strings.TrimSuffix(a.name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
		all = append(all, a)
	}
	return all
})

// joined is embedded files, one after the other.
func joined(names ...string) (data []byte) {
	for _, name := range names {
		part, err := sources.ReadFile(name)
		if err != nil {
			panic(err) // ours, and embedded above
		}
		data = append(data, part...)
	}
	return data
}

// Assets are the files that pages share, by the names they are served under.
func Assets() map[string][]byte {
	files := map[string][]byte{}
	for _, a := range assetFiles() {
		files[a.path] = a.data
	}
	return files
}

// assetPath is where an asset is, from the root of the site.
func assetPath(name string) string {
	for _, a := range assetFiles() {
		if a.name == name {
			return a.path
		}
	}
	panic("no asset " + name) // a name in this package's templates
}
