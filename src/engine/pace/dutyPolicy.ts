/** Shares of all processors over the last second, each 0..1. */
export interface CpuShares {
	/** Of this process. */
	readonly own: number;
	/** Of everything else. */
	readonly others: number;
}

/** Indexing never stops for load alone: a busy machine would keep an index stale for days. */
export const LEAST_DUTY = 0.2;
/** With more of the processors in use than this, somebody waits for one. */
const CROWDED = 0.92;
/** Others that use less are the system's background noise, for which nobody slows down. */
const NOISE = 0.08;
/** What a crowded second leaves of the duty, and what a free one adds to it: quick to yield, slow to come back. */
const YIELD = 0.6;
const RETURN = 0.08;

/**
 * The share of the time in which indexing should work in the next second, from what was measured in the last: additive increase,
 * multiplicative decrease. While others use the processors and little is idle it yields, also where the operating system knows no
 * priorities for threads; what it takes on average stays below the limit.
 *
 * @param duty The last second's, 0..1.
 * @param limit Most of all processors that indexing may take, above 0, at most 1.
 * @returns `LEAST_DUTY`..1.
 */
export function nextDuty(duty: number, { own, others }: CpuShares, limit: number): number {
	if (others > NOISE && own + others > CROWDED) return clamp(duty * YIELD);
	// The share follows the duty in proportion: what would have met the limit. Nothing is known from a second without work.
	const atLimit = own > 0.01 ? (duty * limit) / own : 1;
	return clamp(Math.min(duty + RETURN, atLimit));
}

function clamp(duty: number): number {
	return Math.min(1, Math.max(LEAST_DUTY, duty));
}
