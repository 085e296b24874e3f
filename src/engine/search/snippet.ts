import type { Snippet, Span } from '../../shared/types';
import { lineText } from './lineIndex';

/** A longer line is cut: a minified line in a result list helps nobody and costs megabytes. */
export const MAX_LINE_UNITS = 400;

/**
 * Chooses the lines of a chunk to show: all when they fit, else the window that holds most of what matched, the earliest of
 * equals.
 *
 * @param weights Weight of what matched on each line of the span, index 0 = `span.startLine`; ≥ 0.
 * @param maxLines ≥ 1.
 */
export function chooseSnippet(
	text: string,
	starts: Uint32Array,
	span: Span,
	weights: readonly number[],
	maxLines: number,
): Snippet {
	const total = span.endLine - span.startLine + 1;
	let first = 0;
	if (total > maxLines) {
		const weight = (i: number): number => weights[i] ?? 0;
		let sum = 0;
		for (let i = 0; i < maxLines; i++) sum += weight(i);
		let best = sum;
		for (let start = 1; start + maxLines <= total; start++) {
			sum += weight(start + maxLines - 1) - weight(start - 1);
			// Rounding errors of the running sum must not move the window.
			if (sum > best + 1e-9) {
				best = sum;
				first = start;
			}
		}
		// Begin at the first line that matched rather than with what stands before it.
		if (first > 0) while (first + maxLines < total && weight(first) === 0) first++;
	}
	const count = Math.min(maxLines, total - first);
	const lines: string[] = [];
	for (let i = 0; i < count; i++)
		lines.push(lineText(text, starts, span.startLine + first + i).slice(0, MAX_LINE_UNITS));
	return { startLine: span.startLine + first, lines, truncated: count < total };
}
