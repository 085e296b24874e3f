import { kernelModule, wasm } from '../wasmKernel';
import { ROW_SUM_KERNEL_WASM } from './rowSumKernel.generated';
import { DIMENSIONS } from './types';

/**
 * Weighted sums of rows of one int8 table: Σ factor_i · row(id_i), in doubles, in the order given.
 *
 * @returns Float64Array(384), valid until the next call.
 */
export type RowSum = (ids: readonly number[], factors: readonly number[]) => Float64Array;

/** @param rows Int8 [V, 384]; may be shared memory. */
export function createRowSum(rows: Int8Array): RowSum {
	return simdRowSum(rows) ?? plainRowSum(rows);
}

/** Rows copied into the kernel's memory for one call: more than a text of the usual 64 tokens has. */
const BLOCK = 128;
/** One page: the sums, the factors, then the rows. */
const FACTORS_AT = 4_096;
const ROWS_AT = 8_192;

interface Exports {
	readonly add: (rows: number, factors: number, count: number, out: number) => void;
}

/**
 * By WebAssembly SIMD, the same to the bit. The rows are copied into the kernel's page, which costs little beside adding them: the table itself,
 * 12 MB that all workers share, cannot lie in a memory of one's own.
 *
 * @returns undefined where the engine has no SIMD.
 */
export function simdRowSum(rows: Int8Array): RowSum | undefined {
	const module = kernelModule(ROW_SUM_KERNEL_WASM);
	if (wasm === undefined || module === undefined) return undefined;
	const memory = new wasm.Memory({ initial: 1, maximum: 1 });
	// The module is ours, built from rowSumKernel.wat: its exports are known.
	const { add } = new wasm.Instance(module, { env: { memory } }).exports as Exports;
	const sum = new Float64Array(memory.buffer, 0, DIMENSIONS);
	const weights = new Float64Array(memory.buffer, FACTORS_AT, BLOCK);
	const copies = new Int8Array(memory.buffer, ROWS_AT, BLOCK * DIMENSIONS);
	return (ids, factors) => {
		sum.fill(0);
		for (let first = 0; first < ids.length; first += BLOCK) {
			const count = Math.min(BLOCK, ids.length - first);
			for (let i = 0; i < count; i++) {
				const row = (ids[first + i] as number) * DIMENSIONS;
				copies.set(rows.subarray(row, row + DIMENSIONS), i * DIMENSIONS);
				weights[i] = factors[first + i] as number;
			}
			add(ROWS_AT, FACTORS_AT, count, 0);
		}
		return sum;
	};
}

/** The same in JavaScript. */
export function plainRowSum(rows: Int8Array): RowSum {
	// Doubles: no conversion at each step, a third faster. The rows' rounding is a thousand times what differs.
	const sum = new Float64Array(DIMENSIONS);
	return (ids, factors) => {
		sum.fill(0);
		for (let i = 0; i < ids.length; i++) {
			const row = (ids[i] as number) * DIMENSIONS;
			const factor = factors[i] as number;
			for (let d = 0; d < DIMENSIONS; d++)
				sum[d] = (sum[d] as number) + factor * (rows[row + d] as number);
		}
		return sum;
	};
}
