// Copy: a button on every listing. What is not the block's own does not come
// along: the lines around it and the removed ones.
if (navigator.clipboard) {
	each(".listing:has(figcaption):not(:has(.copy))", (listing) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "copy";
		button.textContent = "Copy";
		button.addEventListener("click", async () => {
			const own = [...listing.querySelectorAll(".code .l:not(.x):not(del)")];
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
		const caption = listing.querySelector("figcaption");
		if (!caption.querySelector(".acts")) caption.append(Object.assign(document.createElement("span"), { className: "acts" }));
		caption.querySelector(".acts").append(button);
	});
}
