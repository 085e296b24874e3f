/**
 * BM25 as in Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, with Lucene's idf, which is never negative:
 * score = Σ idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)), idf = ln(1 + (N − df + 0.5) / (df + 0.5)).
 */
export const K1 = 1.2;
export const B = 0.75;

/** @param documents N, all documents; @param frequency df, those with the term. */
export function idf(documents: number, frequency: number): number {
	return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

/** The length part of the denominator as `base + slope · length`. */
export function lengthNorm(averageLength: number): {
	readonly base: number;
	readonly slope: number;
} {
	return { base: K1 * (1 - B), slope: (K1 * B) / Math.max(averageLength, 1e-9) };
}
