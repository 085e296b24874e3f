/** @returns Positions of the texts, longest first (so that a bounded memory peak comes at the start), ties in their order. */
export function longestFirst(lengths: ArrayLike<number>): Uint32Array {
	const order = Uint32Array.from({ length: lengths.length }, (_, i) => i);
	return order.sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
}

/** Rows of a run whose longest has `longest` tokens: rows × longest stays within the budget, but for a single row. */
export function rowsOfRun(longest: number, tokenBudget: number): number {
	return Math.max(1, Math.floor(tokenBudget / Math.max(1, longest)));
}

/**
 * Groups texts into runs of the model: sorted by length, so that little is padded, and filled up to a token budget.
 *
 * @param lengths Tokens of each text, ≥ 1.
 * @returns Positions in `lengths`, each exactly once.
 */
export function planRuns(lengths: ArrayLike<number>, tokenBudget: number): Uint32Array[] {
	const order = longestFirst(lengths);
	const runs: Uint32Array[] = [];
	for (let start = 0; start < order.length;) {
		const rows = rowsOfRun(lengths[order[start] ?? 0] ?? 1, tokenBudget);
		runs.push(order.slice(start, start + rows));
		start += rows;
	}
	return runs;
}
