// Shows the answers below their challenges. Without this script the links lead
// to the page of the answers, which says the same; and so they do in a folder
// (file:), where no page may read another.
{
	for (const link of location.protocol === "file:" ? [] : document.querySelectorAll(".answer > a")) {
		const fold = document.createElement("details");
		const summary = document.createElement("summary");
		const waiting = link.parentElement;
		summary.textContent = link.textContent;
		fold.className = "answer";
		waiting.replaceWith(fold);
		waiting.removeAttribute("class");
		fold.append(summary, waiting);
		link.textContent = "The answer, on a page of its own";
		fold.addEventListener("toggle", async () => {
			if (!fold.open || !waiting.isConnected) return;
			try {
				const { answer, names } = await find(link);
				if (!waiting.isConnected) return;
				if (names) fold.dataset.names = names;
				waiting.replaceWith(answer);
				came(fold);
			} catch {
				// The link is there, and the next opening tries again.
			}
		});
	}

	// find is what the answer's page has below the heading that the link names, and
	// the file that tells of the names in it.
	async function find(link) {
		const response = await fetch(link.href);
		if (!response.ok) throw new Error(response.status);
		const page = new DOMParser().parseFromString(await response.text(), "text/html");
		const answer = document.createDocumentFragment();
		let next = page.getElementById(decodeURIComponent(link.hash.slice(1))).nextElementSibling;
		while (next && next.tagName !== "H2") {
			const node = next;
			next = node.nextElementSibling;
			answer.append(node);
		}
		for (const a of answer.querySelectorAll("a[href^='#']")) { // the two pages are in one folder
			const to = a.getAttribute("href");
			// The address of a line is for later, when the answer is folded in again.
			if (a.matches(".ln") || !answer.getElementById(to.slice(1))) a.href = new URL(to, link.href);
		}
		return { answer, names: page.querySelector("main").dataset.names };
	}
}
