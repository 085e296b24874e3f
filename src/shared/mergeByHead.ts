/**
 * Merges ranked lists of several folders. Scores of two answers compare to nothing, so the calibrated probability of each list's
 * head decides which list gives the next item: every folder's own order is kept.
 *
 * @param probability Of an item, 0..1.
 */
export function mergeByHead<T>(
	lists: readonly (readonly T[])[],
	limit: number,
	probability: (item: T) => number,
): T[] {
	const heads = lists.map(() => 0);
	const merged: T[] = [];
	while (merged.length < limit) {
		let chosen = -1;
		let next: T | undefined;
		for (const [i, list] of lists.entries()) {
			const item = list[heads[i] ?? 0];
			if (item !== undefined && (next === undefined || probability(item) > probability(next))) {
				chosen = i;
				next = item;
			}
		}
		if (next === undefined) break;
		heads[chosen] = (heads[chosen] ?? 0) + 1;
		merged.push(next);
	}
	return merged;
}
