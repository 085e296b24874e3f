/** Typed arrays that double; read through `data`, which changes when they grow. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** @returns `array` itself, or a longer copy whose new places are 0. */
export function grown<T extends Numbers>(array: T, needed: number): T {
	if (needed <= array.length) return array;
	let length = Math.max(16, array.length * 2);
	// Beyond 4 million entries grow by half: doubling would waste too much.
	if (array.length > 1 << 22) length = Math.ceil(array.length * 1.5);
	const longer = new (array.constructor as new (length: number) => T)(Math.max(length, needed));
	longer.set(array);
	return longer;
}
