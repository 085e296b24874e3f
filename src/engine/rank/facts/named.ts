import { isHeaderKind } from '../headerKinds';
import { nameFacts } from '../pathFacts';
import type { CandidateChunk } from '../types';
import type { QueryFacts } from './queryFacts';

/** Share of a name's words that the query names, 0..1; 0 for a name without words. */
export function namedShare(words: readonly string[], terms: ReadonlySet<string>): number {
	if (words.length === 0) return 0;
	let count = 0;
	for (const word of words) if (terms.has(word)) count++;
	return count / words.length;
}

/** Least `isNamed` of a chunk that defines the name as it was typed. */
export const LETTER_FOR_LETTER = 2.75;

/**
 * A part of something split that carries its name without declaring it: what follows of a function, and what stands before a
 * declaration whose doc comment is longer than a chunk.
 */
export function isContinuation({ part, kind, symbol, definitions }: CandidateChunk): boolean {
	if (part > 0) return !definitions.includes(symbol);
	return (
		symbol !== '' &&
		definitions.length === 0 &&
		(isHeaderKind(kind) || kind === 'function' || kind === 'method')
	);
}

/**
 * How well a chunk's own name answers an identifier of the query: letter for letter 3, else 2, the whole query written as one name
 * 1; half a point more for the head of a class or the like, one less for parts of something split that do not declare it (`isContinuation`); a quarter less where the chunk
 * defines the name beside others and goes by another; 0 if not at all.
 */
export function isNamed(chunk: CandidateChunk, query: QueryFacts): number {
	if (chunk.symbol === '') return 0;
	const { key, last, lastKey } = nameFacts(chunk.symbol);
	const header = isHeaderKind(chunk.kind) ? 0.5 : 0;
	const part = isContinuation(chunk) ? 1 : 0;
	// `Foo.Bar` and `foo::Bar` are defined under their whole names in some languages.
	if (query.identifiers.has(chunk.symbol) || query.identifiers.has(last)) return 3 + header - part;
	if (query.identifierKeys.has(key) || query.identifierKeys.has(lastKey)) return 2 + header - part;
	if (key !== '' && key === query.queryKey) return 1 + header - part;
	// Small neighbours share a chunk under one of their names: the others are defined there just as well.
	if (chunk.definitions.some(name => query.identifiers.has(name))) return LETTER_FOR_LETTER;
	return chunk.definitions.some(name => query.identifierKeys.has(nameFacts(name).key)) ? 1.75 : 0;
}
