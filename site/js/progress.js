// Where was I? What has been read to its end is marked in the lists of pages,
// and the first page says where the reader stopped.
{
	const mark = () => {
		const read = new Set(kept("read", []));
		for (const link of document.querySelectorAll("nav .sections a, ol.steps a")) {
			if (!read.has(pageAt(link)) || link.querySelector(".done")) continue;
			const done = document.createElement("span");
			done.className = "done";
			done.textContent = " ✓";
			done.setAttribute("role", "img");
			done.setAttribute("aria-label", "read");
			link.append(done);
		}
	};
	const turn = document.querySelector("nav.turn");
	if (document.querySelector(".number a") && turn) {
		keep("last", { page, title: document.querySelector("h1").textContent });
		new IntersectionObserver((seen) => {
			if (!seen.some((s) => s.isIntersecting)) return;
			keep("read", [...new Set([...kept("read", []), page])]);
			mark();
		}).observe(turn);
	}
	const last = kept("last");
	if (page === "index.html" && typeof last?.page === "string" && /^\w[\w./-]*\.html$/.test(last.page)) {
		const line = document.createElement("p");
		const link = document.createElement("a");
		link.href = new URL(last.page, root);
		link.textContent = last.title;
		line.className = "last";
		line.append("You were at ", link, ".");
		document.querySelector("h1").after(line);
	}
	mark();
}
