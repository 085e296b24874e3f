import { kernelModule, wasm, type WasmApi } from '../wasmKernel';
import { TREE_KERNEL_WASM } from './treeKernel.generated';

const PAGE = 65_536;
/** 64 MB: ten times what the largest answer needs. */
const MAX_PAGES = 1_024;
const NODE_BYTES = 16;

/** The nodes of an ensemble, one entry each: see `TreeModel`. */
export interface TreeColumns {
	/** Features of a row. */
	readonly width: number;
	readonly roots: Int32Array;
	readonly split: Int16Array;
	readonly value: Float64Array;
	readonly left: Int32Array;
	readonly right: Int32Array;
}

/** Walks of an ensemble in WebAssembly. */
export interface TreeKernel {
	/** As `TreeEnsemble.predict`: the very same sums. */
	readonly predict: (matrix: Float32Array, rows: number) => Float64Array;
}

/**
 * Lays an ensemble out for the kernel.
 *
 * @param columns Checked before: children come after their parent and exist.
 * @returns undefined where the platform has no WebAssembly.
 * @throws {RangeError} When trees share nodes.
 */
export function treeKernel(columns: TreeColumns): TreeKernel | undefined {
	const module = kernelModule(TREE_KERNEL_WASM);
	if (wasm === undefined || module === undefined) return undefined;
	const arena = (shared ??= new Arena(wasm, module));
	const laidOut = layOut(columns);
	return { predict: (matrix, rows) => arena.predict(laidOut, matrix, rows, columns.width) };
}

interface LaidOut {
	/** [nodes, 4]: byte offset of the feature, threshold as float32 bits, address of the left child, 0. */
	readonly nodes: Int32Array;
	/** [nodes]: value of a leaf, 0 elsewhere. */
	readonly values: Float64Array;
	/** [trees, 2]: address of the root, depth. */
	readonly trees: Int32Array;
}

/** Puts the children of each node side by side and turns indices into addresses. */
function layOut({ roots, split, value, left, right }: TreeColumns): LaidOut {
	const count = split.length;
	const words = new ArrayBuffer(count * NODE_BYTES);
	const nodes = new Int32Array(words);
	const thresholds = new Float32Array(words);
	const values = new Float64Array(count);
	const trees = new Int32Array(roots.length * 2);
	let next = 0;
	const take = (places: number): number => {
		next += places;
		if (next > count) throw new RangeError('the trees of the model share nodes');
		return next - places;
	};
	for (let t = 0; t < roots.length; t++) {
		let depth = 0;
		const root = take(1);
		trees[t * 2] = root * NODE_BYTES;
		const open = [{ node: roots[t] ?? 0, place: root, at: 0 }];
		for (let item = open.pop(); item !== undefined; item = open.pop()) {
			const { node, place, at } = item;
			const column = split[node] ?? -1;
			depth = Math.max(depth, at);
			if (column < 0) {
				thresholds[place * 4 + 1] = Infinity;
				nodes[place * 4 + 2] = place * NODE_BYTES;
				values[place] = value[node] ?? 0;
				continue;
			}
			nodes[place * 4] = column * 4;
			thresholds[place * 4 + 1] = floor32(value[node] ?? 0);
			const child = take(2);
			nodes[place * 4 + 2] = child * NODE_BYTES;
			open.push({ node: left[node] ?? 0, place: child, at: at + 1 });
			open.push({ node: right[node] ?? 0, place: child + 1, at: at + 1 });
		}
		trees[t * 2 + 1] = depth;
	}
	return { nodes, values, trees };
}

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** The largest float32 that is not above: a float32 is ≤ a number exactly when it is ≤ that. */
function floor32(value: number): number {
	floats[0] = value;
	const rounded = floats[0];
	if (rounded <= value) return rounded;
	// Down by one unit in the last place; from 0 to the negative number nearest to it.
	if (rounded === 0) bits[0] = -0x7fff_ffff;
	else bits[0] = (bits[0] ?? 0) + (rounded > 0 ? -1 : 1);
	return floats[0];
}

interface Exports {
	predict(
		trees: number,
		treesEnd: number,
		values: number,
		matrix: number,
		rowBytes: number,
		sums: number,
		sumsEnd: number,
	): void;
}

let shared: Arena | undefined;

/** One memory for all ensembles: each is copied in before its walk, which costs less than keeping a memory for each. */
class Arena {
	readonly #memory: InstanceType<WasmApi['Memory']>;
	readonly #exports: Exports;

	constructor(api: WasmApi, module: object) {
		this.#memory = new api.Memory({ initial: 1, maximum: MAX_PAGES });
		const instance = new api.Instance(module, { env: { memory: this.#memory } });
		// The module is ours, built from treeKernel.wat: its exports are known.
		this.#exports = instance.exports as Exports;
	}

	predict(
		{ nodes, values, trees }: LaidOut,
		matrix: Float32Array,
		rows: number,
		width: number,
	): Float64Array {
		if (rows === 0) return new Float64Array(0);
		const padded = (rows + 3) & ~3;
		const valuesAt = nodes.byteLength;
		const treesAt = valuesAt + values.byteLength;
		const sumsAt = treesAt + trees.byteLength;
		const matrixAt = sumsAt + padded * 8;
		const end = matrixAt + padded * width * 4;
		const missing = end - this.#memory.buffer.byteLength;
		if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
		const { buffer } = this.#memory;
		new Int32Array(buffer).set(nodes);
		new Float64Array(buffer, valuesAt).set(values);
		new Int32Array(buffer, treesAt).set(trees);
		const sums = new Float64Array(buffer, sumsAt, padded).fill(0);
		new Float32Array(buffer, matrixAt).set(matrix.subarray(0, rows * width));
		this.#exports.predict(
			treesAt,
			sumsAt,
			valuesAt,
			matrixAt,
			width * 4,
			sumsAt,
			sumsAt + padded * 8,
		);
		return sums.slice(0, rows);
	}
}
