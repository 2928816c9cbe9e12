// Where was I, and how much is left? What has been read to its end is marked in
// the lists of pages. Where something has been read, the page says how much of
// the chapter that is; and the first page, where the reader stopped.
{
	const opening = document.querySelector(".opening");
	const turn = document.querySelector("nav.turn");
	const lines = []; // each brings a line up to date

	const about = (minutes) => {
		if (minutes <= 1) return "about a minute";
		if (minutes > 10) minutes = Math.round(minutes / 5) * 5;
		const hours = Math.floor(minutes / 60);
		return "about " + [hours && hours + "\u00a0h", minutes % 60 && (minutes % 60) + "\u00a0min"].filter(Boolean).join("\u00a0");
	};
	// left says how much of some pages has been read, if any has. The opening of
	// a chapter takes its time too, but is no step.
	const left = (links, read) => {
		const steps = links.filter((a) => a.closest(".sections, .steps"));
		const done = steps.filter((a) => read.has(pageAt(a))).length;
		if (!done) return "";
		if (done === steps.length) return `all ${done} steps read`;
		const minutes = links.filter((a) => !read.has(pageAt(a))).reduce((sum, a) => sum + Number(a.dataset.minutes), 0);
		return `${done} of ${steps.length} steps read, ${about(minutes)} left`;
	};
	// tell keeps a line on what is left of the pages that are linked in a node.
	const tell = (node, name, put) => {
		const links = [...node.querySelectorAll("a[data-minutes]")];
		const line = document.createElement("p");
		line.className = "progress";
		lines.push((read) => {
			const text = left(links, read);
			line.textContent = name + text;
			if (!text) line.remove();
			else if (!line.isConnected) put(line);
		});
	};
	const chapter = document.querySelector("nav.side li:has(> .sections a[data-minutes])");
	if (chapter) {
		const steps = document.querySelector("main > .steps");
		tell(chapter, `Chapter ${chapter.querySelector(".n").textContent}: `,
			(line) => (steps ? steps.before(line) : document.querySelector(".colophon").prepend(line)));
	}
	const book = document.querySelector(".milestones");
	if (book) tell(book, "The book: ", (line) => opening.append(line));
	for (const item of document.querySelectorAll(".milestones > ol > li")) {
		tell(item, "", (line) => item.append(line));
	}

	const show = () => {
		const read = keptSet("read");
		for (const link of document.querySelectorAll("nav .sections a, ol.steps a")) {
			if (!link.hash) tick(link, read.has(pageAt(link)), "read");
		}
		lines.forEach((line) => line(read));
	};
	if (opening?.querySelector(".number") && turn) {
		if (opening.querySelector(".number a")) keep("last", { page, title: document.querySelector("h1").textContent });
		new IntersectionObserver((seen) => {
			if (!seen.some((s) => s.isIntersecting)) return;
			member("read", page, true);
			show();
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
		opening.append(line);
	}
	whenKept(show);
}
