// Runs Lighthouse on pages, as on a phone, one after the other, in a browser
// that is there:
//
//	node --input-type=module - PORT URL... <lighthouse.mjs
//
// in a folder that has node_modules. Prints what it found, as JSON.
import lighthouse from "lighthouse";

const [port, ...urls] = process.argv.slice(2);
const found = [];
for (const url of urls) {
	const first = await run(url, ["performance", "accessibility", "best-practices", "seo"]);
	// A busy machine makes a page slower, and none makes it faster: the best of
	// three runs is the nearest to the truth.
	let best = first;
	for (let n = 1; n < 3 && best.categories.performance.score < 1; n++) {
		const next = await run(url, ["performance"]);
		if (next.categories.performance.score > best.categories.performance.score) best = next;
	}
	found.push({
		url,
		requests: first.audits["network-requests"].details.items.map((r) => ({ url: r.url, status: r.statusCode, bytes: r.transferSize })),
		categories: Object.values({ ...first.categories, ...best.categories }).map((category) => ({
			name: category.id,
			score: category.score,
			faults: category.auditRefs.filter((ref) => ref.weight > 0).map((ref) => (category.id === "performance" ? best : first).audits[ref.id])
				.filter((audit) => audit.score !== null && audit.score < 1)
				.map((audit) => [audit.id, audit.title, audit.displayValue, ...places(audit)].filter(Boolean).join(": ")),
		})),
	});
}
console.log(JSON.stringify(found));

async function run(url, onlyCategories) {
	const { lhr } = await lighthouse(url, { port: Number(port), onlyCategories, logLevel: "error", disableFullPageScreenshot: true });
	if (lhr.runtimeError) throw new Error(url + ": " + lhr.runtimeError.message);
	return lhr;
}

// places are the first elements or addresses that an audit blames.
function places(audit) {
	return (audit.details?.items ?? []).slice(0, 3).map((item) => item.node?.selector ?? item.url ?? item.source?.url ?? "");
}
