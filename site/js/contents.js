// The contents follow the reader: of the parts of this page, the one that is
// being read is marked. It is the last whose heading has come above a line in
// the upper half of the window.
{
	const side = document.querySelector("nav.side");
	const links = new Map(); // by the id of the part
	for (const link of document.querySelectorAll("nav a[href*='#']")) {
		if (pageAt(link) !== page) continue;
		const id = decodeURIComponent(link.hash.slice(1));
		links.set(id, [...(links.get(id) ?? []), link]);
	}
	// The side scrolls by itself, and the page does not with it.
	const reveal = (link) => {
		if (!link || !side.contains(link)) return;
		const at = link.getBoundingClientRect();
		const box = side.getBoundingClientRect();
		if (at.top < box.top || at.bottom > box.bottom) side.scrollTop += at.top - box.top - box.height / 3;
	};
	const passed = new Set();
	const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
	const observer = new IntersectionObserver((seen) => {
		for (const { target, isIntersecting } of seen) {
			if (isIntersecting) passed.add(target);
			else passed.delete(target);
		}
		const current = headings.findLast((h) => passed.has(h))?.id;
		for (const [id, all] of links) {
			for (const link of all) {
				if (id !== current) link.removeAttribute("aria-current");
				else {
					link.setAttribute("aria-current", "true");
					reveal(link);
				}
			}
		}
	}, { rootMargin: "10000000px 0px -60% 0px" });
	headings.forEach((h) => observer.observe(h));
	reveal(side.querySelector("[aria-current]"));
}
