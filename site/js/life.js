// The life of a file: on a source page, a slider over all versions that the
// book has of it. They are loaded when it is moved first, or when a listing has
// led here: ?at= names the block whose version is wanted.
for (const place of document.querySelectorAll(".life")) {
	if (location.protocol === "file:") { // where no page may read another
		place.remove();
		break;
	}
	const code = document.querySelector(".source pre > code");
	const steps = Number(place.dataset.steps);
	place.innerHTML = `<label for="life.step">Step</label>
<button type="button" aria-label="The step before">−</button><input type="range" id="life.step" min="1"><button type="button" aria-label="The step after">+</button>
<p role="status"></p>`;
	const [, back, range, on, status] = place.children;
	range.max = steps;
	range.value = place.dataset.at;
	let life;
	let shown; // the versions are made one from the other; this is the last one asked for

	const load = async () => {
		const response = await fetch(place.dataset.life);
		if (!response.ok) throw new Error(response.status);
		life = await response.json();
		glossaries[place.dataset.life] = life.names ?? {};
	};
	// version is the numbers of the lines of a version, and the edits that made it.
	const version = (n) => {
		const lines = [];
		for (const step of life.steps.slice(0, n)) {
			let from = 0;
			step.cut = [];
			for (const [at, old, fresh] of step.e) {
				step.cut.push(lines.splice(at, old, ...step.l.slice(from, from + fresh)));
				from += fresh;
			}
		}
		return lines;
	};
	const line = (tag, number, text, say) => {
		const l = document.createElement(tag);
		l.className = "l";
		l.innerHTML = (say ? `<span class="say">${say}: </span>` : "") + `<span class="ln" aria-hidden="true">${number}</span>${text}\n`;
		return l;
	};
	const show = async (n, scroll) => {
		range.value = n;
		const button = document.activeElement;
		back.disabled = n <= 1;
		on.disabled = n >= steps;
		if (button.disabled) range.focus(); // nobody is left with nothing
		shown = n;
		try {
			if (!life) await load();
		} catch {
			status.textContent = "The versions could not be loaded.";
			return;
		}
		if (shown !== n) return; // moved on while it was loading
		const step = life.steps[n - 1];
		const lines = version(n);
		const out = [];
		let at = 0;
		let part, most = 0; // the largest of what has changed: the rest may be an import
		const upTo = (end) => {
			for (; at < end; at++) out.push(line("span", at + 1, life.lines[lines[at]]));
		};
		step.e.forEach(([first, , fresh], i) => {
			upTo(first);
			step.cut[i].forEach((l, j) => out.push(line("del", "", life.lines[l], j ? "" : "Removed")));
			for (; at < first + fresh; at++) out.push(line("ins", at + 1, life.lines[lines[at]], at > first ? "" : "Added"));
			const size = fresh + step.cut[i].length;
			if (size > most) [part, most] = [out.at(-size), size];
		});
		upTo(lines.length);
		code.replaceChildren(...out);
		code.dataset.names = place.dataset.life;
		code.closest(".listing").classList.add("changed");
		const link = document.createElement("a");
		link.href = step.h;
		link.textContent = `${step.n} ${step.t}`;
		status.replaceChildren(`${n} of ${steps}: `, link);
		range.setAttribute("aria-valuetext", status.textContent);
		if (!scroll) return;
		part?.scrollIntoView({ block: "center" });
		history.replaceState(null, "", "?at=" + encodeURIComponent(step.id));
	};

	range.addEventListener("input", () => show(Number(range.value)));
	range.addEventListener("change", () => show(Number(range.value), true)); // it is let go
	back.addEventListener("click", () => show(Number(range.value) - 1, true));
	on.addEventListener("click", () => show(Number(range.value) + 1, true));
	back.disabled = range.value <= 1;
	on.disabled = range.value >= steps;
	status.textContent = `${range.value} of ${steps}, at the end of the chapter`;
	range.setAttribute("aria-valuetext", status.textContent);
	const wanted = new URLSearchParams(location.search).get("at");
	if (wanted) {
		load().then(() => {
			const n = life.steps.findIndex((s) => s.id === wanted) + 1;
			if (n) show(n, true);
		}, () => {});
	}
}
