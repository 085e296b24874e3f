import { identifierWords } from '../embed/identifierWords';

/** Names kept: 384 floats each, 15 MB at most. */
const KEPT = 10_000;

/**
 * Cosines of a query with names by the draft table. Vectors of names are remembered: the same names come back query after query.
 */
export class NameCosines {
	readonly #vectors = new Map<string, Float32Array>();

	/** @param embed Draft vector of a short text, of unit length. */
	constructor(private readonly embed: (text: string) => Float32Array) {}

	/** @param query Of unit length. */
	with(name: string, query: Float32Array): number {
		let vector = this.#vectors.get(name);
		if (vector === undefined) {
			vector = this.embed(identifierWords(name).join(' '));
			if (this.#vectors.size >= KEPT) this.#vectors.clear();
			this.#vectors.set(name, vector);
		}
		let sum = 0;
		for (let d = 0; d < vector.length; d++) sum += (vector[d] as number) * (query[d] as number);
		return sum;
	}
}
