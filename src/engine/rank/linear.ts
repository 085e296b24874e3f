import type { LinearModel } from './types';

/** A weighted sum over rows of a feature matrix. */
export interface LinearScore {
	/** @param matrix Row-major [rows, features.length]; no NaN. @returns Float64Array(rows) of scores. */
	predict(matrix: Float32Array, rows: number): Float64Array;
}

/**
 * score = offset + Σ weight · value, each value held between the least and the most that counts, so that nothing unheard of (a file of
 * ten thousand chunks) decides alone.
 *
 * @throws {RangeError} When the columns of the model do not fit each other.
 */
export function compileLinear(model: LinearModel): LinearScore {
	const width = model.features.length;
	for (const column of [model.weight, model.low, model.high]) {
		if (column.length !== width)
			throw new RangeError('the columns of the linear model differ in length');
	}
	if (model.low.some((low, i) => !(low <= (model.high[i] ?? NaN))))
		throw new RangeError('a signal of the linear model has no range');
	const weight = Float64Array.from(model.weight);
	const low = Float64Array.from(model.low);
	const high = Float64Array.from(model.high);
	return {
		predict(matrix, rows) {
			const scores = new Float64Array(rows);
			for (let row = 0; row < rows; row++) {
				const base = row * width;
				let sum = model.offset;
				for (let i = 0; i < width; i++) {
					const value = matrix[base + i] as number;
					const held =
						value < (low[i] as number)
							? (low[i] as number)
							: value > (high[i] as number)
								? (high[i] as number)
								: value;
					sum += (weight[i] as number) * held;
				}
				scores[row] = sum;
			}
			return scores;
		},
	};
}
