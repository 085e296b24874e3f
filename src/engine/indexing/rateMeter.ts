/**
 * Rate and time left from recent progress: an exponentially weighted mean over time (not over samples), so that bursts of many
 * small steps do not outweigh the last seconds. Time constant 8 s.
 */
export class RateMeter {
	#rate = 0;
	#weight = 0;
	#lastMs: number;
	#lastDone: number;

	/** @param nowMs A monotonic clock: wall clocks jump. */
	constructor(
		nowMs: number,
		done = 0,
		private readonly constantMs = 8_000,
	) {
		this.#lastMs = nowMs;
		this.#lastDone = done;
	}

	/** Tells the total done so far. Steps shorter than 50 ms are gathered. */
	update(nowMs: number, done: number): void {
		const dt = nowMs - this.#lastMs;
		if (dt < 50) return;
		const keep = Math.exp(-dt / this.constantMs);
		// The weight starts at 0 and tends to 1, which removes the bias of the first samples.
		this.#rate = this.#rate * keep + ((done - this.#lastDone) / dt) * 1_000 * (1 - keep);
		this.#weight = this.#weight * keep + (1 - keep);
		this.#lastMs = nowMs;
		this.#lastDone = done;
	}

	/** What was before was no work, such as the start of a model: it says nothing of the rate. */
	restart(nowMs: number, done: number): void {
		this.#rate = 0;
		this.#weight = 0;
		this.#lastMs = nowMs;
		this.#lastDone = done;
	}

	/** Units a second; 0 when nothing is known yet. */
	get rate(): number {
		return this.#weight === 0 ? 0 : this.#rate / this.#weight;
	}

	/** Seconds until `left` more units are done; undefined when nothing is known. */
	secondsLeft(left: number): number | undefined {
		const rate = this.rate;
		return left <= 0 ? 0 : rate <= 0 ? undefined : left / rate;
	}
}
