import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { lookUpWords, wordLegs, type LegSizes, type QueryWords } from '../rank/gather';
import { namesOf } from '../rank/namesOf';
import type { NameCosines } from '../rank/nameCosines';
import { pathFacts } from '../rank/pathFacts';
import { IndexFacts } from './chunkFacts';
import type { FilterBitmaps } from './filterBitmaps';

/** Places of each leg whose names are learned: those behind mostly belong to files that could not come first, and are not asked for. */
const LEARNED = 20;

/**
 * What can be done for a query before its vector is there: its words are looked up, and what is known of the chunks that they find is
 * read. The transformer computes in another thread meanwhile.
 */
export class EarlyWords {
	readonly #facts: IndexFacts;
	#words: QueryWords | undefined;
	readonly #version: number;

	/**
	 * @param legs Sizes of the legs that will be gathered.
	 * @param names Undefined where no vector will come.
	 */
	constructor(
		private readonly index: WorkspaceIndex,
		text: string,
		bitmaps: FilterBitmaps | undefined,
		legs: LegSizes,
		names: NameCosines | undefined,
	) {
		this.#version = index.version;
		this.#facts = new IndexFacts(index);
		const words = lookUpWords(text, index.keywords);
		this.#words = words;
		if (names === undefined) return;
		const { scores, understood } = words;
		const best = wordLegs(scores, legs, {
			admitChunks: bitmaps?.chunks,
			admitFiles: bitmaps?.files,
		});
		this.#words = { ...words, legs: best };
		const learn = (id: number, place: number): void => {
			const facts = this.#facts.chunk(id);
			if (place >= LEARNED) return;
			for (const name of namesOf(facts)) names.learn(name);
			const file = index.keywords.fileOf(id);
			if (file === undefined) return;
			const { stemText, folderStemText } = pathFacts(this.#facts.file(file).path);
			names.learn(stemText);
			names.learn(folderStemText);
		};
		best.body.forEach(({ id }, place) => learn(id, place));
		best.names.forEach(({ id }, place) => learn(id, place));
		[...understood.definitions.keys()].slice(0, legs.definitions).forEach(learn);
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
