// Single keys: none that a reader needs for something else, whatever their
// keyboard calls a letter. A dialog lists them, and turns them off.
{
	const html = document.documentElement;
	const turn = (way) => document.querySelector(`nav.turn a.${way}`)?.click();
	const button = document.querySelector("button.keys");
	const dialog = document.createElement("dialog");
	const open = () => dialog.showModal();
	keys.push({ key: "<", says: "the page before", press: () => turn("prev") });
	keys.push({ key: ">", says: "the next page", press: () => turn("next") });
	keys.push({ key: "?", says: "this list", press: open });

	dialog.className = "keys";
	dialog.setAttribute("aria-label", "Keys");
	dialog.innerHTML = `<dl></dl><p><label><input type="checkbox"> Single keys do this</label></p><form method="dialog"><button>Close</button></form>`;
	for (const { key, says } of keys) {
		const row = document.createElement("div");
		const name = document.createElement("dt");
		const what = document.createElement("dd");
		const cap = document.createElement("kbd");
		cap.textContent = key;
		name.append(cap);
		what.textContent = says;
		row.append(name, what);
		dialog.firstElementChild.append(row);
	}
	document.body.append(dialog);
	const box = dialog.querySelector("input");
	box.addEventListener("change", () => {
		keep("keys", box.checked ? undefined : "off");
		show();
	});
	dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
	button.hidden = false;
	button.addEventListener("click", open);
	const show = () => {
		box.checked = kept("keys") !== "off";
		html.classList.toggle("nokeys", !box.checked);
	};
	whenKept(show);

	addEventListener("keydown", (e) => {
		const held = (e.ctrlKey || e.altKey || e.metaKey) && !e.getModifierState("AltGraph");
		const found = keys.find(({ key }) => key === e.key);
		if (!found || !box.checked || held || typing(e.target) || document.querySelector("dialog[open]")) return;
		e.preventDefault();
		found.press();
	});
}
