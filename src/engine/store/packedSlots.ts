import type { DatabaseSync } from 'node:sqlite';
import type { SlotRow } from './catalogueRows';
import {
	eachPacked,
	isBlobOf,
	packedBlob,
	packedDigit,
	packedInteger,
	packedNumber,
} from './eachPacked';
import { KEY_BYTES, VECTOR_BYTES } from './vectorBytes';

/** What a slot's row is read from. */
export const SLOTS = {
	columns: 'key, precision, draft',
	from: 'slots LEFT JOIN pending USING(slot)',
} as const;

/** Slot, key, and `2`, or `1` and the draft, or `0` where that is missing. */
const PACKED = `${packedInteger('slot')} || ${packedBlob('key', KEY_BYTES)} || CASE WHEN precision = 2 THEN '2'
	WHEN ${isBlobOf('draft', VECTOR_BYTES)} THEN '1' || draft ELSE '0' END`;
const KEY_AT = 8;
const MARK_AT = KEY_AT + KEY_BYTES;

/** Calls back with all slots of a catalogue, in slot order; see `eachPacked`. */
export function eachPackedSlot(db: DatabaseSync, visit: (row: SlotRow) => void): void {
	eachPacked(db, { id: 'slot', ...SLOTS, packed: PACKED }, rows => {
		for (let at = 0; at < rows.length;) {
			const slot = packedNumber(rows, at);
			const key = rows.subarray(at + KEY_AT, at + MARK_AT);
			const mark = packedDigit(rows, at + MARK_AT);
			at += MARK_AT + 1;
			const draft = mark === 1 ? rows.subarray(at, (at += VECTOR_BYTES)) : undefined;
			visit({ slot, key, precision: mark === 2 ? 2 : 1, draft });
		}
	});
}
