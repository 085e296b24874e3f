/** How a phase of work behaves. */
export interface RateHabits {
	/** What lies further back than this hardly counts any more. */
	readonly constantMs: number;
	/** At first workers start and code is compiled: so long it is slower than it will be, and is left out. */
	readonly warmUpMs: number;
	/** After that the rate is told at once, the time left only when so much was seen. */
	readonly settleMs: number;
}

/** Chosen on the recorded runs of `test/fixtures/progress`, on a machine with other jobs. */
export const READING: RateHabits = { constantMs: 30_000, warmUpMs: 2_000, settleMs: 4_000 };
export const REFINING: RateHabits = { constantMs: 8_000, warmUpMs: 0, settleMs: 0 };

/**
 * Rate and time left from recent progress: an exponentially weighted mean over time (not over samples), so that bursts of many
 * small steps do not outweigh the last seconds.
 */
export class RateMeter {
	#rate = 0;
	#weight = 0;
	#startedMs: number;
	#lastMs: number;
	#lastDone: number;
	#warm: boolean;

	/** @param nowMs A monotonic clock that stands still in pauses (`WorkClock`): wall clocks jump. */
	constructor(
		nowMs: number,
		private readonly habits = REFINING,
		done = 0,
	) {
		this.#startedMs = nowMs;
		this.#lastMs = nowMs;
		this.#lastDone = done;
		this.#warm = habits.warmUpMs === 0;
	}

	/** Tells the total done so far. Steps shorter than 50 ms are gathered. */
	update(nowMs: number, done: number): void {
		const { constantMs, warmUpMs } = this.habits;
		if (!this.#warm && nowMs - this.#startedMs > warmUpMs) {
			this.restart(nowMs, done);
			this.#warm = true;
			return;
		}
		const dt = nowMs - this.#lastMs;
		if (dt < 50) return;
		const keep = Math.exp(-dt / constantMs);
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
		this.#startedMs = nowMs;
		this.#lastMs = nowMs;
		this.#lastDone = done;
	}

	/** Units a second; 0 when nothing is known yet. */
	get rate(): number {
		return this.#weight === 0 ? 0 : this.#rate / this.#weight;
	}

	/** Seconds until `left` more units are done; undefined when too little is known. */
	secondsLeft(left: number): number | undefined {
		if (left <= 0) return 0;
		const rate = this.rate;
		const settled = this.#warm && this.#lastMs - this.#startedMs >= this.habits.settleMs;
		return !settled || rate <= 0 ? undefined : left / rate;
	}
}
