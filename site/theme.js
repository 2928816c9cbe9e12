// Sets the reader's choice of light or dark before anything is painted; so it is
// the one script that the page waits for. The choice is made in site.js.
"use strict";
try {
	const theme = localStorage.getItem("theme");
	if (theme) document.documentElement.dataset.theme = theme;
} catch {
	// A browser that keeps nothing has no choice to remember.
}
