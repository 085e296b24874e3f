/** Vertical positions of a list of rows: row i spans `offsets[i]`..`offsets[i + 1]`, in CSS pixels. */
export interface Layout {
	readonly offsets: Float64Array;
	readonly height: number;
}

/** @param heights One a row, in CSS pixels, > 0. */
export function layOut(heights: readonly number[]): Layout {
	const offsets = new Float64Array(heights.length + 1);
	heights.forEach((height, i) => (offsets[i + 1] = (offsets[i] ?? 0) + height));
	return { offsets, height: offsets[heights.length] ?? 0 };
}

/** Index of the row at `y`, by bisection; clamped to the list, −1 when it is empty. */
export function rowAt({ offsets }: Layout, y: number): number {
	const count = offsets.length - 1;
	let low = 0;
	let high = count - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((offsets[middle] ?? 0) <= y) low = middle;
		else high = middle - 1;
	}
	return count === 0 ? -1 : low;
}

/** Rows to draw, half-open: those in the window and `overscan` pixels around it. */
export function visibleRange(
	layout: Layout,
	top: number,
	height: number,
	overscan: number,
): readonly [first: number, end: number] {
	if (layout.offsets.length <= 1) return [0, 0];
	return [rowAt(layout, Math.max(0, top - overscan)), rowAt(layout, top + height + overscan) + 1];
}

/**
 * The scroll position, changed as little as it takes to show row `index` whole (its top, when it is taller than the
 * window).
 *
 * @param inset Pixels at the top of the window that something covers.
 */
export function scrollToShow(
	layout: Layout,
	index: number,
	top: number,
	height: number,
	inset = 0,
): number {
	const start = layout.offsets[index] ?? 0;
	const end = layout.offsets[index + 1] ?? start;
	if (start < top + inset || end - start > height - inset) return start - inset;
	return end > top + height ? end - height : top;
}
