import { asksForFunction } from './asksForFunction';

/** Further chunks of a file that may stand in a list. */
const MORE_OF_A_FILE = 2;

/**
 * One list from hits grouped by file, for whoever reads from the top until the answer is found (agents, scripts): each file's best hit
 * in the order of the files, and, where the question reads like a sentence about one function, a further hit of a file where it is
 * likelier to be the answer than the next file. The probability of a further hit says "and the hits before it were not", so a sure
 * answer is followed by other files. Other questions are answered by files: further hits would only push files down (docs/RANKING.md).
 *
 * @param groups Best first. @param query Without operators. @param limit Most hits; as many as there are groups when not given.
 */
export function oneList<T extends { readonly probability: number }>(
	groups: readonly { readonly best: T; readonly more: readonly T[] }[],
	query: string,
	limit = groups.length,
): T[] {
	const entries: { readonly hit: T; readonly value: number; readonly further: boolean }[] = [];
	const wantsFunction = asksForFunction(query);
	let bound = Infinity;
	for (const { best, more } of groups) {
		// The order of files stays, whatever their chances say.
		bound = Math.min(bound, best.probability);
		entries.push({ hit: best, value: bound, further: false });
		let cap = bound;
		for (const hit of wantsFunction ? more.slice(0, MORE_OF_A_FILE) : []) {
			cap = Math.min(cap, hit.probability);
			entries.push({ hit, value: cap, further: true });
		}
	}
	// Sorting is stable; of equal chances a file's best comes first.
	entries.sort((a, b) => b.value - a.value || Number(a.further) - Number(b.further));
	return entries.slice(0, limit).map(({ hit }) => hit);
}
