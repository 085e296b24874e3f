import { DIMENSIONS } from '../../../src/engine/embed/types';

/** mulberry32: the same numbers on each machine. */
export function randomNumbers(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

export function gaussian(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function unit(vector: Float32Array): Float32Array {
	const length = Math.hypot(...vector);
	return vector.map(value => value / length);
}

const rounded = new WeakMap<Float32Array, { values: Int8Array; scale: number }>();

/** A row as the index stores it; remembered, since tests use the same vectors again and again. */
export function quantised(vector: Float32Array): { values: Int8Array; scale: number } {
	let result = rounded.get(vector);
	if (result === undefined) {
		let largest = 0;
		for (const value of vector) largest = Math.max(largest, Math.abs(value));
		const scale = largest / 127;
		result = { values: Int8Array.from(vector, value => Math.round(value / scale)), scale };
		rounded.set(vector, result);
	}
	return result;
}

/**
 * Unit vectors like those of code: files around packages around a common mean, in a space whose axes lose weight like those of
 * real embeddings (about 88 % in the first third).
 */
export function clusteredVectors(count: number, seed: number): Float32Array[] {
	const random = randomNumbers(seed);
	const axis = Float32Array.from({ length: DIMENSIONS }, (_, i) => Math.exp(-i / 90));
	const draw = (): Float32Array => axis.map(weight => weight * gaussian(random));
	const mean = draw();
	const centres = Array.from({ length: Math.ceil(count / 60) }, draw);
	return Array.from({ length: count }, () => {
		const centre = centres[Math.floor(random() * centres.length)]!;
		const own = draw();
		return unit(own.map((value, i) => 0.6 * mean[i]! + 0.8 * centre[i]! + 0.9 * value));
	});
}
