/** log2(1 + value), 0 for what is negative: places and counts tell most where they are small. */
export function log2(value: number): number {
	return value > 0 ? Math.log2(1 + value) : 0;
}

/** value / of, 0 where there is nothing to divide by. */
export function ratio(value: number, of: number): number {
	return of > 0 ? value / of : 0;
}

/** Number of bits set. */
export function popcount(mask: number): number {
	let rest = mask >>> 0;
	let count = 0;
	for (; rest !== 0; count++) rest &= rest - 1;
	return count;
}

/** Positions of the values, best first, ties in the given order; a value at or below `none` gets the list's length. */
export function placesOf(values: ArrayLike<number>, none: number): Int32Array {
	const order = Array.from(values, (_, i) => i).sort(
		(a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b,
	);
	const places = new Int32Array(values.length);
	order.forEach((index, rank) => {
		places[index] = (values[index] ?? 0) > none ? rank : values.length;
	});
	return places;
}
