import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { lookUpWords, LEG_SIZES, type QueryWords } from '../rank/gather';
import { namesOf } from '../rank/namesOf';
import type { NameCosines } from '../rank/nameCosines';
import { IndexFacts } from './chunkFacts';
import type { FilterBitmaps } from './filterBitmaps';

/**
 * What can be done for a query before its vector is there: its words are looked up, and what is known of the chunks that they find is
 * read. The transformer computes in another thread meanwhile.
 */
export class EarlyWords {
	readonly #facts: IndexFacts;
	#words: QueryWords | undefined;
	readonly #version: number;

	/** @param names Undefined where no vector will come. */
	constructor(
		private readonly index: WorkspaceIndex,
		text: string,
		bitmaps: FilterBitmaps | undefined,
		names: NameCosines | undefined,
	) {
		this.#version = index.version;
		this.#facts = new IndexFacts(index);
		const words = lookUpWords(text, index.keywords);
		this.#words = words;
		if (names === undefined) return;
		const { scores, understood } = words;
		const found = [
			...scores.topBody(LEG_SIZES.body, bitmaps?.chunks),
			...scores.topNames(LEG_SIZES.names, bitmaps?.chunks),
		].map(({ id }) => id);
		for (const id of [
			...found,
			...[...understood.definitions.keys()].slice(0, LEG_SIZES.definitions),
		])
			for (const name of namesOf(this.#facts.chunk(id))) names.learn(name);
	}

	/** Hands over what was found; undefined when the index has changed meanwhile: then all is to be looked up anew. */
	take(): { readonly words: QueryWords; readonly facts: IndexFacts } | undefined {
		const words = this.#words;
		if (words === undefined || this.index.version !== this.#version) return undefined;
		this.#words = undefined;
		return { words, facts: this.#facts };
	}

	/** Gives back the memory of what nobody took. */
	release(): void {
		this.#words?.scores.release();
		this.#words = undefined;
	}
}
