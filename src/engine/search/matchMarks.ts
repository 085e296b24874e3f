import type { Span } from '../../shared/types';
import { GenerationCache } from '../embed/generationCache';
import { identifierParts, MAX_IDENTIFIER } from '../lexical/identifierTerms';
import { nearPattern } from '../lexical/nearPattern';
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
 * Finds the words of one query in text, also as parts of identifiers (`retry` in `retryFailedUploads`). A whole identifier that the
 * query names is marked as one. Only words that hold the beginning of a term are looked at: one search over the text finds them.
 */
export class TermMatcher {
	/** Undefined where case is not that of ASCII: then every word is looked at. */
	readonly #near: RegExp | undefined;

	/** @param terms Index terms of the query. */
	constructor(private readonly terms: ReadonlySet<string>) {
		this.#near = nearPattern(terms);
	}

	/** Matches in one line, left to right. */
	matchLine(line: string): LineMatch[] {
		const matches: LineMatch[] = [];
		if (this.terms.size === 0) return matches;
		const near = this.#near;
		if (near === undefined) {
			this.#matchWords(line, 0, matches);
			return matches;
		}
		near.lastIndex = 0;
		while (near.test(line)) {
			// A word ends at an ASCII character that no word has; what is beyond ASCII is left to the pattern.
			let start = near.lastIndex - 1;
			let end = near.lastIndex;
			let all = line.charCodeAt(start);
			while (start > 0 && isWordUnit(line.charCodeAt(start - 1))) all |= line.charCodeAt(--start);
			while (end < line.length && isWordUnit(line.charCodeAt(end))) all |= line.charCodeAt(end++);
			const first = line.charCodeAt(start);
			const isOneWord = all < 128 && isWordUnit(first) && !(first >= 48 && first <= 57);
			if (isOneWord) this.#matchWord(line.slice(start, end), start, matches);
			else this.#matchWords(line.slice(start, end), start, matches);
			near.lastIndex = end;
		}
		return matches;
	}

	/**
	 * Lines of a text that may hold matches; the others hold none.
	 *
	 * @param starts Where the lines begin. @param first First line. @param count Lines looked at.
	 */
	linesNear(text: string, starts: Uint32Array, first: number, count: number): number[] {
		const lines: number[] = [];
		const near = this.#near;
		const base = starts[first] ?? 0;
		if (near === undefined) {
			for (let i = 0; i < count; i++) lines.push(first + i);
			return this.terms.size === 0 ? [] : lines;
		}
		const block = text.slice(base, starts[first + count] ?? text.length);
		let line = first;
		near.lastIndex = 0;
		while (near.test(block)) {
			const at = base + near.lastIndex - 1;
			while (line + 1 < first + count && (starts[line + 1] ?? Infinity) <= at) line++;
			lines.push(line);
			const next = starts[line + 1];
			if (line + 1 >= first + count || next === undefined) break;
			near.lastIndex = next - base;
		}
		return lines;
	}

	#matchWords(text: string, offset: number, matches: LineMatch[]): void {
		for (const { 0: word, index } of text.matchAll(WORD))
			this.#matchWord(word, offset + index, matches);
	}

	#matchWord(word: string, from: number, matches: LineMatch[]): void {
		const { terms } = this;
		if (word.length > MAX_IDENTIFIER) return;
		const { whole, stemmed, parts } = known.get(word, factsOf);
		if (terms.has(whole) || terms.has(stemmed)) {
			const term = terms.has(whole) ? whole : stemmed;
			matches.push({ start: from, end: from + word.length, term });
			return;
		}
		for (const { start, end, term } of parts)
			if (terms.has(term)) matches.push({ start: from + start, end: from + end, term });
	}
}

/** Whether a UTF-16 unit may stand in a word: letters, digits, `_`, `$`, and anything beyond ASCII. */
function isWordUnit(code: number): boolean {
	return (
		(code >= 97 && code <= 122) ||
		(code >= 65 && code <= 90) ||
		(code >= 48 && code <= 57) ||
		code === 95 ||
		code === 36 ||
		code > 127
	);
}

/** Matches of several lines as spans in the file; at most `limit`. @param lines Matches of each line. */
export function matchSpans(
	lines: readonly (readonly LineMatch[])[],
	firstLine: number,
	limit: number,
): Span[] {
	const spans: Span[] = [];
	for (const [i, matches] of lines.entries())
		for (const { start, end } of matches) {
			if (spans.length >= limit) return spans;
			const line = firstLine + i;
			spans.push({ startLine: line, startColumn: start, endLine: line, endColumn: end });
		}
	return spans;
}
