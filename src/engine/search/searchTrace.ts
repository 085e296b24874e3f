import type { SearchTrace } from '../../shared/types';

/** A stopwatch that hands out laps in ms. */
export class Laps {
	readonly #start = performance.now();
	#last = this.#start;
	lap(): number {
		const now = performance.now();
		const lap = now - this.#last;
		this.#last = now;
		return lap;
	}
	get total(): number {
		return performance.now() - this.#start;
	}
}

/** A trace that is being written. */
export type TraceDraft = { -readonly [K in keyof SearchTrace]: SearchTrace[K] };

/** @param chunks Of the whole index. */
export function emptyTrace(chunks: number): TraceDraft {
	return {
		tokeniseMs: 0,
		embedMs: 0,
		keywordMs: 0,
		vectorMs: 0,
		fuseMs: 0,
		rankMs: 0,
		hydrateMs: 0,
		totalMs: 0,
		candidates: 0,
		admitted: 0,
		chunks,
		vectorSearch: 'none',
	};
}
