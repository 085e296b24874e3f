import { CpuMeter } from './cpuMeter';
import { nextDuty, type CpuShares } from './dutyPolicy';

/** Until a folder is searchable somebody may wait for it: reading yields to others, but has no limit of its own. */
export type Work = 'reading' | 'refining';

export interface PacerOptions {
	/** Most of all processors that refining may take on average, above 0, at most 1. */
	readonly limit: number;
	/** Hears every change of the duty. */
	readonly apply: (duty: number) => void;
	readonly meter?: { look(): CpuShares | undefined };
}

const LOOK_MS = 1_000;

/**
 * Holds indexing to a duty cycle: once a second it measures what this process and all others took of the processors and sets the
 * share of the time in which indexing works. Measures only while something is indexed.
 */
export class Pacer {
	#limit: number;
	#duty = 1;
	#timer: NodeJS.Timeout | undefined;
	#meter: { look(): CpuShares | undefined } | undefined;
	readonly #working: Work[] = [];

	constructor(private readonly options: PacerOptions) {
		this.#limit = options.limit;
	}

	/** Share of the time in which indexing works, 0.2..1. */
	get duty(): number {
		return this.#duty;
	}

	/** @param limit As in the options; counts from the next look on. */
	setLimit(limit: number): void {
		this.#limit = limit;
	}

	/** Something is indexed from now until the returned function is called (once). */
	begin(work: Work): () => void {
		this.#working.push(work);
		if (this.#timer === undefined) {
			this.#meter = this.options.meter ?? new CpuMeter();
			this.#timer = setInterval(() => this.#look(), LOOK_MS);
			this.#timer.unref();
		}
		let ended = false;
		return () => {
			if (ended) return;
			ended = true;
			this.#working.splice(this.#working.indexOf(work), 1);
			if (this.#working.length === 0) this.stop();
		};
	}

	/** Ends the measuring; the duty that was found stays for the next work. */
	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#look(): void {
		const shares = this.#meter?.look();
		if (shares === undefined) return;
		const limit = this.#working.includes('reading') ? 1 : this.#limit;
		const duty = nextDuty(this.#duty, shares, limit);
		if (duty === this.#duty) return;
		this.#duty = duty;
		this.options.apply(duty);
	}
}
