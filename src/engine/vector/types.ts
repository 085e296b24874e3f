/** Slots are dense u32 ids of distinct embedded texts in one workspace; a slot may serve several chunks (equal texts). */
export interface ScoredSlot {
	readonly slot: number;
	/** Cosine similarity, −1..1. */
	readonly similarity: number;
}

/**
 * All vectors of a workspace as int8 rows in one block of memory, scanned exactly with WebAssembly SIMD.
 * Deleting leaves a hole that a later slot may take.
 */
export interface VectorTable {
	readonly size: number;
	/** One past the highest slot ever set. */
	readonly end: number;
	/** Bytes held. */
	readonly bytes: number;
	/** Makes room for slots 0 … slots − 1 at once, before a bulk load. @throws {RangeError} when there is no memory for it. */
	reserve(slots: number): void;
	/** Sets many rows; `values` int8 [slots.length, 384]. */
	setMany(slots: Uint32Array, values: Int8Array, scales: Float32Array, precision: 1 | 2): void;
	/** Sets or replaces a row. `precision` 1 = draft, 2 = refined. */
	set(slot: number, values: Int8Array, scale: number, precision: 1 | 2): void;
	remove(slot: number): void;
	precision(slot: number): 0 | 1 | 2;
	/** Exact similarity of one row, 0 when absent. `query` Float32Array(384). */
	similarity(slot: number, query: Float32Array): number;
	/** The same for many slots at once, in their order: about 0.05 µs each. */
	similarities(slots: ArrayLike<number>, query: Float32Array): Float32Array;
	/** Copies a row out as float32 (dequantised, re-normalised). */
	row(slot: number): Float32Array | undefined;
	/** A copy of the int8 row. */
	raw(slot: number): Int8Array | undefined;
	/** Calls back after each change of a row (set, replaced, removed). @returns how to stop. */
	onChange(listener: (slot: number) => void): () => void;
	/**
	 * Exact top k over all present rows, or over those that `admit` marks (bit per slot).
	 * @returns Best first, ties by slot.
	 */
	search(query: Float32Array, k: number, admit?: Uint32Array): ScoredSlot[];
}
