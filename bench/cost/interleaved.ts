import { setTimeout as sleep } from 'node:timers/promises';
import type { Folder } from '../../src/engine/engineTypes';
import type { IndexProgress } from '../../src/shared/types';

/** A paused engine that has told no progress for this long rests. */
const QUIET_MS = 400;

/**
 * Measures refinement against something else on a machine whose speed drifts: the engine is paused at each share of the
 * way, the other work runs meanwhile, and only the time in which the engine was at work counts.
 */
export class InterleavedRefinement {
	#activeMs = 0;
	#segmentStartMs: number | undefined;
	#lastMs = 0;
	#done = 0;
	#startedAt: number | undefined;
	readonly #shares: number[];

	/**
	 * @param total Texts to refine.
	 * @param shares Where to pause, rising, 0..1.
	 * @param other Run at each pause.
	 */
	constructor(
		private readonly folder: Pick<Folder, 'pause' | 'resume'>,
		private readonly total: number,
		shares: readonly number[],
		private readonly other: () => Promise<void>,
	) {
		this.#shares = [...shares];
	}

	/** To be given each progress event of the update. */
	see(progress: IndexProgress): void {
		if (progress.phase !== 'refining' && progress.phase !== 'paused') return;
		this.#lastMs = performance.now();
		this.#segmentStartMs ??= this.#lastMs;
		this.#startedAt ??= progress.refined;
		this.#done = progress.refined - this.#startedAt;
		const next = this.#shares[0];
		if (next === undefined || progress.phase === 'paused' || this.#done < next * this.total) return;
		this.#shares.shift();
		void this.#rest();
	}

	/** Seconds in which the engine refined. */
	get activeSeconds(): number {
		const open = this.#segmentStartMs === undefined ? 0 : this.#lastMs - this.#segmentStartMs;
		return (this.#activeMs + open) / 1000;
	}

	async #rest(): Promise<void> {
		this.folder.pause('user');
		while (performance.now() - this.#lastMs < QUIET_MS) await sleep(50);
		this.#activeMs += this.#lastMs - (this.#segmentStartMs ?? this.#lastMs);
		this.#segmentStartMs = undefined;
		try {
			await this.other();
		} finally {
			this.#segmentStartMs = this.#lastMs = performance.now();
			this.folder.resume();
		}
	}
}
