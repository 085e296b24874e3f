import { detached } from '../detached';
import { identifierWords } from '../embed/identifierWords';
import type { DraftEmbedder, TokenIds } from '../embed/types';
import { grown } from '../lexical/growable';

/** Names kept: about 100 bytes each. */
const KEPT = 40_000;

/**
 * Cosines of a query with names by the draft table. A name's vector is remembered as the sum of table rows that it is: the same names
 * come back query after query, and their few tokens in name after name, so that a row is multiplied with the query once.
 */
export class NameCosines {
	/** Where each name's tokens begin. */
	readonly #starts = new Map<string, number>();
	#end = 0;
	#ids = new Uint16Array(0);
	#factors = new Float32Array(0);
	/** Of the name that begins here: number of tokens, and the share of the mean. */
	#counts = new Uint16Array(0);
	#ofMean = new Float32Array(0);

	#query: Float32Array | undefined;
	#meanProduct = 0;
	/** Product of each table row with the query; valid where `#known` has the query's number. */
	readonly #products: Float64Array;
	readonly #known: Uint32Array;
	#number = 0;

	/** @param encode Token ids of a short text. */
	constructor(
		private readonly draft: Pick<DraftEmbedder, 'idf' | 'sum' | 'rowDot' | 'meanDot'>,
		private readonly encode: (text: string) => TokenIds,
	) {
		this.#products = new Float64Array(draft.idf.length);
		this.#known = new Uint32Array(draft.idf.length);
	}

	/** @param query Of unit length; not changed while it is asked with. */
	with(name: string, query: Float32Array): number {
		if (query !== this.#query) {
			this.#query = query;
			this.#number++;
			this.#meanProduct = this.draft.meanDot(query);
		}
		const start = this.#starts.get(name) ?? this.#add(name);
		let sum = (this.#ofMean[start] as number) * this.#meanProduct;
		const end = start + (this.#counts[start] as number);
		for (let i = start; i < end; i++) {
			const id = this.#ids[i] as number;
			if (this.#known[id] !== this.#number) {
				this.#known[id] = this.#number;
				this.#products[id] = this.draft.rowDot(id, query);
			}
			sum += (this.#factors[i] as number) * (this.#products[id] as number);
		}
		return sum;
	}

	/** Makes sure that a name's vector is known before it is asked for. */
	learn(name: string): void {
		if (!this.#starts.has(name)) this.#add(name);
	}

	#add(name: string): number {
		if (this.#starts.size >= KEPT) {
			this.#starts.clear();
			this.#end = 0;
		}
		const { ids, factors, ofMean } = this.draft.sum(this.encode(identifierWords(name).join(' ')));
		const start = this.#end;
		this.#end += ids.length;
		this.#ids = grown(this.#ids, this.#end);
		this.#factors = grown(this.#factors, this.#end);
		this.#counts = grown(this.#counts, this.#end);
		this.#ofMean = grown(this.#ofMean, this.#end);
		this.#ids.set(ids, start);
		this.#factors.set(factors, start);
		this.#counts[start] = ids.length;
		this.#ofMean[start] = ofMean;
		this.#starts.set(detached(name), start);
		return start;
	}
}
