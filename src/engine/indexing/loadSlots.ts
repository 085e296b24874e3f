import type { Catalogue } from '../store/catalogue';
import type { EmbeddingStore } from '../store/embeddingStore';
import { decodeVector } from '../store/vectorBytes';
import type { SlotVectors } from './slotVectors';

export interface LoadSlotsInput {
	readonly catalogue: Catalogue;
	readonly embeddings: EmbeddingStore;
	readonly slots: SlotVectors;
	/** Sequence number after which slots are read; 0: all, into empty memory. */
	readonly since: number;
	/** The writer's model is another one than ours: its vectors are not taken. */
	readonly foreign: boolean;
}

/** Loads slots and their vectors: drafts from the catalogue, refined ones from the shared store. @returns how many are missing or damaged. */
export function loadSlots(input: LoadSlotsInput): number {
	const { slots, since, foreign } = input;
	const refined: number[] = [];
	let missing = 0;
	input.catalogue.eachSlot(since, ({ slot, key, precision, draft }) => {
		if (since === 0) slots.occupy(slot, key);
		else slots.replaceKey(slot, key);
		if (foreign) {
			missing++;
			return;
		}
		if (precision === 2) {
			refined.push(slot);
			return;
		}
		// Its token ids lie beside it: a draft without them would stay one.
		const vector = decodeVector(key, 1, draft);
		if (vector === undefined) missing++;
		else slots.setVector(slot, vector);
	});
	return missing + loadRefined(slots, input.embeddings, refined);
}

/**
 * A power loss may take the last refinements and leave the catalogue that knows of them.
 *
 * @returns how many the shared store does not have.
 */
function loadRefined(
	slots: SlotVectors,
	embeddings: EmbeddingStore,
	refined: readonly number[],
): number {
	let missing = refined.length;
	// Reading all is worth it unless most belongs to other workspaces.
	if (refined.length > 1_000 && embeddings.count() < refined.length * 4) {
		const wanted = new Set(refined);
		embeddings.each((key, vector) => {
			const slot = slots.find(key);
			if (slot === undefined || vector.precision !== 2 || !wanted.has(slot)) return;
			slots.setVector(slot, vector);
			missing--;
		});
		return missing;
	}
	for (const slot of refined) {
		const vector = embeddings.get(slots.keyOf(slot));
		if (vector?.precision !== 2) continue;
		slots.setVector(slot, vector);
		missing--;
	}
	return missing;
}
