/**
 * Groups texts into runs of the model: sorted by length, so that little is padded, and filled up to a token budget.
 *
 * @param lengths Tokens of each text, ≥ 1.
 * @param tokenBudget Rows × longest row of a run stays within it; a text longer than it runs alone.
 * @returns Positions in `lengths`, each exactly once; longest runs first, so that a bounded memory peak comes at the start.
 */
export function planRuns(lengths: ArrayLike<number>, tokenBudget: number): Uint32Array[] {
	const order = Uint32Array.from({ length: lengths.length }, (_, i) => i);
	order.sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
	const runs: Uint32Array[] = [];
	let start = 0;
	while (start < order.length) {
		const longest = Math.max(1, lengths[order[start] ?? 0] ?? 1);
		const rows = Math.max(1, Math.floor(tokenBudget / longest));
		runs.push(order.slice(start, start + rows));
		start += rows;
	}
	return runs;
}
