import type { IndexProgress } from '../../src/shared/types';

/** How long each phase of an update took, told by its progress events. */
export class PhaseClock {
	#phase: IndexProgress['phase'] | undefined;
	#sinceMs = 0;
	readonly seconds: Partial<Record<IndexProgress['phase'], number>> = {};

	see(progress: IndexProgress, nowMs = performance.now()): void {
		if (progress.phase === this.#phase) return;
		this.stop(nowMs);
		this.#phase = progress.phase;
		this.#sinceMs = nowMs;
	}

	/** Ends the last phase. */
	stop(nowMs = performance.now()): void {
		if (this.#phase !== undefined)
			this.seconds[this.#phase] = (this.seconds[this.#phase] ?? 0) + (nowMs - this.#sinceMs) / 1000;
		this.#phase = undefined;
	}
}
