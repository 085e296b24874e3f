import { N_SLOT } from '../indexing/fileAnalysis';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { TermMask } from '../lexical/keywordIndex';
import type { CandidateSource } from '../rank/gather';
import type { NameCosines } from '../rank/nameCosines';
import type { ScoredSlot } from '../vector/types';
import type { FilterBitmaps } from './filterBitmaps';
import { IndexFacts } from './chunkFacts';

/** A chunk that is looked for without a part of its text (its comments): its words and its vector are those of the rest. */
export interface MaskedChunk extends TermMask {
	/** Vector of the rest, 384 values of unit length. */
	readonly vector: Float32Array;
}

export interface CandidateSourceInput {
	readonly index: WorkspaceIndex;
	/** Of the query; undefined: words alone. */
	readonly vector: Float32Array | undefined;
	/** Nearest slots, best first. */
	readonly dense: readonly ScoredSlot[];
	readonly bitmaps: FilterBitmaps | undefined;
	readonly names: NameCosines;
	readonly masked?: MaskedChunk | undefined;
	/** Where some were read already. */
	readonly facts?: IndexFacts | undefined;
}

/** What ranking asks of an index about its chunks and files, for one query. */
export function candidateSource(input: CandidateSourceInput): CandidateSource {
	const {
		index,
		vector,
		dense,
		bitmaps,
		names,
		masked,
		facts = new IndexFacts(input.index),
	} = input;
	const admits = (id: number): boolean =>
		bitmaps === undefined || ((bitmaps.chunks[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0;
	const hidden =
		masked === undefined || vector === undefined ? undefined : dot(masked.vector, vector);
	const nearest = dense
		.flatMap(({ slot, similarity }) =>
			[...index.chunks.chunksOfSlot(slot)].filter(admits).map(chunkId => ({ chunkId, similarity })),
		)
		.filter(({ chunkId }) => chunkId !== masked?.chunkId);
	if (masked !== undefined && hidden !== undefined) {
		// It stands where the rest of its text belongs, or nowhere when that is beyond the list.
		const place = nearest.findIndex(({ similarity }) => similarity < hidden);
		if (place >= 0) nearest.splice(place, 0, { chunkId: masked.chunkId, similarity: hidden });
	}
	return {
		keyword: index.keywords,
		chunk: id => (id === masked?.chunkId ? { ...facts.chunk(id), docLine: '' } : facts.chunk(id)),
		file: id => facts.file(id),
		nearest,
		cosine: id => {
			if (id === masked?.chunkId) return hidden ?? NaN;
			const slot = index.chunks.number(id, N_SLOT);
			return vector === undefined || index.vectors.precision(slot) === 0
				? NaN
				: index.vectors.similarity(slot, vector);
		},
		textCosine: text => (vector === undefined ? 0 : names.with(text, vector)),
		precision: id => index.vectors.precision(index.chunks.number(id, N_SLOT)),
		admitChunks: bitmaps?.chunks,
		admitFiles: bitmaps?.files,
	};
}

function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}
