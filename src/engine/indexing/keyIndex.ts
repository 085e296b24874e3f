import { KEY_BYTES } from '../store/vectorBytes';

/** An entry that was removed; the search goes on behind it. */
const REMOVED = 0xffffffff;

/**
 * Which slot a key has, in memory: open addressing over the first bytes of the keys, which are hashes already. About 30 bytes a
 * key. On disk an index over keys would rewrite a page for every new chunk, for hashes have no neighbours.
 */
export class KeyIndex {
	/** [slot]: its key. */
	#keys = new Uint8Array(1024 * KEY_BYTES);
	/** Slot + 1; 0 = empty. A power of two long. */
	#table = new Uint32Array(2048);
	/** Entries of the table in use, removed ones included. */
	#used = 0;
	#count = 0;

	get size(): number {
		return this.#count;
	}

	/** @param key 16 bytes. */
	find(key: Uint8Array): number | undefined {
		const at = this.#place(key);
		const entry = this.#table[at] ?? 0;
		return entry === 0 ? undefined : entry - 1;
	}

	/** The slot must not be in use, and the key unknown. */
	set(slot: number, key: Uint8Array): void {
		if ((slot + 1) * KEY_BYTES > this.#keys.length) {
			const grown = new Uint8Array(Math.max((slot + 1) * KEY_BYTES, this.#keys.length * 1.5));
			grown.set(this.#keys);
			this.#keys = grown;
		}
		this.#keys.set(key, slot * KEY_BYTES);
		if ((this.#used + 1) * 2 > this.#table.length) this.#rehash();
		this.#table[this.#place(key)] = slot + 1;
		this.#used++;
		this.#count++;
	}

	/** Does nothing when the slot does not hold a key. */
	remove(slot: number): void {
		const at = this.#place(this.keyOf(slot));
		if (this.#table[at] !== slot + 1) return;
		this.#table[at] = REMOVED;
		this.#count--;
	}

	/** The key that the slot has, or had last; a view. */
	keyOf(slot: number): Uint8Array {
		return this.#keys.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
	}

	/** Where the key is, or else the empty place where it belongs. */
	#place(key: Uint8Array): number {
		const mask = this.#table.length - 1;
		const start =
			(key[0] ?? 0) | ((key[1] ?? 0) << 8) | ((key[2] ?? 0) << 16) | ((key[3] ?? 0) << 24);
		for (let at = (start >>> 0) & mask; ; at = (at + 1) & mask) {
			const entry = this.#table[at] ?? 0;
			if (entry === 0) return at;
			if (entry !== REMOVED && this.#equals(entry - 1, key)) return at;
		}
	}

	#equals(slot: number, key: Uint8Array): boolean {
		const base = slot * KEY_BYTES;
		for (let i = 0; i < KEY_BYTES; i++) if (this.#keys[base + i] !== key[i]) return false;
		return true;
	}

	#rehash(): void {
		const former = this.#table;
		let length = 2048;
		while (length < (this.#count + 1) * 4) length *= 2;
		this.#table = new Uint32Array(length);
		this.#used = this.#count;
		for (const entry of former)
			if (entry !== 0 && entry !== REMOVED) this.#table[this.#place(this.keyOf(entry - 1))] = entry;
	}
}
