import { quantiseInto } from '../embed/quantise';
import { DIMENSIONS, type DraftEmbedder } from '../embed/types';
import type { Catalogue } from '../store/catalogue';
import { transaction } from '../store/database';
import { encodeVector } from '../store/vectorBytes';

/**
 * Makes all draft vectors of an index anew, from the token ids that wait beside them: another draft table came, and vectors of two
 * tables are not to be compared. Texts and refined vectors stay as they are; no file is read.
 *
 * @returns how many.
 * @throws node:sqlite errors; nothing is changed then.
 */
export function redraft(catalogue: Catalogue, draft: Pick<DraftEmbedder, 'embed'>): number {
	const vector = new Float32Array(DIMENSIONS);
	let made = 0;
	transaction(catalogue.db, () => {
		for (const { slot, key, precision } of [...catalogue.slots()]) {
			const ids = precision === 1 ? catalogue.pendingIds(slot) : undefined;
			// Damaged ids are found, and their files read again, when it is their turn to be refined.
			if (ids === undefined) continue;
			const values = new Int8Array(DIMENSIONS);
			const scale = quantiseInto(draft.embed(ids, vector), values);
			catalogue.putPending(slot, ids, encodeVector(key, { precision: 1, scale, values }));
			made++;
		}
	});
	return made;
}
