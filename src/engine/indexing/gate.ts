import { LodestoneError } from '../../shared/errors';

/** A door that work passes between steps: closed while paused, and thrown open by an abort. Nothing polls. */
export class Gate {
	#closed: Promise<void> | undefined;
	#open: () => void = () => undefined;
	readonly #watchers = new Set<() => void>();

	get isClosed(): boolean {
		return this.#closed !== undefined;
	}

	close(): void {
		this.#closed ??= new Promise(resolve => (this.#open = resolve));
		for (const watcher of this.#watchers) watcher();
	}

	/** Resolves once the gate is closed, or when the signal aborts. */
	async whenClosed(signal: AbortSignal): Promise<void> {
		if (this.isClosed || signal.aborted) return;
		await new Promise<void>(resolve => {
			const done = (): void => {
				this.#watchers.delete(done);
				signal.removeEventListener('abort', done);
				resolve();
			};
			this.#watchers.add(done);
			signal.addEventListener('abort', done);
		});
	}

	open(): void {
		this.#closed = undefined;
		this.#open();
	}

	/** Resolves when the gate is open. @throws {LodestoneError} `cancelled` on abort, at once. */
	async pass(signal?: AbortSignal): Promise<void> {
		throwIfAborted(signal);
		while (this.#closed !== undefined) {
			const closed = this.#closed;
			let onAbort: (() => void) | undefined;
			const aborted = new Promise<void>(resolve => {
				onAbort = () => resolve();
				signal?.addEventListener('abort', onAbort, { once: true });
			});
			await Promise.race([closed, aborted]);
			if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
			throwIfAborted(signal);
		}
	}
}

/** @throws {LodestoneError} `cancelled`. */
export function throwIfAborted(signal?: AbortSignal): void {
	if (signal?.aborted === true) throw new LodestoneError('cancelled', 'Stopped.');
}
