/** Verbs with which a sentence about a function starts; most others are known by their third-person `-s`. */
const VERBS = new Set(
	(
		'add append apply attach build calculate call check clear compare compute configure construct convert copy create decide decode define ' +
		'delete deserialize detach determine disable dispatch draw emit enable encode ensure execute extract fetch filter find flush format ' +
		'generate get handle initialize insert iterate join load lock look make map merge move notify open parse pop print process push read ' +
		'receive reduce register remove render replace reset resolve retrieve return run send serialize set sort split start stop test transform ' +
		'unlock unregister update validate verify visit wait walk wrap write yield'
	).split(' '),
);

/** Shorter questions without a verb are names of topics ("page cache"), not sentences. */
const LONG_SENTENCE = 7;

/**
 * Whether a question reads like a sentence about one function ("Returns the page of a node", "parse a colour spec"), as doc comments
 * do, and not like one about a part of a system ("how are pages cached", "page cache").
 */
export function asksForFunction(query: string): boolean {
	const words = query.trim().split(/\s+/);
	const first = (words[0] ?? '').toLowerCase();
	if (words.length < 4 || /^(?:how|what|where|when|why|which|who)$/.test(first)) return false;
	if (words.length >= LONG_SENTENCE || VERBS.has(first)) return true;
	// "classes of errors", "requests and responses": a noun.
	if (/^(?:of|and|or|in|with)$/i.test(words[1] ?? '')) return false;
	return /^[a-z]{3,}s$/.test(first) && !/(?:ss|us|is|ions|ers|ors|ents|ies|does|was)$/.test(first);
}
