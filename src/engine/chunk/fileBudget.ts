import { threadCpuMs } from './threadClock';

/** Progress reports a millisecond (one each 100 parser steps) below which a parse counts as slowed down rather than as long. */
const SLOW_REPORTS_PER_MS = 12;
/** A parse that is slow for the work it does may have so many times its deadline in CPU time… */
const SLOW_FACTOR = 1.4;
/** …and in time on the clock, where other programs keep this thread waiting: a bound against waiting for ever, not against work. */
const WAITING_FACTOR = 20;
/** Parses and the reading of their trees may take so many times the deadline together, in CPU time: 0.85 s of the usual half. */
const WHOLE_FACTOR = 1.7;
/** So long an answer of the system holds, the clock being added: asking takes 10 to 20 µs. */
const ASK_EACH_MS = 0.5;

/** A tree cannot be read within the file's time. */
export class OutOfTime extends Error {
	override readonly name = 'OutOfTime';
}

/**
 * The time that one file may take: all parses together, and these with the reading of their trees.
 *
 * Time on the clock alone would make a file's chunks depend on what else the machine does, so the thread's CPU time counts, and a parse
 * that has done little for it (a processor shared with another thread) is let go on for a while. Steps alone would not do either: in
 * broken text one step of an ambiguous grammar can take a millisecond.
 */
export class FileBudget {
	#reports = 0;
	readonly #watch: CpuWatch;
	/** Of the parses that have ended. */
	readonly #parsed = { clockMs: 0, cpuMs: 0 };
	#readMs = 0;

	/**
	 * @param deadlineMs CPU time in ms for the parses.
	 * @param clock In ms. @param cpu CPU time of this thread in ms.
	 */
	constructor(
		private readonly deadlineMs: number,
		clock: () => number = () => performance.now(),
		cpu: () => number = threadCpuMs,
	) {
		this.#watch = new CpuWatch(clock, cpu);
	}

	/** Runs one parse, which asks {@link isSpent} and {@link isSpentWithin}. */
	parse<T>(work: () => T): T {
		this.#watch.start();
		try {
			return work();
		} finally {
			const { clockMs, cpuMs } = this.#watch.stop();
			this.#parsed.clockMs += clockMs;
			this.#parsed.cpuMs += cpuMs;
		}
	}

	/** Runs work on a tree, which asks {@link isOver}. */
	read<T>(work: () => T): T {
		this.#watch.start();
		try {
			return work();
		} finally {
			this.#readMs += this.#watch.stop().cpuMs;
		}
	}

	/** Called every hundred steps of a parse; true when it must be given up. */
	isSpent(): boolean {
		this.#reports++;
		return this.isSpentWithin();
	}

	/** The same, called within a step. */
	isSpentWithin(): boolean {
		const running = this.#watch.now();
		if (this.#parsed.clockMs + running.clockMs > this.deadlineMs * WAITING_FACTOR) return true;
		const cpu = this.#parsed.cpuMs + running.cpuMs;
		if (cpu + this.#readMs > this.deadlineMs * WHOLE_FACTOR) return true;
		if (cpu <= this.deadlineMs) return false;
		return (
			cpu > this.deadlineMs * SLOW_FACTOR || this.#reports > this.deadlineMs * SLOW_REPORTS_PER_MS
		);
	}

	/** Called while a tree is read; true when that must be given up. */
	isOver(): boolean {
		const whole = this.#parsed.cpuMs + this.#readMs + this.#watch.now().cpuMs;
		return whole > this.deadlineMs * WHOLE_FACTOR;
	}
}

interface Elapsed {
	readonly clockMs: number;
	readonly cpuMs: number;
}

const NONE: Elapsed = { clockMs: 0, cpuMs: 0 };

/** CPU time of this thread since a moment. Where it is not known exactly, never more than the time on the clock. */
class CpuWatch {
	/** When it was started; undefined while nothing is timed. */
	#started: Elapsed | undefined;
	/** When the system was last asked, and what it said. */
	#asked: Elapsed = { clockMs: -Infinity, cpuMs: 0 };

	constructor(
		private readonly clock: () => number,
		private readonly cpu: () => number,
	) {}

	start(): void {
		this.#started = this.#read();
	}

	/** Since the start; nothing before it and after the stop. */
	now(): Elapsed {
		if (this.#started === undefined) return NONE;
		const { clockMs, cpuMs } = this.#read();
		const waited = clockMs - this.#started.clockMs;
		return { clockMs: waited, cpuMs: Math.min(waited, cpuMs - this.#started.cpuMs) };
	}

	/** @returns what it showed last. */
	stop(): Elapsed {
		const last = this.now();
		this.#started = undefined;
		return last;
	}

	#read(): Elapsed {
		const clockMs = this.clock();
		const since = clockMs - this.#asked.clockMs;
		if (since < ASK_EACH_MS) return { clockMs, cpuMs: this.#asked.cpuMs + since };
		this.#asked = { clockMs, cpuMs: this.cpu() };
		return this.#asked;
	}
}
