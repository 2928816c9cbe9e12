// What is that? Pointing at a name in code, or going to it with the keyboard,
// shows what it stands for. The answers are in files, which data-names tells: of
// the page, of what was fetched from another, of a version of a file.
{
	const names = ".code a[href]:not(.ln, .from), .code dfn, code:not(.code code) > a[href]";
	const tip = document.createElement("div");
	let of; // the link that the tip is about
	let touched; // what it was about when a finger came down
	let coming, leaving;

	tip.className = "tip";
	tip.id = "page.tip";
	tip.setAttribute("role", "tooltip");
	tip.hidden = true;
	document.querySelector("main").append(tip);

	// meaning is the signature and the first sentence, if the link has them. One
	// that came from another page leads there now, and was a place of that page.
	const meaning = async (link) => {
		const file = link.closest("[data-names]")?.dataset.names;
		if (!file) return [];
		const ask = async () => {
			const response = await fetch(file);
			if (!response.ok) throw new Error(response.status);
			return response.json();
		};
		glossaries[file] ??= ask().catch(() => void delete glossaries[file]); // it is asked again
		const all = (await glossaries[file]) ?? {};
		const places = [link.getAttribute("href"), link.hash, "#" + link.closest(".l")?.id];
		return places.map((place) => all[`${place} ${link.dataset.name ?? link.textContent}`]).find(Boolean) ?? [];
	};
	const hide = () => {
		clearTimeout(coming);
		of?.removeAttribute("aria-describedby");
		of = undefined;
		tip.hidden = true;
	};
	const show = async (link) => {
		clearTimeout(leaving);
		if (of === link) return;
		hide();
		of = link;
		try {
			const [signature, doc] = await meaning(link);
			if (of !== link || !signature) return;
			const code = document.createElement("code");
			code.textContent = signature;
			tip.replaceChildren(code, doc ? " " + doc : "");
		} catch {
			return; // it is a link all the same
		}
		tip.hidden = false;
		const at = link.getClientRects()[0];
		tip.style.setProperty("left", "0"); // as wide as it would like to be
		const { offsetWidth: width, offsetHeight: height } = tip;
		const below = at.bottom + height + 8 < innerHeight || at.top < height + 8;
		tip.style.setProperty("left", Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8)) + scrollX + "px");
		tip.style.setProperty("top", (below ? at.bottom + 4 : at.top - height - 4) + scrollY + "px");
		link.setAttribute("aria-describedby", tip.id);
	};
	if (location.protocol !== "file:") {
		// On the way to somewhere the mouse passes many names, which say nothing.
		addEventListener("pointerover", (e) => {
			const link = e.pointerType !== "touch" && e.target.closest?.(names);
			clearTimeout(coming);
			if (link) coming = setTimeout(show, 120, link);
			if (tip.contains(e.target) || link === of) clearTimeout(leaving); // it can be read, and copied from
			else if (of && of !== document.activeElement) {
				clearTimeout(leaving);
				leaving = setTimeout(hide, 200);
			}
		});
		// A finger cannot point: it asks with one touch, and follows with the next.
		addEventListener("pointerdown", (e) => {
			touched = of;
			if (e.pointerType === "touch" && !tip.contains(e.target) && !e.target.closest?.(names)) hide();
		});
		addEventListener("click", (e) => {
			const link = e.pointerType === "touch" && e.target.closest?.(names);
			if (!link || touched === link) return;
			e.preventDefault();
			show(link);
		});
		addEventListener("scroll", (e) => {
			if (!tip.hidden && e.target !== document && of !== document.activeElement) hide(); // another name is there now
		}, true);
		addEventListener("focusin", (e) => (e.target.matches?.(names) ? show(e.target) : hide()));
		addEventListener("keydown", (e) => {
			if (e.key === "Escape") hide();
		});
	}

	// A listing may have a hundred names. For the keyboard it is one stop; Enter
	// goes in among them, Escape comes out again. There are thousands on a page, so
	// that they wait for somebody who uses the key.
	const links = ".l :is(a[href]:not(.ln), dfn)";
	const reach = (code, on) => {
		for (const link of code.querySelectorAll(links)) link.tabIndex = on ? 0 : -1;
	};
	each(".code", (code) => {
		if (!code.querySelector(links)) return;
		code.setAttribute("aria-label", "code; Enter goes to its names, Escape back");
		code.addEventListener("keydown", (e) => {
			if (e.key === "Enter" && e.target === code) {
				reach(code, true);
				[...code.querySelectorAll(links)].find((link) => link.checkVisibility())?.focus();
			} else if (e.key === "Escape" && e.target !== code && tip.hidden) {
				reach(code, false);
				code.focus();
			} else return;
			e.preventDefault();
		});
	});
	addEventListener("keydown", (e) => {
		if (e.key !== "Tab") return;
		for (const code of document.querySelectorAll(".code")) {
			if (!code.contains(document.activeElement) || document.activeElement === code) reach(code, false);
		}
	}, true);
}
