/** Ownership without an editor: who creates a resource registers it here in the same statement. */

export interface Disposable {
	dispose(): void;
}

export const toDisposable = (dispose: () => void): Disposable => ({ dispose });

/** Owns disposables and disposes them once, last first; what is added after that is disposed at once. */
export class DisposableStore implements Disposable {
	readonly #owned = new Set<Disposable>();
	#disposed = false;

	get disposed(): boolean {
		return this.#disposed;
	}

	add<T extends Disposable>(resource: T): T {
		if (this.#disposed) resource.dispose();
		else this.#owned.add(resource);
		return resource;
	}

	/** Disposes one resource before the store itself goes. */
	release(resource: Disposable): void {
		if (this.#owned.delete(resource)) resource.dispose();
	}

	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		const owned = [...this.#owned].reverse();
		this.#owned.clear();
		const failures: unknown[] = [];
		// One failing resource must not leak the others.
		for (const resource of owned) {
			try {
				resource.dispose();
			} catch (error) {
				failures.push(error);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, 'A resource failed to close.');
	}
}

/** A typed event source; a throwing listener does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
	readonly #listeners = new Set<(value: T) => void>();

	readonly event = (listener: (value: T) => void): Disposable => {
		// Wrapped, so that one function may listen twice.
		const entry = (value: T) => listener(value);
		this.#listeners.add(entry);
		return toDisposable(() => this.#listeners.delete(entry));
	};

	fire(value: T): void {
		let failed: { error: unknown } | undefined;
		for (const listener of [...this.#listeners]) {
			try {
				listener(value);
			} catch (error) {
				failed ??= { error };
			}
		}
		if (failed) throw failed.error;
	}

	dispose(): void {
		this.#listeners.clear();
	}
}
