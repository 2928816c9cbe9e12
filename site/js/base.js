// What pages can do beside being read. All of them are read without it. This
// is the first of several files that are one script: what all of them need.
"use strict";

// root is the folder of the site, wherever this page is in it. A page is named
// by its path from there.
const root = new URL(document.currentScript.dataset.root || ".", location.href);
const pageAt = (url) => url.pathname.slice(root.pathname.length) || "index.html";
const page = pageAt(location);

const typing = (node) => node instanceof Element && node.matches("input:not([type=checkbox], [type=range]), textarea, select, [contenteditable]");

// each does something to what a selector finds: now, and in what comes later.
const each = (selector, act) => {
	each.all.push((node) => node.querySelectorAll(selector).forEach(act));
	document.querySelectorAll(selector).forEach(act);
};
each.all = [];
const came = (node) => each.all.forEach((act) => act(node));

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
const keptSet = (key) => {
	const all = kept(key);
	return new Set(Array.isArray(all) ? all : []);
};
const member = (key, value, is) => {
	const all = keptSet(key);
	if (is) all.add(value);
	else all.delete(value);
	keep(key, all.size ? [...all] : undefined);
};
// whenKept shows what is kept: now, and when another page has changed it.
const whenKept = (show) => {
	show();
	addEventListener("storage", show);
	addEventListener("pageshow", (e) => e.persisted && show());
};

// tick marks a link, or takes the mark away.
const tick = (link, is, name) => {
	const there = link.querySelector(".done");
	if (!is) there?.remove();
	if (!is || there) return;
	const mark = document.createElement("span");
	mark.className = "done";
	mark.textContent = " ✓";
	mark.setAttribute("role", "img");
	mark.setAttribute("aria-label", name);
	link.append(mark);
};

// glossaries are what names stand for, by the files that data-names tells.
const glossaries = {};

// keys are the single keys that do something; the last file has the rest.
const keys = [];
