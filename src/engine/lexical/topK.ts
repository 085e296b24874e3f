/** True when bit `id` of a bitmap (32 ids a word) is set; ids beyond its end are not. */
export function hasBit(bitmap: Uint32Array, id: number): boolean {
	return (((bitmap[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

/**
 * The k ids of highest score, best first, ties by id. A bounded min-heap: nearly all ids cost one comparison.
 *
 * @param ids The first `count` entries are candidates; without it, 0..count−1 are.
 * @param scores By id. Ids with a score of −Infinity or NaN are left out.
 * @param admit Bit per id; only marked ids take part.
 */
export function topIds(
	ids: Uint32Array | undefined,
	count: number,
	scores: Float32Array,
	k: number,
	admit?: Uint32Array,
): number[] {
	if (k <= 0) return [];
	const heap: number[] = [];
	let least = -Infinity;
	for (let i = 0; i < count; i++) {
		const id = ids === undefined ? i : (ids[i] ?? 0);
		const score = scores[id] ?? -Infinity;
		if (!(score > least) && !(score === least && heap.length > 0 && id < (heap[0] ?? 0))) continue;
		if (admit !== undefined && !hasBit(admit, id)) continue;
		if (heap.length < k) {
			heap.push(id);
			siftUp(heap, scores);
			if (heap.length === k) least = scores[heap[0] ?? 0] ?? -Infinity;
		} else {
			replaceRoot(heap, id, scores);
			least = scores[heap[0] ?? 0] ?? -Infinity;
		}
	}
	return heap.sort((a, b) => (isWorse(a, b, scores) ? 1 : -1));
}

/** Worse = lower score, or the same with a higher id. */
function isWorse(a: number, b: number, scores: Float32Array): boolean {
	const sa = scores[a] ?? 0;
	const sb = scores[b] ?? 0;
	return sa < sb || (sa === sb && a > b);
}

function siftUp(heap: number[], scores: Float32Array): void {
	let i = heap.length - 1;
	const item = heap[i] ?? 0;
	while (i > 0) {
		const parent = (i - 1) >>> 1;
		const above = heap[parent] ?? 0;
		if (!isWorse(item, above, scores)) break;
		heap[i] = above;
		i = parent;
	}
	heap[i] = item;
}

function replaceRoot(heap: number[], item: number, scores: Float32Array): void {
	let i = 0;
	for (;;) {
		let child = 2 * i + 1;
		if (child >= heap.length) break;
		if (child + 1 < heap.length && isWorse(heap[child + 1] ?? 0, heap[child] ?? 0, scores)) child++;
		if (!isWorse(heap[child] ?? 0, item, scores)) break;
		heap[i] = heap[child] ?? 0;
		i = child;
	}
	heap[i] = item;
}
