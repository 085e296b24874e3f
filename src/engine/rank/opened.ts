import type { RankedFile } from './types';

/** A question and a file that the person opened among its answers. */
export interface OpenedQuery {
	/** Draft vector of the question, of unit length. */
	readonly vector: Float32Array;
	/** Its terms: stemmed words without stop words. */
	readonly terms: ReadonlySet<string>;
	readonly path: string;
	/** How often; counted up to `MOST_TIMES`. */
	readonly times: number;
}

/** The question that is answered now. */
export interface AskedQuery {
	readonly vector: Float32Array;
	readonly terms: ReadonlySet<string>;
}

/** Questions less alike than this say nothing about each other. */
const LEAST_LIKENESS = 0.6;
/** A file that was opened again and again counts so often, so that a habit does not drown the rest. */
const MOST_TIMES = 3;
/** As if so many files that are not known had been opened for the same question: one opening alone is no certainty. */
const UNKNOWN_OPENS = 1;
/** Most that a file can gain, in units of the file stage's score: decides between files that are close, never more. */
export const MOST_BONUS = 0.5;
/** Only what a person would see anyhow can gain: what was opened for another question must not come from nowhere. */
const PLACES = 20;

/**
 * How alike two questions are, 0 to 1: the mean of their vectors' cosine and of Dice's coefficient of their terms. Questions without
 * a word in common are not alike, whatever their vectors say, and neither are those of like words that mean something else.
 *
 * @see Dice: Measures of the Amount of Ecologic Association Between Species, 1945.
 */
export function likeness(a: AskedQuery, b: AskedQuery): number {
	let shared = 0;
	for (const term of a.terms) if (b.terms.has(term)) shared++;
	if (shared === 0) return 0;
	const dice = (2 * shared) / (a.terms.size + b.terms.size);
	let cosine = 0;
	for (let d = 0; d < a.vector.length; d++)
		cosine += (a.vector[d] as number) * (b.vector[d] as number);
	return Math.max(0, Math.min(1, (dice + cosine) / 2));
}

/**
 * What files gain from having been opened for like questions: a share of `MOST_BONUS`, by how much of what was opened for such
 * questions was this file.
 *
 * @returns Bonus by path, only where there is one.
 */
export function openedBonus(
	asked: AskedQuery,
	opened: readonly OpenedQuery[],
): ReadonlyMap<string, number> {
	const support = new Map<string, number>();
	let all = 0;
	for (const past of opened) {
		const like = likeness(asked, past);
		if (like < LEAST_LIKENESS) continue;
		const weight =
			((like - LEAST_LIKENESS) / (1 - LEAST_LIKENESS)) * Math.min(MOST_TIMES, past.times);
		support.set(past.path, (support.get(past.path) ?? 0) + weight);
		all += weight;
	}
	const bonus = new Map<string, number>();
	for (const [path, own] of support)
		if (own > 0) bonus.set(path, (MOST_BONUS * own) / (UNKNOWN_OPENS + all));
	return bonus;
}

/**
 * Files in the order that the bonus gives. The chance belongs to the place: what was opened says which file is meant, not that the
 * answer is a better one.
 *
 * @param pathOf Path of a ranked file.
 */
export function withOpened(
	ranked: readonly RankedFile[],
	bonus: ReadonlyMap<string, number>,
	pathOf: (file: RankedFile) => string,
): RankedFile[] {
	if (bonus.size === 0) return [...ranked];
	const first = ranked.slice(0, PLACES);
	const order = first
		.map((file, place) => ({ file, place, score: file.score + (bonus.get(pathOf(file)) ?? 0) }))
		.sort((a, b) => b.score - a.score || a.place - b.place);
	return [
		...order.map(({ file, score }, place) => ({
			...file,
			score,
			probability: first[place]?.probability ?? file.probability,
		})),
		...ranked.slice(PLACES),
	];
}
