import type { Reason } from '../../shared/types';
import type { QueryEmbedder } from '../engineParts';
import type { Candidates } from '../rank/gather';
import type { CandidateChunk } from '../rank/types';
import type { PathTraits } from '../scan/pathTraits';

const MAX_WORDS = 8;

type LegName = Extract<Reason, { type: 'leg' }>['leg'];

/** Places in one leg, worked out once an answer: an answer shows up to sixty chunks of some four hundred. */
export class LegPlaces {
	/** What counts (above 0), ascending. */
	readonly #values: Float64Array;

	constructor(
		readonly name: LegName,
		chunks: readonly CandidateChunk[],
		private readonly value: (chunk: CandidateChunk) => number,
	) {
		this.#values = Float64Array.from(chunks.map(value).filter(each => each > 0)).sort();
	}

	/** Place of a chunk from 1 (as many are better as its place says) and of how many; undefined where the leg does not have it. */
	of(chunk: CandidateChunk): { rank: number; of: number } | undefined {
		const own = this.value(chunk);
		if (!(own > 0)) return undefined;
		let low = 0;
		let high = this.#values.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#values[middle] ?? 0) <= own) low = middle + 1;
			else high = middle;
		}
		return { rank: this.#values.length - low + 1, of: this.#values.length };
	}
}

/** The three legs of an answer, as its reasons name them. */
export function legPlaces(chunks: readonly CandidateChunk[]): LegPlaces[] {
	return [
		new LegPlaces('meaning', chunks, chunk => chunk.cosine),
		new LegPlaces('keyword', chunks, chunk => chunk.body),
		new LegPlaces('symbol', chunks, chunk => chunk.names),
	];
}

/** Why a chunk is among the answers: its words and where they stand, its place in each leg, what the path says. @param traits Of its path. */
export function explainHit(
	candidates: Candidates,
	chunk: CandidateChunk,
	legs: readonly LegPlaces[],
	traits: PathTraits,
): Reason[] {
	const reasons: Reason[] = [];
	const file = candidates.files[chunk.file];
	const { terms } = candidates.query;
	for (let i = 0; i < Math.min(terms.length, 31) && reasons.length < MAX_WORDS; i++) {
		const term = terms[i];
		if (term === undefined || term.isCompound) continue;
		const where: ('name' | 'path' | 'comment' | 'code')[] = [];
		if ((chunk.namesMask >>> i) & 1) where.push('name');
		if (file !== undefined && (file.pathMask >>> i) & 1) where.push('path');
		if ((chunk.bodyMask >>> i) & 1)
			where.push(chunk.docLine.toLowerCase().includes(term.text) ? 'comment' : 'code');
		if (where.length > 0) reasons.push({ type: 'word', word: term.text, where });
	}
	for (const leg of legs) {
		const found = leg.of(chunk);
		if (found !== undefined) reasons.push({ type: 'leg', leg: leg.name, ...found });
	}
	if (chunk.defines > 0) reasons.push({ type: 'adjustment', what: 'defines-name', sign: 1 });
	if (traits.isTest) reasons.push({ type: 'adjustment', what: 'test-file', sign: -1 });
	if (traits.isExample) reasons.push({ type: 'adjustment', what: 'example', sign: -1 });
	if (traits.isDeclaration) reasons.push({ type: 'adjustment', what: 'declaration', sign: -1 });
	if (traits.isOldVersion) reasons.push({ type: 'adjustment', what: 'old-version', sign: -1 });
	return reasons;
}

/** Lines are compared in windows of this many. */
const WINDOW = 3;
const MAX_WINDOWS = 80;

/**
 * The lines of a chunk nearest to the query in meaning, by draft vectors of overlapping windows of three lines.
 *
 * @param firstLine 0-based line of the chunk's first line.
 */
export function nearestLines(
	text: string,
	firstLine: number,
	query: Float32Array,
	embedder: QueryEmbedder,
): Reason | undefined {
	const lines = text.split(/\r\n|\n|\r/);
	if (lines.length <= WINDOW) return undefined;
	const step = Math.max(1, Math.ceil((lines.length - WINDOW) / MAX_WINDOWS));
	const starts: number[] = [];
	for (let start = 0; start + WINDOW <= lines.length; start += step) starts.push(start);
	const vectors = embedder.embedLines(
		starts.map(start => lines.slice(start, start + WINDOW).join('\n')),
	);
	let best = -1;
	let similarity = -Infinity;
	for (const [i, vector] of vectors.entries()) {
		let dot = 0;
		for (let d = 0; d < query.length; d++) dot += (query[d] ?? 0) * (vector[d] ?? 0);
		if (dot > similarity) {
			similarity = dot;
			best = i;
		}
	}
	const start = starts[best];
	if (start === undefined) return undefined;
	return {
		type: 'nearest-lines',
		startLine: firstLine + start,
		endLine: firstLine + Math.min(start + WINDOW, lines.length) - 1,
		similarity,
	};
}
