import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { ChunkPostings } from '../lexical/termBlob';

/**
 * Weighted Jaccard similarity of the words of two chunks: Σ min / Σ max of idf-weighted presence. Tells copies and variants from
 * chunks that merely treat the same subject, which vectors alone confuse.
 */
export class TermOverlap {
	readonly #byFile = new Map<number, readonly ChunkPostings[]>();
	readonly #own: ReadonlySet<number>;
	#ownWeight = 0;

	constructor(
		private readonly index: WorkspaceIndex,
		chunkId: number,
	) {
		this.#own = new Set(this.#terms(chunkId));
		for (const id of this.#own) this.#ownWeight += this.#idf(id);
	}

	/** 0..1. */
	with(chunkId: number): number {
		let both = 0;
		let theirs = 0;
		for (const id of this.#terms(chunkId)) {
			const weight = this.#idf(id);
			theirs += weight;
			if (this.#own.has(id)) both += weight;
		}
		const either = this.#ownWeight + theirs - both;
		return either > 0 ? both / either : 0;
	}

	#idf(id: number): number {
		const df = this.index.keywords.documentFrequency(id);
		return Math.log(1 + (this.index.keywords.chunks - df + 0.5) / (df + 0.5));
	}

	#terms(chunkId: number): Uint32Array {
		const file = this.index.fileOfChunk(chunkId);
		if (file === undefined) return new Uint32Array();
		let lists = this.#byFile.get(file.id);
		if (lists === undefined) {
			const block = file.overlay ? undefined : this.index.blockOf(file);
			lists = block === undefined ? [] : this.index.storedPostings(block.terms);
			this.#byFile.set(file.id, lists);
		}
		return lists[chunkId - file.first]?.bodyIds ?? new Uint32Array();
	}
}
