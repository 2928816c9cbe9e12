// What is that? Pointing at a name in code, or going to it with the keyboard,
// shows what it stands for. The answers of a page are loaded for the first.
{
	const names = ".code a[href]:not(.ln, .from), .code dfn, code:not(.code code) > a[href]";
	const key = (name) => (name.dataset.as ?? name.getAttribute("href") ?? "#" + name.closest(".l").id) + " " + name.textContent;
	const tip = document.createElement("div");
	const told = {}; // by the file: a page's names, and those of answers that are shown on it
	let of; // the link that the tip is about
	let leaving;

	tip.className = "tip";
	tip.id = "page.tip";
	tip.setAttribute("role", "tooltip");
	tip.hidden = true;
	document.body.append(tip);

	const hide = () => {
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
			const file = link.closest("[data-names]")?.dataset.names;
			if (file) told[file] ??= fetch(file).then((r) => (r.ok ? r.json() : {}));
			const [signature, doc] = moreNames[key(link)] ?? (await told[file])?.[key(link)] ?? [];
			if (of !== link || !signature) return;
			const code = document.createElement("code");
			code.textContent = signature;
			tip.replaceChildren(code, doc ? " " + doc : "");
		} catch {
			return; // it is a link all the same
		}
		tip.hidden = false;
		const at = link.getClientRects()[0];
		const { offsetWidth: width, offsetHeight: height } = tip;
		const below = at.bottom + height + 8 < innerHeight || at.top < height + 8;
		tip.style.setProperty("left", Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8)) + scrollX + "px");
		tip.style.setProperty("top", (below ? at.bottom + 4 : at.top - height - 4) + scrollY + "px");
		link.setAttribute("aria-describedby", tip.id);
	};
	if (location.protocol !== "file:") {
		addEventListener("pointerover", (e) => {
			const link = e.pointerType !== "touch" && e.target.closest?.(names);
			if (link) show(link);
			else if (tip.contains(e.target)) clearTimeout(leaving); // it can be read, and copied from
			else if (of && of !== document.activeElement) {
				clearTimeout(leaving);
				leaving = setTimeout(hide, 200);
			}
		});
		addEventListener("focusin", (e) => (e.target.matches?.(names) ? show(e.target) : hide()));
		addEventListener("keydown", (e) => {
			if (e.key === "Escape") hide();
		});
	}

	// A listing may have a hundred names. For the keyboard it is one stop; Enter
	// goes in among them, Escape comes out again.
	const inside = (code, on) => {
		for (const link of code.querySelectorAll(".l a[href]:not(.ln, .from)")) link.tabIndex = on ? 0 : -1;
	};
	const first = (code) => code.querySelector(".l a[href]:not(.ln, .from)");
	each(".code", (code) => {
		if (!first(code)) return;
		code.setAttribute("aria-label", "code; Enter goes to its names, Escape back");
		code.addEventListener("keydown", (e) => {
			if (e.key === "Enter" && e.target === code) {
				inside(code, true);
				first(code).focus();
			} else if (e.key === "Escape" && e.target !== code) {
				inside(code, false);
				code.focus();
			} else return;
			e.preventDefault();
		});
	});
	// There are thousands, so that they wait for somebody who uses that key.
	addEventListener("keydown", (e) => {
		if (e.key !== "Tab") return;
		for (const code of document.querySelectorAll(".code:not(.quiet)")) {
			code.classList.add("quiet");
			inside(code, false);
		}
	}, true);
}
