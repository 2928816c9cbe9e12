// Reloads the page when the book was built again, or the server came back.
const shown = new URL(document.currentScript.src).search;
const events = new EventSource("/.weave/events" + shown);
let lost = false;
events.addEventListener("reload", () => location.reload());
events.addEventListener("error", () => { lost = true; });
events.addEventListener("open", () => { if (lost) location.reload(); });
