import { DIMENSIONS } from '../embed/types';
import { grown } from '../lexical/growable';
import { topIds } from '../lexical/topK';
import { countBits } from './bitmap';
import { BLOCK, createDotKernel, type DotKernel } from './dotKernel';
import type { ScoredSlot, VectorTable } from './types';

/** Below this share of admitted rows, visiting each beats scanning all. */
const GATHER_SHARE = 0.5;

/** @see VectorTable. `kernel` is chosen by the caller in tests only. */
export function createVectorTable(kernel: DotKernel = createDotKernel()): VectorTable {
	return new Int8VectorTable(kernel);
}

class Int8VectorTable implements VectorTable {
	private count = 0;
	/** One past the highest slot ever set. */
	private slotEnd = 0;
	private precisions = new Uint8Array(0);
	/** 1 / length of the int8 row, NaN for absent rows: their scores are then NaN, which no top k takes. */
	private scales = new Float32Array(0);
	private scores = new Float32Array(0);
	/** The query that the kernel holds, and its scale: ranking asks for one row after the other with the same. */
	private prepared: Float32Array | undefined;
	private preparedScale = 0;
	/** The query whose similarities to all rows lie in `scores`, as long as no row has changed since: ranking asks for hundreds. */
	private scanned: Float32Array | undefined;
	private readonly listeners = new Set<(slot: number) => void>();

	constructor(private readonly kernel: DotKernel) {}

	get size(): number {
		return this.count;
	}

	get end(): number {
		return this.slotEnd;
	}

	get bytes(): number {
		return (
			this.kernel.bytes +
			this.precisions.byteLength +
			this.scales.byteLength +
			this.scores.byteLength
		);
	}

	onChange(listener: (slot: number) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	reserve(slots: number): void {
		const before = this.scales.length;
		this.kernel.reserve(slots);
		this.precisions = grown(this.precisions, slots);
		this.scales = grown(this.scales, slots);
		this.scales.fill(NaN, before);
	}

	set(slot: number, values: Int8Array, _scale: number, precision: 1 | 2): void {
		if (slot >= this.scales.length || slot >= this.kernel.capacity) this.reserve(slot + 1);
		let squares = 0;
		for (let i = 0; i < DIMENSIONS; i++) squares += (values[i] ?? 0) ** 2;
		this.scanned = undefined;
		this.kernel.rows.set(values, slot * DIMENSIONS);
		// Vectors are of unit length, so the length of the rounded row is the better scale: similarities are true cosines.
		this.scales[slot] = squares === 0 ? 0 : 1 / Math.sqrt(squares);
		if (this.precisions[slot] === 0) this.count++;
		this.precisions[slot] = precision;
		this.slotEnd = Math.max(this.slotEnd, slot + 1);
		for (const listener of this.listeners) listener(slot);
	}

	setMany(slots: Uint32Array, values: Int8Array, scales: Float32Array, precision: 1 | 2): void {
		let highest = -1;
		for (const slot of slots) highest = Math.max(highest, slot);
		this.reserve(highest + 1);
		for (let i = 0; i < slots.length; i++) {
			const row = values.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
			this.set(slots[i] ?? 0, row, scales[i] ?? 0, precision);
		}
	}

	remove(slot: number): void {
		if ((this.precisions[slot] ?? 0) === 0) return;
		this.scanned = undefined;
		this.precisions[slot] = 0;
		this.scales[slot] = NaN;
		this.count--;
		for (const listener of this.listeners) listener(slot);
	}

	precision(slot: number): 0 | 1 | 2 {
		const precision = this.precisions[slot];
		return precision === 1 || precision === 2 ? precision : 0;
	}

	similarity(slot: number, query: Float32Array): number {
		if (this.precision(slot) === 0) return 0;
		if (query === this.scanned) return this.scores[slot] ?? 0;
		const factor = this.prepare(query) * (this.scales[slot] ?? 0);
		return Math.fround(factor * (this.kernel.scan(slot, 1)[0] ?? 0));
	}

	similarities(slots: ArrayLike<number>, query: Float32Array): Float32Array {
		const result = new Float32Array(slots.length);
		const scale = this.prepare(query);
		if (this.slotEnd === 0) return result;
		const piece = new Uint32Array(Math.min(BLOCK, slots.length));
		for (let first = 0; first < slots.length; first += BLOCK) {
			const count = Math.min(BLOCK, slots.length - first);
			for (let i = 0; i < count; i++) {
				const slot = slots[first + i] ?? 0;
				// An absent row may lie beyond the memory; any other row will do, its product is not used.
				piece[i] = slot < this.slotEnd ? slot : 0;
			}
			const products = this.kernel.gather(piece.subarray(0, count));
			for (let i = 0; i < count; i++) {
				const factor = scale * (this.scales[slots[first + i] ?? 0] ?? NaN);
				// Absent rows have the scale NaN.
				if (factor === factor) result[first + i] = factor * (products[i] ?? 0);
			}
		}
		return result;
	}

	/** A query is not changed by whoever made it: the same array is the same query. */
	private prepare(query: Float32Array): number {
		if (query !== this.prepared) {
			this.preparedScale = this.kernel.setQuery(query);
			this.prepared = query;
		}
		return this.preparedScale;
	}

	row(slot: number): Float32Array | undefined {
		if (this.precision(slot) === 0) return undefined;
		const values = this.kernel.rows.subarray(slot * DIMENSIONS, (slot + 1) * DIMENSIONS);
		return Float32Array.from(values, value => value * (this.scales[slot] ?? 0));
	}

	raw(slot: number): Int8Array | undefined {
		if (this.precision(slot) === 0) return undefined;
		return this.kernel.rows.slice(slot * DIMENSIONS, (slot + 1) * DIMENSIONS);
	}

	search(query: Float32Array, k: number, admit?: Uint32Array): ScoredSlot[] {
		if (this.count === 0 || k <= 0) return [];
		const admitted = admit === undefined ? this.count : countBits(admit);
		if (admit !== undefined && admitted < this.slotEnd * GATHER_SHARE) {
			return this.searchListed(query, k, admit, admitted);
		}
		this.scores = grown(this.scores, this.slotEnd);
		const { scores, scales } = this;
		const scale = this.prepare(query);
		for (let first = 0; first < this.slotEnd; first += BLOCK) {
			const count = Math.min(BLOCK, this.slotEnd - first);
			const products = this.kernel.scan(first, count);
			for (let i = 0; i < count; i++) {
				scores[first + i] = scale * (scales[first + i] ?? 0) * (products[i] ?? 0);
			}
		}
		this.scanned = query;
		return topIds(undefined, this.slotEnd, scores, k, admit).map(slot => ({
			slot,
			similarity: scores[slot] ?? 0,
		}));
	}

	private searchListed(
		query: Float32Array,
		k: number,
		admit: Uint32Array,
		admitted: number,
	): ScoredSlot[] {
		const slots = new Uint32Array(admitted);
		let count = 0;
		for (let word = 0; word < admit.length; word++) {
			for (let bits = admit[word] ?? 0; bits !== 0; bits &= bits - 1) {
				const slot = word * 32 + 31 - Math.clz32(bits & -bits);
				if ((this.precisions[slot] ?? 0) !== 0) slots[count++] = slot;
			}
		}
		const listed = slots.subarray(0, count);
		const similarities = this.similarities(listed, query);
		// Positions ascend with the slots, so ties by position are ties by slot.
		return topIds(undefined, count, similarities, k).map(at => ({
			slot: listed[at] ?? 0,
			similarity: similarities[at] ?? 0,
		}));
	}
}
