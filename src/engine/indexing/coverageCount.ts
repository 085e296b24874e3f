import type { Coverage } from '../../shared/types';

/**
 * How many chunks can be found by what, kept up with every chunk and vector that comes or goes. Progress asks for it after every commit:
 * counting the chunks each time was four fifths of the main thread's time in a workspace of a million.
 *
 * Counted by chunk, not by slot: chunks of the same text share a vector.
 */
export class CoverageCount {
	/** Chunks by the precision of their vector: 0 none, 1 draft, 2 refined. Those without a slot are not in it. */
	readonly #byPrecision = [0, 0, 0];

	/** `count` more chunks (below zero: fewer) have a vector of this precision. */
	add(precision: 0 | 1 | 2, count: number): void {
		this.#byPrecision[precision] = (this.#byPrecision[precision] ?? 0) + count;
	}

	/** @param chunks All of the index. */
	of(chunks: number): Coverage {
		const [, drafts = 0, refined = 0] = this.#byPrecision;
		return { chunks, keyword: chunks, meaning: drafts + refined, refined };
	}
}
