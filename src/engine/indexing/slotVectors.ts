import type { StoredVector } from '../store/embeddingStore';
import type { VectorTable } from '../vector/types';
import { KeyIndex } from './keyIndex';
import { SlotAllocator } from './slotAllocator';

/**
 * Which slot a text has, by its key, and which vector a slot has. A slot whose last chunk went keeps its vector until the next
 * change is committed: the text often comes back (a file that is saved, moved or renamed).
 */
export class SlotVectors {
	readonly #slots = new SlotAllocator();
	readonly #keys = new KeyIndex();
	/** Slots without a chunk: dropped from the catalogue in the next transaction. */
	readonly #unused = new Set<number>();
	#filled = 0;
	#refined = 0;

	/** @param onPrecision Told when a slot's vector comes, is refined or goes; 0 is none. */
	constructor(
		readonly table: VectorTable,
		private readonly onPrecision: (slot: number, before: 0 | 1 | 2, after: 0 | 1 | 2) => void,
	) {}

	/** Slots with a vector. */
	get filled(): number {
		return this.#filled;
	}

	/** Slots with a refined vector. */
	get refined(): number {
		return this.#refined;
	}

	/** Texts that have a slot, without those that are about to lose theirs. */
	get held(): number {
		return this.#keys.size - this.#unused.size;
	}

	/** Exclusive upper bound of slots ever given out. */
	get end(): number {
		return this.#slots.end;
	}

	/** @param key 16 bytes. */
	find(key: Uint8Array): number | undefined {
		return this.#keys.find(key);
	}

	/** The key that the slot has, or had last; a view. */
	keyOf(slot: number): Uint8Array {
		return this.#keys.keyOf(slot);
	}

	/** A slot of the catalogue, at loading: in ascending order, before the first `take`. */
	occupy(slot: number, key: Uint8Array): void {
		this.#slots.occupy(slot);
		this.#keys.set(slot, key);
	}

	/** As a reader: the writer gave this slot to this text. Nobody says when it is given to another one. */
	replaceKey(slot: number, key: Uint8Array): void {
		this.#slots.claim(slot);
		this.#keys.remove(slot);
		this.#keys.set(slot, key);
	}

	/** Blocks of another model's time may name slots that no row has any more: such numbers must not be given out. */
	skipTo(end: number): void {
		this.#slots.skipTo(end);
	}

	take(): number {
		return this.#slots.take();
	}

	/** Gives a slot back that was taken for a change which failed. */
	giveBack(slot: number): void {
		this.#slots.release(slot);
	}

	/** Ends a slot that the catalogue never heard of. */
	discard(slot: number): void {
		this.#unused.delete(slot);
		this.#dropVector(slot);
		this.#slots.release(slot);
	}

	/** Tells which text a slot is for; does nothing when the text has one. */
	name(slot: number, key: Uint8Array): void {
		if (this.#keys.find(key) === undefined) this.#keys.set(slot, key);
	}

	setVector(slot: number, vector: StoredVector): void {
		const before = this.table.precision(slot);
		this.table.set(slot, vector.values, vector.scale, vector.precision);
		if (before === 0) this.#filled++;
		this.#refined += (vector.precision === 2 ? 1 : 0) - (before === 2 ? 1 : 0);
		if (before !== vector.precision) this.onPrecision(slot, before, vector.precision);
	}

	/** No chunk uses the slot any more. */
	leave(slot: number): void {
		this.#unused.add(slot);
	}

	/** A chunk is about to use the slot: the next change must spare it. */
	spare(slot: number): void {
		this.#unused.delete(slot);
	}

	/**
	 * Ends the slots that nobody came back to.
	 *
	 * @param inUse Whether a chunk uses the slot after all.
	 * @param onDropped Called with each slot that ends, within the caller's transaction.
	 */
	dropUnused(inUse: (slot: number) => boolean, onDropped: (slot: number) => void): void {
		for (const slot of this.#unused) {
			this.#unused.delete(slot);
			if (inUse(slot)) continue;
			onDropped(slot);
			this.#keys.remove(slot);
			this.#dropVector(slot);
			this.#slots.release(slot);
		}
	}

	/** After loading: slots with a vector that no chunk uses. */
	collectUnused(inUse: (slot: number) => boolean): void {
		for (let slot = 0; slot < this.#slots.end; slot++)
			if (!inUse(slot) && this.table.precision(slot) !== 0) this.#unused.add(slot);
	}

	#dropVector(slot: number): void {
		const before = this.table.precision(slot);
		if (before === 0) return;
		this.table.remove(slot);
		this.#filled--;
		if (before === 2) this.#refined--;
		this.onPrecision(slot, before, 0);
	}
}
