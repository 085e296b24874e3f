import { DIMENSIONS } from '../embed/types';
import { kernelModule, wasm, type WasmApi } from '../wasmKernel';
import { DOT_KERNEL_WASM } from './dotKernel.generated';

/** Results of one call; callers go through longer lists in pieces. */
export const BLOCK = 4096;

const PAGE = 65_536;
/** Memory: query (int16), slots of a gather (u32), results (i32), then the rows. */
const QUERY_AT = 0;
const SLOTS_AT = 1024;
const OUT_AT = SLOTS_AT + 4 * BLOCK;
const ROWS_AT = PAGE;
/** wasm32 ends at 4 GiB; 3 GiB are 8.4 million rows. */
const MAX_PAGES = 49_152;

/** Rows of int8 and their inner products with one query. */
export interface DotKernel {
	readonly kind: 'simd' | 'plain';
	/** Rows there is room for. */
	readonly capacity: number;
	/** Int8Array [capacity, 384]; taken anew after `reserve`. */
	readonly rows: Int8Array;
	readonly bytes: number;
	/** Makes room. @throws {RangeError} when the machine has no memory for it. */
	reserve(rows: number): void;
	/** Quantises the query to int16 and keeps it. @returns its scale: product ≈ scale · result. */
	setQuery(query: Float32Array): number;
	/** Products of rows first … first + count − 1, count ≤ BLOCK. The view is valid until the next call. */
	scan(first: number, count: number): Int32Array;
	/** Products of the rows named, at most BLOCK. */
	gather(slots: Uint32Array): Int32Array;
}

/** The kernel for this machine: WebAssembly SIMD, or plain JavaScript where that is missing. */
export function createDotKernel(): DotKernel {
	return simdKernel() ?? new PlainKernel();
}

interface Exports {
	scan(rows: number, count: number, query: number, out: number): void;
	gather(rows: number, slots: number, count: number, query: number, out: number): void;
}

/** @returns undefined where the engine has no SIMD. */
export function simdKernel(): DotKernel | undefined {
	const module = kernelModule(DOT_KERNEL_WASM);
	return wasm === undefined || module === undefined ? undefined : new SimdKernel(wasm, module);
}

class SimdKernel implements DotKernel {
	readonly kind = 'simd';
	private readonly memory: InstanceType<WasmApi['Memory']>;
	private readonly exports: Exports;
	private view = new Int8Array(0);
	private query: Int16Array;
	private slots: Uint32Array;
	private out: Int32Array;

	constructor(api: WasmApi, module: object) {
		this.memory = new api.Memory({ initial: 1, maximum: MAX_PAGES });
		const { buffer } = this.memory;
		this.query = new Int16Array(buffer, QUERY_AT, DIMENSIONS);
		this.slots = new Uint32Array(buffer, SLOTS_AT, BLOCK);
		this.out = new Int32Array(buffer, OUT_AT, BLOCK);
		const instance = new api.Instance(module, { env: { memory: this.memory } });
		// The module is ours, built from dotKernel.wat: its exports are known.
		this.exports = instance.exports as Exports;
	}

	get rows(): Int8Array {
		return this.view;
	}

	get capacity(): number {
		return this.view.length / DIMENSIONS;
	}

	get bytes(): number {
		return this.memory.buffer.byteLength;
	}

	reserve(rows: number): void {
		if (rows <= this.capacity) return;
		// An eighth more than asked: growing is cheap (address space is set aside), unused pages are never touched.
		const wanted = ROWS_AT + Math.max(rows, Math.ceil(this.capacity * 1.125)) * DIMENSIONS;
		const pages = Math.min(Math.ceil(wanted / PAGE), MAX_PAGES);
		const needed = pages - this.memory.buffer.byteLength / PAGE;
		if (needed > 0) this.memory.grow(needed);
		const { buffer } = this.memory;
		const room = Math.floor((buffer.byteLength - ROWS_AT) / DIMENSIONS);
		if (room < rows) throw new RangeError(`no room for ${rows} vectors`);
		this.view = new Int8Array(buffer, ROWS_AT, room * DIMENSIONS);
		this.query = new Int16Array(buffer, QUERY_AT, DIMENSIONS);
		this.slots = new Uint32Array(buffer, SLOTS_AT, BLOCK);
		this.out = new Int32Array(buffer, OUT_AT, BLOCK);
	}

	setQuery(query: Float32Array): number {
		return quantiseQuery(query, this.query);
	}

	scan(first: number, count: number): Int32Array {
		this.exports.scan(ROWS_AT + first * DIMENSIONS, count, QUERY_AT, OUT_AT);
		return this.out;
	}

	gather(slots: Uint32Array): Int32Array {
		this.slots.set(slots);
		this.exports.gather(ROWS_AT, SLOTS_AT, slots.length, QUERY_AT, OUT_AT);
		return this.out;
	}
}

/** The same in JavaScript: about 15 times slower, the same numbers. */
export class PlainKernel implements DotKernel {
	readonly kind = 'plain';
	private view = new Int8Array(0);
	private readonly query = new Int16Array(DIMENSIONS);
	private readonly out = new Int32Array(BLOCK);

	get rows(): Int8Array {
		return this.view;
	}

	get capacity(): number {
		return this.view.length / DIMENSIONS;
	}

	get bytes(): number {
		return this.view.byteLength;
	}

	reserve(rows: number): void {
		if (rows <= this.capacity) return;
		const longer = new Int8Array(Math.max(rows, Math.ceil(this.capacity * 1.25)) * DIMENSIONS);
		longer.set(this.view);
		this.view = longer;
	}

	setQuery(query: Float32Array): number {
		return quantiseQuery(query, this.query);
	}

	scan(first: number, count: number): Int32Array {
		for (let i = 0; i < count; i++) this.out[i] = this.dot(first + i);
		return this.out;
	}

	gather(slots: Uint32Array): Int32Array {
		for (let i = 0; i < slots.length; i++) this.out[i] = this.dot(slots[i] ?? 0);
		return this.out;
	}

	private dot(row: number): number {
		const { view, query } = this;
		const start = row * DIMENSIONS;
		let sum = 0;
		for (let i = 0; i < DIMENSIONS; i++) sum += (view[start + i] ?? 0) * (query[i] ?? 0);
		return sum;
	}
}

/** 15 bits for the query make the product of query and row as good as exact; the rows' 8 bits are what limits it. */
function quantiseQuery(query: Float32Array, target: Int16Array): number {
	let largest = 0;
	for (let i = 0; i < DIMENSIONS; i++) largest = Math.max(largest, Math.abs(query[i] ?? 0));
	if (!(largest > 0) || largest === Infinity) {
		target.fill(0);
		return 0;
	}
	const factor = 32_767 / largest;
	for (let i = 0; i < DIMENSIONS; i++) target[i] = Math.round((query[i] ?? 0) * factor);
	return 1 / factor;
}
