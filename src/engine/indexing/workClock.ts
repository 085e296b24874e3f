/** Milliseconds of work: a monotonic clock that stands still while work is paused, so that a pause is not taken for slowness. */
export class WorkClock {
	#stoodMs = 0;
	#sinceMs: number | undefined;

	constructor(private readonly now: () => number = () => performance.now()) {}

	/** Stops the clock; does nothing while it stands. */
	stop(): void {
		this.#sinceMs ??= this.now();
	}

	/** Lets it go on; does nothing while it runs. */
	start(): void {
		if (this.#sinceMs === undefined) return;
		this.#stoodMs += this.now() - this.#sinceMs;
		this.#sinceMs = undefined;
	}

	get ms(): number {
		return (this.#sinceMs ?? this.now()) - this.#stoodMs;
	}
}
