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
	/** Bytes held. */
	readonly bytes: number;
	/** Sets or replaces a row. `precision` 1 = draft, 2 = refined. */
	set(slot: number, values: Int8Array, scale: number, precision: 1 | 2): void;
	remove(slot: number): void;
	precision(slot: number): 0 | 1 | 2;
	/** Exact similarity of one row, 0 when absent. `query` Float32Array(384). */
	similarity(slot: number, query: Float32Array): number;
	/** Copies a row out as float32 (dequantised, re-normalised). */
	row(slot: number): Float32Array | undefined;
	/**
	 * Exact top k over all present rows, or over those that `admit` marks (bit per slot).
	 * @returns Best first, ties by slot.
	 */
	search(query: Float32Array, k: number, admit?: Uint32Array): ScoredSlot[];
}

/** The HNSW graph over refined rows: a cache of the catalogue, in a worker thread, in checksummed generations. */
export interface GraphIndex {
	/** Number of rows the current generation holds. */
	readonly size: number;
	/** Labels nearest to the query, best first; `ef` is the query width. Callers rescore exactly. */
	search(query: Float32Array, k: number, ef: number): Promise<readonly number[]>;
	dispose(): Promise<void>;
}
