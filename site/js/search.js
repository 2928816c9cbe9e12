// Search: a dialog, opened by its button or by "/". The index is loaded when it
// is opened first, and not in a folder (file:), where no page may read another.
{
	if (location.protocol !== "file:") {
		const dialog = document.createElement("dialog");
		dialog.className = "search";
		dialog.setAttribute("aria-label", "Search the book");
		dialog.innerHTML = `<div><input type="text" role="searchbox" enterkeyhint="search" aria-label="What are you looking for?" placeholder="a word, a func, a piece, 1.3" autocomplete="off" spellcheck="false"><button type="button">Close</button></div>
	<p role="status"></p><ol></ol>`;
		document.body.append(dialog);
		const [{ children: [input, close] }, status, list] = dialog.children;
		const shown = 30;
		let pages;

		const open = async () => {
			if (dialog.open) return;
			dialog.showModal();
			input.select();
			try {
				pages ??= (await (await fetch(new URL("search.json", root))).json()).pages.map(lower);
				show();
			} catch {
				status.textContent = "The index could not be loaded.";
			}
		};
		const show = () => {
			const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
			const found = pages && words.length ? search(pages, words) : [];
			list.replaceChildren(...found.slice(0, shown).map((hit) => item(hit, words)));
			const places = found.length === 1 ? "1 place" : found.length + " places";
			status.textContent = !words.length ? "" : found.length > shown ? `the first ${shown} of ${places}` : places;
		};
		input.addEventListener("input", () => pages && show());
		close.addEventListener("click", () => dialog.close());
		dialog.addEventListener("click", (e) => {
			if (e.target === dialog || e.target.closest("a")) dialog.close();
		});
		dialog.addEventListener("keydown", (e) => {
			const links = [...list.querySelectorAll("a")];
			const at = links.indexOf(document.activeElement);
			if (e.key === "Enter" && e.target === input) links[0]?.click();
			else if (e.key === "ArrowDown") links[Math.min(at + 1, links.length - 1)]?.focus();
			else if (e.key === "ArrowUp") (links[at - 1] ?? input).focus();
			else {
				if (at >= 0 && e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey) input.focus(); // and is typed there
				return;
			}
			e.preventDefault();
		});
		const button = document.querySelector("button.search");
		button.hidden = false;
		button.addEventListener("click", open);
		keys.push({ key: "/", says: "search the book", press: open });
	}

	function lower(page) {
		page.low = page.x.toLowerCase();
		return page;
	}

	// search is the places that have all words, the best first: names before titles
	// before text, and what is said exactly before what is said in part.
	function search(pages, words) {
		const hits = [];
		const whole = words.join(" ");
		const wanted = words.map(start);
		for (const page of pages) {
			const title = page.t.toLowerCase();
			if (page.n === whole) hits.push({ page, score: 99 });
			else if (wanted.every((w) => w.test(title))) hits.push({ page, score: title === whole ? 95 : 70 });
			else if (wanted.every((w) => w.test(page.low) || w.test(title))) hits.push({ page, score: page.low.includes(whole) ? 40 : 20 });
			const seen = new Set();
			for (const [name, id] of page.p ?? []) {
				const low = name.toLowerCase();
				if (seen.has(name) || !words.every((w) => low.includes(w))) continue;
				seen.add(name);
				hits.push({ page, name, id, score: low === whole || low.endsWith("." + whole) ? 90 : low.startsWith(whole) ? 60 : 50 });
			}
		}
		return hits.sort((a, b) => b.score - a.score); // which is stable: in reading order
	}

	// start matches a word where one begins: in prose, tree is not in street.
	function start(word) {
		const text = word.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&");
		return new RegExp((/^[\p{L}\p{N}]/u.test(word) ? "(?<![\\p{L}\\p{N}])" : "") + text, "u");
	}

	function item(hit, words) {
		const { page, name, id } = hit;
		const line = document.createElement("li");
		const link = document.createElement("a");
		const where = document.createElement("span");
		link.href = new URL(page.h, root) + (id ? "#" + id : "");
		link.textContent = name ?? page.t;
		if (name) link.className = "name";
		where.className = "where";
		where.textContent = [page.n, name ? page.t : page.c].filter(Boolean).join(" ");
		line.append(link, " ", where);
		const at = name ? -1 : Math.min(...words.map((w) => page.low.search(start(w))).filter((i) => i >= 0));
		if (at >= 0 && at < Infinity) {
			const text = document.createElement("p");
			const from = page.x.lastIndexOf(" ", Math.max(0, at - 50)) + 1;
			text.textContent = (from ? "… " : "") + page.x.slice(from, at + 90).replace(/\S*$/, "") + "…";
			line.append(text);
		}
		return line;
	}
}
