/** What the quality gate looks at. */
export interface GateFigures {
	readonly recall5: number;
	readonly mrr: number;
	readonly queries: number;
}

/** Falls beyond these fail: more than the noise of a rebuilt index, less than what a person would notice. */
export const MAX_RECALL_FALL = 0.1;
export const MAX_MRR_FALL = 0.05;

/**
 * Compares a run with the committed figures.
 *
 * @returns one sentence for each fall that is too large; empty when the gate is passed.
 */
export function gateVerdict(now: GateFigures, committed: GateFigures): string[] {
	const faults: string[] = [];
	if (now.queries !== committed.queries)
		faults.push(
			`${now.queries} questions were asked, the committed figures are of ${committed.queries}.`,
		);
	// Written so that NaN fails too.
	if (!(committed.recall5 - now.recall5 <= MAX_RECALL_FALL))
		faults.push(`recall@5 fell from ${committed.recall5} to ${now.recall5}.`);
	if (!(committed.mrr - now.mrr <= MAX_MRR_FALL))
		faults.push(`MRR fell from ${committed.mrr} to ${now.mrr}.`);
	return faults;
}
