import type { HealthClock } from '../../../src/engine/health/folderHealth';

/** As the engine's own timer looks. */
export const LOOK_MS = 15_000;

/** The clock of the health checks, and their timer: days pass as fast as the checks are made. */
export class SimulatedTime {
	readonly #looks = new Set<() => Promise<void>>();
	/** What a small durable write takes. */
	diskMs = 2;
	/** Waits, in real time, for what is still at work: simulated hours must not pass while an update takes its milliseconds. */
	rest: () => Promise<void> = () => Promise.resolve();

	/** @param nowMs Where it begins, epoch ms. In the past: files that are written meanwhile must not come from the future. */
	constructor(public nowMs: number) {}

	readonly clock: HealthClock = {
		nowMs: () => this.nowMs,
		repeat: look => {
			this.#looks.add(look);
			return () => this.#looks.delete(look);
		},
		seed: 7,
		diskMs: () => Promise.resolve(this.diskMs),
	};

	/** Lets time pass, in steps of the timer, each ended before the next. */
	async pass(ms: number): Promise<void> {
		const end = this.nowMs + ms;
		while (this.nowMs < end) {
			this.nowMs = Math.min(end, this.nowMs + LOOK_MS);
			await this.rest();
			await this.look();
		}
	}

	/** The timer fires now. */
	async look(): Promise<void> {
		for (const look of [...this.#looks]) await look();
	}
}
