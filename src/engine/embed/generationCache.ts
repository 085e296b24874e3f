import { detached } from '../detached';

/**
 * A bounded cache in two generations: when the young map is full it becomes the old one and the former old one is let go. Nearly as
 * good as least-recently-used and one map look-up for what is in use.
 */
export class GenerationCache<V> {
	#young = new Map<string, V>();
	#old = new Map<string, V>();

	/**
	 * @param capacity Entries of one generation; at most twice as many are held.
	 * @param maxKeyChars Longer keys are computed each time, so that odd texts cannot fill the memory.
	 */
	constructor(
		private readonly capacity: number,
		private readonly maxKeyChars: number,
	) {}

	get(key: string, compute: (key: string) => V): V {
		const young = this.#young.get(key);
		if (young !== undefined) return young;
		const value = this.#old.get(key) ?? compute(detached(key));
		if (key.length > this.maxKeyChars) return value;
		if (this.#young.size >= this.capacity) {
			this.#old = this.#young;
			this.#young = new Map();
		}
		this.#young.set(detached(key), value);
		return value;
	}
}
