import type { Row } from './rows';

/** Heights in CSS pixels, the same as in `styles/list.ts`; what the page measures wins over them. */
const ROW = 22;
const HIT_LINE = 24;
const CODE_LINE = 18;
/** Padding and border of the code box. */
const CODE_FRAME = 10;
/** Below a hit: its padding and the gap to the next row. */
const HIT_END = 8;

/** What a row will measure, before it is drawn. The "why" panel is only known once it is. */
export function estimatedHeight(row: Row): number {
	if (row.type !== 'hit') return ROW;
	const lines = row.hit.snippet?.lines.length;
	return HIT_LINE + HIT_END + (lines === undefined ? CODE_LINE : lines * CODE_LINE + CODE_FRAME);
}

/** Heights by row key; a measured one counts as long as the row still means the same. */
export class RowHeights {
	readonly #measured = new Map<string, { readonly estimate: number; readonly height: number }>();

	heightOf(row: Row): number {
		const estimate = estimatedHeight(row);
		const known = this.#measured.get(this.#name(row));
		return known?.estimate === estimate ? known.height : estimate;
	}

	/** @returns True when the height is news, and the list has to be laid out again. */
	measure(row: Row, height: number): boolean {
		if (height <= 0 || Math.abs(this.heightOf(row) - height) < 0.5) return false;
		this.#measured.set(this.#name(row), { estimate: estimatedHeight(row), height });
		return true;
	}

	#name(row: Row): string {
		return row.type === 'hit' && row.whyOpen ? `why ${row.key}` : row.key;
	}
}
