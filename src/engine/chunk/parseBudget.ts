import { threadCpuMs } from './threadClock';

/** Progress reports a millisecond (one each 100 parser steps) below which a parse counts as slowed down rather than as long. */
const SLOW_REPORTS_PER_MS = 12;
/** A parse that is slow for the work it does may have so many times its deadline in CPU time… */
const SLOW_FACTOR = 1.4;
/** …and in time on the clock, where other programs keep this thread waiting: a bound against waiting for ever, not against work. */
const WAITING_FACTOR = 20;
/** Up to so many ms the time on the clock stands for CPU time, which is dearer to ask for. */
const UNMEASURED_MS = 20;
/** The first question comes after a hundred steps, a millisecond each at most: what the clock shows beyond that was waiting. */
const FIRST_QUESTION_MS = 100;

/**
 * The time that all parses of one file may take together.
 *
 * Time on the clock alone would make a file's chunks depend on what else the machine does, so the thread's CPU time counts, and a parse
 * that has done little for it (a processor shared with another thread) is let go on for a while. Steps alone would not do either: in
 * broken text one step of an ambiguous grammar can take a millisecond.
 */
export class ParseBudget {
	#reports = 0;
	/** Of the parses that have ended. */
	#clockMs = 0;
	#cpuMs = 0;
	#startedMs = 0;
	#cpuBaseMs: number | undefined;

	/** @param deadlineMs CPU time in ms. */
	constructor(
		private readonly deadlineMs: number,
		private readonly clock: () => number = () => performance.now(),
		private readonly cpu: () => number = threadCpuMs,
	) {}

	/** A parse begins. */
	start(): void {
		this.#startedMs = this.clock();
		this.#cpuBaseMs = undefined;
	}

	/** Called every hundred parser steps; true when the parse must be given up. */
	isSpent(): boolean {
		this.#reports++;
		const running = this.clock() - this.#startedMs;
		if (this.#clockMs + running > this.deadlineMs * WAITING_FACTOR) return true;
		const cpu = this.#cpuMs + this.#runningCpu(running);
		if (cpu <= this.deadlineMs) return false;
		return (
			cpu > this.deadlineMs * SLOW_FACTOR || this.#reports > this.deadlineMs * SLOW_REPORTS_PER_MS
		);
	}

	/** A parse has ended, in whatever way. */
	stop(): void {
		const running = this.clock() - this.#startedMs;
		this.#clockMs += running;
		this.#cpuMs += this.#runningCpu(running);
	}

	/** CPU time since `start`; that before the first question is taken from the clock. */
	#runningCpu(running: number): number {
		if (this.#cpuBaseMs === undefined) {
			if (running <= UNMEASURED_MS) return running;
			this.#cpuBaseMs = this.cpu() - Math.min(running, FIRST_QUESTION_MS);
		}
		return Math.min(running, this.cpu() - this.#cpuBaseMs);
	}
}
