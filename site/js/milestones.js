// A milestone is passed when its reader says so, in a box beside the words: on
// the first page, and on the chapter's card.
{
	const boxes = [];
	const add = (part, title, of) => {
		const words = [...part.querySelectorAll("p > strong:first-child")].find((s) => s.textContent === "Done when");
		if (!words) return;
		const label = document.createElement("label");
		const box = document.createElement("input");
		box.type = "checkbox";
		box.setAttribute("aria-label", "Done when, " + title);
		box.addEventListener("change", () => {
			member("done", of, box.checked);
			show();
		});
		words.replaceWith(label);
		label.append(box, " ", words);
		boxes.push((done) => (box.checked = done.has(of)));
	};
	const show = () => {
		const done = keptSet("done");
		for (const link of document.querySelectorAll("nav .chapters > li > a")) tick(link, done.has(pageAt(link)), "done");
		boxes.forEach((set) => set(done));
	};
	for (const item of document.querySelectorAll(".milestones > ol > li")) {
		const link = item.querySelector("h3 a");
		add(item, link.lastChild.textContent.trim(), pageAt(link));
	}
	const own = document.querySelector("main > .opening:has(.number):first-child ~ .card");
	if (own) add(own, document.querySelector("h1").textContent, page);
	whenKept(show);
}
