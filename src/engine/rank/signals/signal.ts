import type { Row } from '../facts/rows';

/** A signal: its name in the model, one sentence for `docs/RANKING.md`, and how it is read. */
export interface Signal {
	readonly name: string;
	readonly what: string;
	/** `file` signals are the same for all chunks of a file. */
	readonly level: 'chunk' | 'file' | 'query';
	/** Needs vectors: left out of the keyword-only model. */
	readonly vectors?: true;
	/** The score may only rise (1) or fall (−1) with it: what holds in any repository is not left to a small training set. */
	readonly trend?: 1 | -1;
	/**
	 * What a unit of it adds to the file stage's sum, where that is not learned: a rule that holds in any repository, of cases that are too
	 * rare in the training data to learn it from.
	 */
	readonly fixed?: number;
	readonly of: (row: Row) => number;
}

/** The chunk's cosine, 0 where there is no vector. */
export function cosineOf(row: Row): number {
	return Number.isNaN(row.chunk.cosine) ? 0 : row.chunk.cosine;
}
