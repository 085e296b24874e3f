import type { Span } from '../../shared/types';
import { GenerationCache } from '../embed/generationCache';
import { identifierParts, MAX_IDENTIFIER } from '../lexical/identifierTerms';
import { stem } from '../lexical/stemmer';

/** A matched word in one line: columns in UTF-16 units, and the index term that it stands for. */
export interface LineMatch {
	readonly start: number;
	readonly end: number;
	readonly term: string;
}

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}{2,}/gu;

/** What a word may match by. */
interface WordFacts {
	/** Lower-cased, and its stem. */
	readonly whole: string;
	readonly stemmed: string;
	/** Parts of the identifier, with their stems. */
	readonly parts: readonly {
		readonly start: number;
		readonly end: number;
		readonly term: string;
	}[];
}

/** Code repeats its words: splitting and stemming them anew was two thirds of the time of showing hits. About 3 MB. */
const known = new GenerationCache<WordFacts>(6_000, 64);

function factsOf(word: string): WordFacts {
	const whole = word.toLowerCase();
	const parts: { start: number; end: number; term: string }[] = [];
	let at = 0;
	for (const part of identifierParts(word)) {
		const start = word.indexOf(part, at);
		at = start + part.length;
		if (part.length > 1) parts.push({ start, end: at, term: stem(part.toLowerCase()) });
	}
	return { whole, stemmed: stem(whole), parts };
}

/**
 * Finds the words of a query in a line, also as parts of identifiers (`retry` in `retryFailedUploads`). A whole identifier that the
 * query names is marked as one.
 *
 * @param terms Index terms of the query.
 */
export function matchLine(line: string, terms: ReadonlySet<string>): LineMatch[] {
	const matches: LineMatch[] = [];
	for (const { 0: word, index } of line.matchAll(WORD)) {
		if (word.length > MAX_IDENTIFIER) continue;
		const { whole, stemmed, parts } = known.get(word, factsOf);
		if (terms.has(whole) || terms.has(stemmed)) {
			const term = terms.has(whole) ? whole : stemmed;
			matches.push({ start: index, end: index + word.length, term });
			continue;
		}
		for (const { start, end, term } of parts)
			if (terms.has(term)) matches.push({ start: index + start, end: index + end, term });
	}
	return matches;
}

/** Matches of several lines as spans in the file; at most `limit`. */
export function markSpans(
	lines: readonly string[],
	firstLine: number,
	terms: ReadonlySet<string>,
	limit = 64,
): Span[] {
	const spans: Span[] = [];
	for (const [i, line] of lines.entries())
		for (const { start, end } of matchLine(line, terms)) {
			if (spans.length >= limit) return spans;
			spans.push({
				startLine: firstLine + i,
				startColumn: start,
				endLine: firstLine + i,
				endColumn: end,
			});
		}
	return spans;
}
