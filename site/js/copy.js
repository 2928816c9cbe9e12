// Copy: a button on every listing, and one for a file on its page. What is not
// the code's own does not come along: the lines around a listing, the removed ones,
// and what stands beside the lines.
if (navigator.clipboard) {
	each(".acts:not(:has(.copy))", (acts) => {
		const button = document.createElement("button");
		button.type = "button";
		button.className = "copy";
		button.textContent = "Copy";
		button.addEventListener("click", async () => {
			const listing = acts.closest(".listing") ?? document.querySelector(".source");
			const own = [...listing.querySelectorAll(".code .l:not(.x):not(del)")];
			const text = own.map((l) => {
				const line = l.cloneNode(true);
				line.querySelectorAll(".say, .ln, .from").forEach((s) => s.remove());
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
