// Light, dark, or as the system is: the button goes round. theme.js sets what
// was chosen on the pages that follow.
{
	const themes = ["", "light", "dark"];
	const names = { "": "Auto", light: "Light", dark: "Dark" };
	const { dataset } = document.documentElement;
	const button = document.querySelector("button.theme");
	const name = () => {
		button.textContent = names[dataset.theme ?? ""];
		button.setAttribute("aria-label", "Colours: " + button.textContent);
	};
	button.hidden = false;
	button.addEventListener("click", () => {
		const next = themes[(themes.indexOf(dataset.theme ?? "") + 1) % themes.length];
		if (next) dataset.theme = next;
		else delete dataset.theme;
		try {
			if (next) localStorage.setItem("theme", next);
			else localStorage.removeItem("theme");
		} catch {
			// It holds for this page, then.
		}
		name();
	});
	name();
}
