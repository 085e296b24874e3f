import type { Bitmap } from './bitmap';
import type { ScoredSlot, VectorTable } from './types';

/**
 * Joins what the graph found with an exact scan of the rows that it does not have. All scores come from the table, so they
 * compare; the graph only proposes.
 *
 * @param labels Proposals; those that are stale or not admitted are left out.
 * @param inGraph Slots whose row is the one in the graph.
 * @param outside Slots that have a row but are not in the graph; disjoint from `inGraph`.
 * @returns Best first, ties by slot.
 */
export function denseSearch(
	table: VectorTable,
	query: Float32Array,
	k: number,
	labels: Uint32Array,
	inGraph: Bitmap,
	outside: Bitmap,
	admit?: Uint32Array,
): ScoredSlot[] {
	const proposed = labels.filter(
		slot => inGraph.has(slot) && (admit === undefined || admits(admit, slot)),
	);
	const similarities = table.similarities(proposed, query);
	const hits: ScoredSlot[] = [];
	for (let i = 0; i < proposed.length; i++) {
		hits.push({ slot: proposed[i] ?? 0, similarity: similarities[i] ?? 0 });
	}
	if (outside.count > 0) {
		const words = outside.words;
		hits.push(
			...table.search(
				query,
				k,
				admit === undefined ? words : words.map((word, i) => word & (admit[i] ?? 0)),
			),
		);
	}
	return hits.sort((a, b) => b.similarity - a.similarity || a.slot - b.slot).slice(0, k);
}

function admits(bitmap: Uint32Array, slot: number): boolean {
	return (((bitmap[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}
