import table from '../models/associations.json';

/** Word of a comment → words of names that go with it → how strongly, 0..1 (`tools/ranking/associations.ts`). */
const ASSOCIATIONS: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
	Object.entries(table.pairs as Readonly<Record<string, Readonly<Record<string, number>>>>).map(
		([word, names]) => [word, new Map(Object.entries(names))],
	),
);

/** A name shortens a word ("attr", "conn", "str") or a word a name: nearly the same word. */
const ABBREVIATION = 0.8;
/** "negative" and "negate": of one family. */
const COMMON_BEGINNING = 0.6;
const MIN_ABBREVIATION = 3;
const MIN_BEGINNING = 5;

/** How far a word of a name stands for a word of the query, 0..1. */
function likeness(term: string, word: string): number {
	if (term === word) return 1;
	const known = ASSOCIATIONS.get(term)?.get(word) ?? 0;
	const shorter = Math.min(term.length, word.length);
	if (shorter < MIN_ABBREVIATION) return known;
	let same = 0;
	while (same < shorter && term.charCodeAt(same) === word.charCodeAt(same)) same++;
	if (same === shorter) return Math.max(known, ABBREVIATION);
	return same >= MIN_BEGINNING ? Math.max(known, COMMON_BEGINNING) : known;
}

/** Compares names with one query; what a word is like is worked out once a word. */
export class NameMatcher {
	readonly #terms: readonly string[];
	readonly #weights: Float64Array;
	readonly #best: Float64Array;
	readonly #words = new Map<string, Float64Array | undefined>();

	/** @param idfs idf by term. @param idfSum Their sum, > 0. */
	constructor(idfs: ReadonlyMap<string, number>, idfSum: number) {
		this.#terms = [...idfs.keys()];
		this.#weights = Float64Array.from(idfs.values(), idf => idf / idfSum);
		this.#best = new Float64Array(this.#terms.length);
	}

	/**
	 * Shares of the query's weight (idf), 0..1, that a name answers: by its very words, and counting words that programmers use for
	 * each other (a comment that says "retrieves" stands over a `get`).
	 *
	 * @param name Terms of the name's words.
	 */
	shares(name: readonly string[]): { readonly exact: number; readonly associated: number } {
		const best = this.#best.fill(0);
		for (const word of name) {
			const like = this.#like(word);
			if (like === undefined) continue;
			for (let i = 0; i < best.length; i++)
				if ((like[i] as number) > (best[i] as number)) best[i] = like[i] as number;
		}
		let exact = 0;
		let associated = 0;
		for (let i = 0; i < best.length; i++) {
			const weight = this.#weights[i] as number;
			if (best[i] === 1) exact += weight;
			associated += weight * (best[i] as number);
		}
		return { exact, associated };
	}

	/** How far the words of a name are words of the query or go with them: the mean over them, 0..1; 0 for a name without words. */
	likeness(name: readonly string[]): number {
		let sum = 0;
		for (const word of name) {
			const like = this.#like(word);
			if (like !== undefined) sum += Math.max(...like);
		}
		return name.length > 0 ? sum / name.length : 0;
	}

	#like(word: string): Float64Array | undefined {
		if (this.#words.has(word)) return this.#words.get(word);
		let like: Float64Array | undefined;
		for (const [i, term] of this.#terms.entries()) {
			const value = likeness(term, word);
			if (value > 0) (like ??= new Float64Array(this.#terms.length))[i] = value;
		}
		this.#words.set(word, like);
		return like;
	}
}
