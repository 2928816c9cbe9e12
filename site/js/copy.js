// Copy: a button on every listing. What is not the block's own does not come
// along: the lines around it and the removed ones.
if (navigator.clipboard) {
	each(".acts:not(:has(.copy))", (acts) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "copy";
		button.textContent = "Copy";
		button.addEventListener("click", async () => {
			const own = [...acts.closest(".listing").querySelectorAll(".code .l:not(.x):not(del)")];
			const text = own.map((l) => {
				const line = l.cloneNode(true);
				line.querySelectorAll(".say, .ln").forEach((s) => s.remove());
				return line.textContent;
			});
			try {
				await navigator.clipboard.writeText(text.join(""));
				button.textContent = "Copied";
			} catch {
				button.textContent = "Not allowed";
			}
			setTimeout(() => (button.textContent = "Copy"), 2000);
		});
		acts.append(button);
	});
}
