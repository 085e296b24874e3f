import { cancelled, LodestoneError } from '../../shared/errors';

/** Work of two kinds: any number of shared pieces at once, or one piece alone. Who waits to be alone lets nobody new in. */
export class SharedTurns {
	#sharing = 0;
	/** While somebody is alone or waits for it; never rejects. */
	#alone: Promise<void> | undefined;
	#empty: (() => void) | undefined;

	async shared<T>(work: () => Promise<T>): Promise<T> {
		while (this.#alone !== undefined) await this.#alone;
		this.#sharing++;
		try {
			return await work();
		} finally {
			this.#sharing--;
			if (this.#sharing === 0) this.#empty?.();
		}
	}

	/**
	 * @param patienceMs Longest wait for the shared pieces under way.
	 * @throws {LodestoneError} `busy` after that, `cancelled`, and what the work throws.
	 */
	async alone<T>(work: () => Promise<T>, patienceMs: number, signal?: AbortSignal): Promise<T> {
		while (this.#alone !== undefined) await this.#alone;
		if (signal?.aborted === true) throw cancelled();
		let end: (() => void) | undefined;
		this.#alone = new Promise(resolve => (end = resolve));
		try {
			if (this.#sharing > 0) await this.#untilEmpty(patienceMs, signal);
			return await work();
		} finally {
			this.#alone = undefined;
			end?.();
		}
	}

	async #untilEmpty(patienceMs: number, signal: AbortSignal | undefined): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		await new Promise<void>(resolve => {
			this.#empty = resolve;
			timer = setTimeout(resolve, patienceMs);
			signal?.addEventListener('abort', () => resolve(), { once: true });
		});
		clearTimeout(timer);
		this.#empty = undefined;
		if (signal?.aborted === true) throw cancelled();
		if (this.#sharing > 0)
			throw new LodestoneError('busy', 'Other questions are being answered.', 'Ask again.');
	}
}
