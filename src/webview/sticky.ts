import { rowAt, type Layout } from './layout';
import type { FileRow, Row } from './rows';

/** Height of a file row, in CSS pixels. */
export const FILE_ROW = 22;

export interface Sticky {
	readonly row: FileRow;
	/** Pixels that the next file has pushed it up by; 0 or less. */
	readonly shift: number;
}

/** The file whose code is at the top of the window while its own row is above it, as in VS Code's trees. */
export function stickyFile(rows: readonly Row[], layout: Layout, top: number): Sticky | undefined {
	if (top <= 0) return undefined;
	const first = rowAt(layout, top);
	let index = first;
	while (index >= 0 && rows[index]?.type !== 'file' && rows[index]?.type !== 'weak') index--;
	const row = rows[index];
	if (row?.type !== 'file' || (layout.offsets[index] ?? 0) >= top) return undefined;
	let next = first + 1;
	while (next < rows.length && rows[next]?.type !== 'file' && rows[next]?.type !== 'weak') next++;
	const nextTop = layout.offsets[next] ?? layout.height;
	return { row, shift: Math.min(0, nextTop - top - FILE_ROW) };
}
