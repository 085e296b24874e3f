import { decodeTerms, sortedPairs, type ChunkPostings } from '../lexical/termBlob';
import type { TermDictionary } from '../lexical/termDictionary';

/**
 * The terms of a catalogue and their ids in memory. A writer numbers both alike. A reader also interns words of its own (those of
 * unsaved documents, of paths) before it hears of the writer's next ones; from then on the two numberings differ.
 */
export class CatalogueTerms {
	#count = 0;
	/** [id in the catalogue]: id in memory; undefined as long as all are the same. */
	#ids: number[] | undefined;

	constructor(private readonly dictionary: TermDictionary) {}

	/** Terms of the catalogue that are known here. */
	get count(): number {
		return this.#count;
	}

	/** Takes over terms of the catalogue, those after the first `count`. */
	add(terms: readonly string[]): void {
		for (const term of terms) {
			const id = this.dictionary.intern(term);
			if (id !== this.#count) this.#ids ??= Array.from({ length: this.#count }, (_, i) => i);
			this.#ids?.push(id);
			this.#count++;
		}
	}

	/** As the writer: the terms in memory that the catalogue does not have yet, in the order of their ids. */
	unwritten(): readonly string[] {
		const terms: string[] = [];
		for (let id = this.#count; id < this.dictionary.size; id++)
			terms.push(this.dictionary.text(id));
		return terms;
	}

	/** As the writer: all terms of so far are in the catalogue now. */
	written(): void {
		this.#count = this.dictionary.size;
	}

	/**
	 * Unpacks a file's words as the catalogue keeps them.
	 *
	 * @throws {LodestoneError} `store-damaged`.
	 */
	postings(blob: Uint8Array): readonly ChunkPostings[] {
		const chunks = decodeTerms(blob, this.#count);
		const ids = this.#ids;
		if (ids === undefined) return chunks;
		return chunks.map(chunk => {
			const body = renumbered(chunk.bodyIds, chunk.bodyCounts, ids);
			const names = renumbered(chunk.nameIds, chunk.nameCounts, ids);
			return {
				bodyIds: body.ids,
				bodyCounts: body.counts,
				nameIds: names.ids,
				nameCounts: names.counts,
				length: chunk.length,
			};
		});
	}
}

function renumbered(ids: Uint32Array, counts: Uint8Array, to: readonly number[]) {
	const pairs = new Uint32Array(ids.length * 2);
	counts.forEach((count, i) => pairs.set([i, count], i * 2));
	return sortedPairs(
		pairs,
		ids.map(id => to[id] ?? 0),
	);
}
