/** Least-recently-used cache over a Map's insertion order. */
export class LruCache<K, V> {
	readonly #map = new Map<K, V>();

	/** @param capacity Most entries, ≥ 1. */
	constructor(private readonly capacity: number) {}

	get(key: K): V | undefined {
		const value = this.#map.get(key);
		if (value === undefined) return undefined;
		this.#map.delete(key);
		this.#map.set(key, value);
		return value;
	}

	set(key: K, value: V): void {
		this.#map.delete(key);
		this.#map.set(key, value);
		if (this.#map.size > this.capacity) {
			const oldest = this.#map.keys().next();
			if (oldest.done !== true) this.#map.delete(oldest.value);
		}
	}

	delete(key: K): void {
		this.#map.delete(key);
	}

	clear(): void {
		this.#map.clear();
	}

	get size(): number {
		return this.#map.size;
	}
}
