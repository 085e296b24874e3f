import type { QuantisedVector } from './types';

/** Largest magnitude of a quantised value; -128 is left out so that the range is symmetric. */
const LIMIT = 127;

/**
 * Quantises one vector symmetrically: v ≈ scale · q with q = round(v / scale), scale = max|v| / 127.
 * Cosine error on the model's vectors: below 2e-4 (test).
 *
 * @param vector Any finite vector.
 * @param values Where to write q; as long as `vector`.
 * @returns scale such that scale · q has the length that `vector` has (so a dot product of two rows is their cosine when both were
 *   unit vectors); 0 for the zero vector.
 */
export function quantiseInto(vector: Float32Array, values: Int8Array): number {
	let largest = 0;
	let squares = 0;
	for (const value of vector) {
		largest = Math.max(largest, Math.abs(value));
		squares += value * value;
	}
	if (!(largest > 0)) {
		values.fill(0);
		return 0;
	}
	const factor = LIMIT / largest;
	let quantisedSquares = 0;
	for (let d = 0; d < vector.length; d++) {
		const q = Math.round((vector[d] ?? 0) * factor);
		values[d] = q;
		quantisedSquares += q * q;
	}
	return Math.sqrt(squares / quantisedSquares);
}

export function quantise(vector: Float32Array): QuantisedVector {
	const values = new Int8Array(vector.length);
	return { scale: quantiseInto(vector, values), values };
}

/** @returns scale · q as a new Float32Array. */
export function dequantise({ scale, values }: QuantisedVector): Float32Array {
	return Float32Array.from(values, q => q * scale);
}
