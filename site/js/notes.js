// Notes that are not in the margin are folded, and the number in the text opens
// them. Without this script it leads to them, which opens them as well.
{
	const noteOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
	const folds = (note) => getComputedStyle(note).float === "none";
	const isOpen = (note) => note.classList.contains("open") || (note.matches(":target") && !note.classList.contains("shut"));
	const show = (link) => {
		const note = noteOf(link);
		if (!note) return;
		if (folds(note)) link.setAttribute("aria-expanded", isOpen(note));
		else link.removeAttribute("aria-expanded");
	};
	const showAll = () => document.querySelectorAll("a.ref").forEach(show);
	each("a.ref", show);
	addEventListener("resize", showAll);
	addEventListener("pageshow", showAll); // by now it is known where the address leads
	addEventListener("hashchange", () => {
		document.querySelector(".note.shut:target")?.classList.remove("shut");
		showAll();
	});
	document.addEventListener("click", (e) => {
		const link = e.target.closest?.("a.ref, .note > .back");
		const note = link?.matches(".ref") ? noteOf(link) : link?.parentElement;
		if (!note || !folds(note) || e.ctrlKey || e.metaKey || e.shiftKey) return;
		if (link.matches(".ref")) e.preventDefault(); // and the way back is gone as well
		const open = link.matches(".ref") && !isOpen(note);
		note.classList.toggle("open", open);
		note.classList.toggle("shut", !open);
		if (open) note.scrollIntoView({ block: "nearest" });
		showAll();
	});
}
