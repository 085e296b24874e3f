/** What can be given up, in the order in which it is. */
export type Relief = 'caches' | 'batches' | 'restart';

export interface MemoryWatchOptions {
	/** Resident bytes that the process should stay within. */
	readonly budgetBytes: number;
	/** Bytes beyond the budget that are needed and no leak; asked only when memory comes near the budget. */
	readonly allowance?: () => number;
	/** Resident bytes now. */
	readonly rss: () => number;
	/** Gives something up; `restart` ends the process in order. */
	readonly relieve: (relief: Relief) => void;
	/** Everything may be used again. */
	readonly recovered: () => void;
	readonly now?: () => number;
	/** A process is not ended before it has lived so long, in ms: an index that simply needs more must not end in a loop of restarts. */
	readonly leastLifeMs?: number;
}

/** Load is shed from this share of the budget on, and taken up again below the other. */
const OVER = 1.1;
const WELL = 0.9;
const LEAST_LIFE_MS = 10 * 60_000;

const STEPS: readonly Relief[] = ['caches', 'batches', 'restart'];

/** Watches a process's memory: above 110 % of its budget it gives up caches, then large batches, then itself. One step a look. */
export class MemoryWatch {
	readonly #now: () => number;
	readonly #startedMs: number;
	readonly #leastLifeMs: number;
	#step = 0;

	constructor(private readonly options: MemoryWatchOptions) {
		this.#now = options.now ?? (() => performance.now());
		this.#startedMs = this.#now();
		this.#leastLifeMs = options.leastLifeMs ?? LEAST_LIFE_MS;
	}

	/** Call every few seconds. @returns what was given up now. */
	look(): Relief | undefined {
		const share = this.#share();
		if (share < WELL && this.#step > 0) {
			this.#step = 0;
			this.options.recovered();
			return undefined;
		}
		if (share < OVER) return undefined;
		const relief = STEPS[this.#step];
		if (relief === undefined) return undefined;
		if (relief === 'restart' && this.#now() - this.#startedMs < this.#leastLifeMs) {
			// Caches fill again meanwhile.
			this.options.relieve('caches');
			return 'caches';
		}
		this.#step++;
		this.options.relieve(relief);
		return relief;
	}

	#share(): number {
		const { budgetBytes, allowance } = this.options;
		const rss = this.options.rss();
		return rss < WELL * budgetBytes
			? rss / budgetBytes
			: rss / (budgetBytes + (allowance?.() ?? 0));
	}
}
