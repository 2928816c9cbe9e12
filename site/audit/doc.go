// Package audit looks at the site of the book with other people's eyes: axe-core
// for those who cannot see it well, or at all, and Lighthouse for those who
// wait for it on a phone. It has tests only.
//
// The site is served as a host would serve it: below a folder, compressed, and
// under its policy. TestAxe wants no violation of any rule, in light and in
// dark, on a narrow and on a wide screen. TestLighthouse wants 100 in every
// category, and 60 KB at most on the first load, which TestWeight counts for
// all pages.
//
// Both tools are JavaScript, pinned in package-lock.json. DRACO_AUDIT names a
// folder outside of the repository that they are installed in; .ci/run makes one:
//
//	cp site/audit/package*.json DIR && cd DIR && npm ci --ignore-scripts --omit=dev
//	DRACO_AUDIT=DIR go test ./site/audit
//
// Without it, TestAxe and TestLighthouse are skipped; in CI they fail. With
// DRACO_AUDIT_ALL=1, axe-core looks at every page, which takes minutes, and not
// only at a sample of every kind.
package audit
