import type { IndexStatus } from '../../shared/types';

const STATUS_EVENT_MS = 250;

/** Tells listeners of a folder's state, at most four times a second. */
export class StatusEvents {
	readonly #listeners = new Set<(status: IndexStatus) => void>();
	#timer: NodeJS.Timeout | undefined;

	/** @param status Takes a snapshot; asked for when listeners are called, not when something changed. */
	constructor(private readonly status: () => IndexStatus) {}

	/** @returns how to stop listening. */
	listen(listener: (status: IndexStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Something of the state changed. */
	announce(): void {
		if (this.#listeners.size === 0 || this.#timer !== undefined) return;
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			const status = this.status();
			for (const listener of this.#listeners) listener(status);
		}, STATUS_EVENT_MS);
		this.#timer.unref();
	}

	/** What was announced last may go unheard. */
	stopTimer(): void {
		clearTimeout(this.#timer);
	}

	forgetListeners(): void {
		this.#listeners.clear();
	}
}
