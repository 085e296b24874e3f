import type { Span } from '../../shared/types';
import { identifierParts, MAX_IDENTIFIER } from '../lexical/identifierTerms';
import { stem } from '../lexical/stemmer';

/** A matched word in one line: columns in UTF-16 units, and the index term that it stands for. */
export interface LineMatch {
	readonly start: number;
	readonly end: number;
	readonly term: string;
}

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}{2,}/gu;

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
		const whole = word.toLowerCase();
		if (terms.has(whole) || terms.has(stem(whole))) {
			matches.push({
				start: index,
				end: index + word.length,
				term: terms.has(whole) ? whole : stem(whole),
			});
			continue;
		}
		let at = 0;
		for (const part of identifierParts(word)) {
			const start = word.indexOf(part, at);
			at = start + part.length;
			const term = stem(part.toLowerCase());
			if (part.length > 1 && terms.has(term))
				matches.push({ start: index + start, end: index + at, term });
		}
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
