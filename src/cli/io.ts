/** A stream that text is written to. */
export interface Output {
	write(text: string): void;
	/** A person watches it: colours and a moving progress line are welcome. */
	readonly isTerminal: boolean;
	readonly columns: number;
}

/** Everything that the command line takes from its surroundings, so that tests can be the surroundings. */
export interface CliIo {
	/** Results only. */
	readonly out: Output;
	/** Progress, notes and errors. */
	readonly err: Output;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Absolute; relative folders are resolved against it. */
	readonly cwd: string;
	/** Aborts at Ctrl-C. */
	readonly signal: AbortSignal;
	/** Milliseconds of a clock that never goes back. */
	readonly now: () => number;
}

/** Exit codes: part of the interface with scripts. */
export const EXIT_OK = 0;
/** Found nothing, or the work failed. */
export const EXIT_FAILED = 1;
/** The command line itself was wrong. */
export const EXIT_BAD_USE = 2;
/** Stopped by Ctrl-C: 128 + SIGINT, as shells expect. */
export const EXIT_INTERRUPTED = 130;
