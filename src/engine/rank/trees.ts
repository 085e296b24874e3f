import { treeKernel, type TreeColumns } from './treeKernel';
import type { TreeModel } from './types';

/**
 * Sum of a gradient-boosted ensemble's leaves over rows of a feature matrix.
 * Compiled once from the exported JSON into typed arrays, because 300 candidates × 300 trees have to stay under a
 * millisecond.
 */
export interface TreeEnsemble {
	readonly features: readonly string[];
	/**
	 * @param matrix Row-major [rows, features.length]; no NaN.
	 * @returns Float64Array(rows) of raw scores.
	 */
	predict(matrix: Float32Array, rows: number): Float64Array;
}

/** @throws {RangeError} When the columns of the model do not fit each other. */
export function compileTrees(model: TreeModel): TreeEnsemble {
	const columns = checkedColumns(model);
	const kernel = treeKernel(columns);
	return {
		features: model.features,
		predict: kernel?.predict ?? ((matrix, rows) => predictPlainly(columns, matrix, rows)),
	};
}

/** The same sums in JavaScript, where there is no WebAssembly. */
export function predictPlainly(
	{ width, roots, split, value, left, right }: TreeColumns,
	matrix: Float32Array,
	rows: number,
): Float64Array {
	const scores = new Float64Array(rows);
	// Tree by tree: one tree's nodes stay in the cache while all rows go through it.
	for (let t = 0; t < roots.length; t++) {
		const root = roots[t] as number;
		for (let row = 0; row < rows; row++) {
			const base = row * width;
			let node = root;
			let column = split[node] as number;
			while (column >= 0) {
				// Indices were checked at compile time; a bounds check here would double the cost.
				node =
					(matrix[base + column] as number) <= (value[node] as number)
						? (left[node] as number)
						: (right[node] as number);
				column = split[node] as number;
			}
			scores[row] = (scores[row] as number) + (value[node] as number);
		}
	}
	return scores;
}

/** @throws {RangeError} */
export function checkedColumns(model: TreeModel): TreeColumns {
	const nodes = model.split.length;
	for (const column of [model.value, model.left, model.right]) {
		if (column.length !== nodes)
			throw new RangeError('the columns of the tree model differ in length');
	}
	const columns = {
		width: model.features.length,
		split: Int16Array.from(model.split),
		// Features are float32, thresholds are not rounded: ties stay on the trained side.
		value: Float64Array.from(model.value),
		left: Int32Array.from(model.left),
		right: Int32Array.from(model.right),
		roots: Int32Array.from(model.roots),
	};
	const { width, split, left, right } = columns;
	for (let i = 0; i < nodes; i++) {
		const column = split[i] ?? -1;
		const inside = (left[i] ?? 0) < nodes && (right[i] ?? 0) < nodes;
		// Children come after their parent, so a walk always ends.
		const forward = column < 0 || ((left[i] ?? 0) > i && (right[i] ?? 0) > i);
		if (column >= width || !inside || !forward)
			throw new RangeError(`node ${i} of the tree model is malformed`);
	}
	return columns;
}
