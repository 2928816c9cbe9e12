/* Made by weave; your own belongs elsewhere. */
// What pages can do beside being read. All of them are read without it. This
// is the first of several files that are one script: what all of them need.
"use strict";

// root is the folder of the site, wherever this page is in it. A page is named
// by its path from there.
const root = new URL(document.currentScript.dataset.root || ".", location.href);
const pageAt = (url) => url.pathname.slice(root.pathname.length) || "index.html";
const page = pageAt(location);

const typing = (node) => node instanceof Element && node.matches("input, textarea, select, [contenteditable]");

// What is kept stays in this browser.
const keep = (key, value) => {
	try {
		if (value === undefined) localStorage.removeItem(key);
		else localStorage.setItem(key, JSON.stringify(value));
	} catch {
		// Then nothing is remembered.
	}
};
const kept = (key, usual) => {
	try {
		return JSON.parse(localStorage.getItem(key)) ?? usual;
	} catch {
		return usual;
	}
};
