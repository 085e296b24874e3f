import { DIMENSIONS } from '../embed/types';
import type { Catalogue } from '../store/catalogue';
import type { EmbeddingStore, StoredVector } from '../store/embeddingStore';
import { CHUNK_NUMBERS, N_SLOT, NO_SLOT, type FileAnalysis } from './fileAnalysis';
import type { SlotVectors } from './slotVectors';
import type { VectorLimit } from './vectorLimit';

/** A slot that a change fills. */
export interface FreshSlot {
	readonly slot: number;
	readonly key: Uint8Array;
	readonly vector: StoredVector;
	/** What the transformer will refine the draft from; undefined when the vector is refined already. */
	readonly ids: Uint16Array | undefined;
}

export interface SlotAssignmentDeps {
	readonly catalogue: Catalogue;
	readonly embeddings: EmbeddingStore;
	readonly slots: SlotVectors;
	readonly limit: VectorLimit;
}

/**
 * Finds a slot for every text of one change: the one it has, or a new one with a stored or a draft vector. Slots are written into
 * the analyses; vectors and catalogue are left to the caller.
 */
export class SlotAssignment {
	readonly fresh: FreshSlot[] = [];
	/** Chunks whose refined vector was there already. */
	reused = 0;
	readonly #taken: number[] = [];
	/** Slots that this change fills, by key. */
	readonly #begun = new Map<string, number>();

	constructor(private readonly deps: SlotAssignmentDeps) {}

	assign(analysis: FileAnalysis): void {
		const fits = this.deps.limit.fits(analysis, this.#begun.size);
		for (let i = 0; i < analysis.count; i++)
			analysis.numbers[i * CHUNK_NUMBERS + N_SLOT] = this.#slotFor(analysis, i, fits);
	}

	/** The change failed: gives back what was taken for it. */
	undo(): void {
		for (const slot of this.#taken) this.deps.slots.giveBack(slot);
	}

	#slotFor(analysis: FileAnalysis, i: number, fits: boolean): number {
		const { slots, embeddings } = this.deps;
		const key = analysis.keys.subarray(i * 16, i * 16 + 16);
		const known = slots.find(key);
		if (known !== undefined && this.#isUsable(known)) {
			// It may wait to be dropped: the change that is being made must spare it.
			slots.spare(known);
			if (slots.table.precision(known) === 2) this.reused++;
			return known;
		}
		const keyText = Buffer.from(key.buffer, key.byteOffset, 16).toString('latin1');
		const twin = this.#begun.get(keyText);
		if (twin !== undefined) return twin;
		if (!fits && known === undefined) return NO_SLOT;
		const slot = known ?? slots.take();
		if (known === undefined) this.#taken.push(slot);
		this.#begun.set(keyText, slot);
		const vector = embeddings.get(key) ?? draftOf(analysis, i);
		if (vector.precision === 2) this.reused++;
		const ids = vector.precision === 2 ? undefined : tokensOf(analysis, i);
		this.fresh.push({ slot, key, vector, ids });
		return slot;
	}

	/** A slot whose vector is there, and, as long as that is a draft, the token ids that will refine it. */
	#isUsable(slot: number): boolean {
		const precision = this.deps.slots.table.precision(slot);
		return precision === 2 || (precision === 1 && this.deps.catalogue.hasPending(slot));
	}
}

/** The draft vector of a chunk of an analysis. */
export function draftOf(analysis: FileAnalysis, i: number): StoredVector {
	return {
		precision: 1,
		scale: analysis.draftScales[i] ?? 0,
		values: analysis.drafts.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
	};
}

function tokensOf(analysis: FileAnalysis, i: number): Uint16Array {
	const start = i === 0 ? 0 : (analysis.tokenEnds[i - 1] ?? 0);
	return analysis.tokenIds.subarray(start, analysis.tokenEnds[i] ?? 0);
}
