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
	const n = values.length;
	const order: number[] = [];
	for (let i = 0; i < n; i++) if ((values[i] as number) > none) order.push(i);
	// Whole numbers: each difference of two others would be an object of its own.
	order.sort((a, b) =>
		(values[b] as number) > (values[a] as number)
			? 1
			: (values[b] as number) < (values[a] as number)
				? -1
				: a - b,
	);
	const places = new Int32Array(n).fill(n);
	for (let place = 0; place < order.length; place++) places[order[place] as number] = place;
	return places;
}
