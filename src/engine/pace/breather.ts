import { setTimeout as sleep } from 'node:timers/promises';

/** Longer rests would make the next look at the load come too late. */
const LONGEST_REST_MS = 500;

/** Clock and sleep; for tests. */
export interface BreatherTime {
	readonly nowMs: () => number;
	readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

const REAL: BreatherTime = {
	// A monotonic clock: the one of the day jumps.
	nowMs: () => performance.now(),
	sleep: async (ms, signal) => {
		await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
	},
};

/** Spreads rests over a chain of steps, so that they work for a share of the time. */
export class Breather {
	#sinceMs: number | undefined;

	constructor(
		private readonly duty: () => number,
		private readonly time: BreatherTime = REAL,
	) {}

	/** Between two steps: rests in proportion to the time since the last rest. Ends early on abort. */
	async rest(signal?: AbortSignal): Promise<void> {
		const duty = this.duty();
		const nowMs = this.time.nowMs();
		const workedMs = nowMs - (this.#sinceMs ?? nowMs);
		this.#sinceMs ??= nowMs;
		if (duty >= 1) {
			this.#sinceMs = nowMs;
			return;
		}
		const restMs = Math.min(LONGEST_REST_MS, workedMs * (1 / duty - 1));
		// Timers count in milliseconds: shorter rests are gathered.
		if (restMs < 2) return;
		await this.time.sleep(restMs, signal);
		this.#sinceMs = this.time.nowMs();
	}
}
