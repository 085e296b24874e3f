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

/** Positions of the values, best first, ties in the given order; a value at or below `none` gets the list's length. No NaN. */
export function placesOf(values: ArrayLike<number>, none: number): Int32Array {
	const n = values.length;
	const sorted = new Float64Array(n);
	let count = 0;
	for (let i = 0; i < n; i++)
		if ((values[i] as number) > none) sorted[count++] = values[i] as number;
	// Numbers alone sort several times faster than indices by a comparison.
	const rising = sorted.subarray(0, count).sort();
	const ties = new Int32Array(count);
	const places = new Int32Array(n).fill(n);
	for (let i = 0; i < n; i++) {
		const value = values[i] as number;
		if (!(value > none)) continue;
		// The end of the run of equal values: the first place among the falling ones.
		let low = 0;
		let high = count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((rising[middle] as number) <= value) low = middle + 1;
			else high = middle;
		}
		const first = count - low;
		places[i] = first + (ties[first] as number);
		ties[first] = (ties[first] as number) + 1;
	}
	return places;
}
