import type { LineTable } from './lineTable';

export interface LineRange {
	/** First line. */
	readonly from: number;
	/** Last line + 1. */
	readonly to: number;
}

/**
 * Packs lines into ranges of about `target` characters.
 *
 * @param goodness How well a range can end before this line: 0 (not at all) .. 3 (best).
 * @returns Ranges in order, together all lines of [from, to); a line longer than `target` × 1.5 is a range of its own.
 */
export function packLines(
	lines: LineTable,
	from: number,
	to: number,
	target: number,
	goodness: (line: number) => number,
): LineRange[] {
	const ranges: LineRange[] = [];
	const most = target * 1.5;
	let first = from;
	while (first < to) {
		const start = lines.startOf(first);
		if (lines.startOf(to) - start <= target * 1.25) {
			ranges.push({ from: first, to });
			break;
		}
		let best = first + 1;
		let bestCost = Infinity;
		for (let line = first + 1; line <= to; line++) {
			const size = lines.startOf(line) - start;
			if (size > most && line > first + 1) break;
			const cost = Math.abs(size - target) / target - 0.25 * goodness(line);
			if (size >= target * 0.5 && cost < bestCost) [best, bestCost] = [line, cost];
			else if (bestCost === Infinity) best = line;
		}
		ranges.push({ from: first, to: best });
		first = best;
	}
	return ranges;
}
