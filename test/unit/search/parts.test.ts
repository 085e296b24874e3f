import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageByName } from '../../../src/engine/search/languageName';
import { lineStarts, lineText, spanText } from '../../../src/engine/search/lineIndex';
import { identifierParts } from '../../../src/engine/lexical/identifierTerms';
import { stem } from '../../../src/engine/lexical/stemmer';
import type { CandidateChunk } from '../../../src/engine/rank/types';
import { matchSpans, TermMatcher, type LineMatch } from '../../../src/engine/search/matchMarks';
import { LegPlaces } from '../../../src/engine/search/reasons';
import { rrfRank } from '../../../src/engine/search/rrfRank';
import { chooseSnippet, MAX_LINE_UNITS } from '../../../src/engine/search/snippet';

describe('lineStarts', () => {
	it('cuts as a split at \\r\\n, \\n and \\r does', () => {
		fc.assert(
			fc.property(
				fc
					.array(fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', '𝒳', ''))
					.map(parts => parts.join('')),
				text => {
					const starts = lineStarts(text);
					const lines = text.split(/\r\n|\n|\r/);
					expect([...starts].map((_, i) => lineText(text, starts, i))).toEqual(lines);
					expect(lineText(text, starts, lines.length)).toBe('');
				},
			),
		);
	});
	it('gives the text of a span, and nothing for one that is past the end', () => {
		const text = 'one\r\ntwo 𝒳 three\rfour';
		const starts = lineStarts(text);
		expect(spanText(text, starts, { startLine: 1, startColumn: 4, endLine: 2, endColumn: 4 })).toBe(
			'𝒳 three\rfour',
		);
		expect(
			spanText(text, starts, { startLine: 1, startColumn: 0, endLine: 3, endColumn: 0 }),
		).toBeUndefined();
		expect(
			spanText(text, starts, { startLine: 2, startColumn: 0, endLine: 2, endColumn: 9 }),
		).toBeUndefined();
	});
});

describe('chooseSnippet', () => {
	const text = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
	const starts = lineStarts(text);
	const span = { startLine: 5, startColumn: 0, endLine: 34, endColumn: 7 };
	it('shows all of a short chunk', () => {
		const short = chooseSnippet(text, starts, { ...span, endLine: 7 }, [], 10);
		expect(short).toEqual({
			startLine: 5,
			lines: ['line 5', 'line 6', 'line 7'],
			truncated: false,
		});
	});
	it('begins at the signature unless the words stand elsewhere', () => {
		expect(chooseSnippet(text, starts, span, [], 4).startLine).toBe(5);
		const weights = Array.from({ length: 30 }, (_, i) => (i === 20 || i === 21 ? 2 : 0));
		const window = chooseSnippet(text, starts, span, weights, 4);
		expect(window.lines).toContain('line 25');
		expect(window.lines).toContain('line 26');
		expect(window.truncated).toBe(true);
	});
	it('cuts endless lines', () => {
		const long = 'x'.repeat(1_000_000);
		const snippet = chooseSnippet(
			long,
			lineStarts(long),
			{ startLine: 0, startColumn: 0, endLine: 0, endColumn: long.length },
			[],
			4,
		);
		expect(snippet.lines[0]?.length).toBe(MAX_LINE_UNITS);
	});
});

describe('TermMatcher', () => {
	const terms = new Set(['retri', 'retry', 'upload', 'max_age']);
	it('marks words, parts of names, and whole names', () => {
		const line = 'retryFailedUploads(max_age) // uploading';
		const marked = new TermMatcher(terms)
			.matchLine(line)
			.map(match => line.slice(match.start, match.end));
		expect(marked).toEqual(['retry', 'Uploads', 'max_age', 'uploading']);
	});
	it('caps the number of marks', () => {
		const matches = new TermMatcher(terms).matchLine('upload '.repeat(500));
		expect(matchSpans([[], matches, matches], 3, 64)).toHaveLength(64);
		expect(matchSpans([[], matches], 3, 64)[1]).toEqual({
			startLine: 4,
			startColumn: 7,
			endLine: 4,
			endColumn: 13,
		});
	});

	/** Every word of the line is looked at. */
	function matchAll(line: string, wanted: ReadonlySet<string>): LineMatch[] {
		const found: LineMatch[] = [];
		for (const { 0: word, index } of line.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*|\p{N}{2,}/gu)) {
			if (word.length > 80) continue;
			const whole = word.toLowerCase();
			const term = [whole, stem(whole)].find(each => wanted.has(each));
			if (term !== undefined) {
				found.push({ start: index, end: index + word.length, term });
				continue;
			}
			let at = index;
			for (const part of identifierParts(word)) {
				const start = line.indexOf(part, at);
				at = start + part.length;
				const partTerm = stem(part.toLowerCase());
				if (part.length > 1 && wanted.has(partTerm)) found.push({ start, end: at, term: partTerm });
			}
		}
		return found;
	}
	const pieces = fc.constantFrom(
		...'retry retries Retried queries query indices index found find children built used use chosen parse'.split(
			' ',
		),
		...'parser PARSING file files filed HTTP id ID 2 404 9 _ $ . ( Ünï ß K İd 𝒳 é x a'.split(' '),
		...['\t', ' ', '\u212a', 'max_age', 'statuses', 'iterator', 'tokenization', 'cache', 'caching'],
	);
	it('finds what a look at every word finds', () => {
		fc.assert(
			fc.property(
				fc.array(pieces, { maxLength: 14 }).map(parts => parts.join('')),
				fc.array(pieces, { minLength: 1, maxLength: 4 }),
				(line, words) => {
					const wanted = new Set(
						words.map(word => stem(word.toLowerCase())).filter(term => term.trim().length > 1),
					);
					expect(new TermMatcher(wanted).matchLine(line)).toEqual(matchAll(line, wanted));
				},
			),
			{ numRuns: 3_000 },
		);
	});
	it('passes over lines that hold nothing, and no other', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.array(pieces, { maxLength: 3 }).map(parts => parts.join('')),
					{ maxLength: 8 },
				),
				pieces,
				fc.nat(3),
				(lines, word, first) => {
					const text = lines.join('\n');
					const matcher = new TermMatcher(new Set([stem(word.toLowerCase())]));
					const count = Math.max(0, lines.length - first);
					const near = matcher.linesNear(text, lineStarts(text), first, count);
					expect(near).toEqual([...new Set(near)].sort((a, b) => a - b));
					for (const [i, line] of lines.entries())
						if (i >= first && matcher.matchLine(line).length > 0) expect(near).toContain(i);
				},
			),
			{ numRuns: 2_000 },
		);
	});
});

describe('LegPlaces', () => {
	it('counts those that are better', () => {
		const value = fc.constantFrom(NaN, -1, 0, 0.25, 0.5, 1);
		fc.assert(
			fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), values => {
				const chunks = values.map(body => ({ body }) as CandidateChunk);
				const places = new LegPlaces('keyword', chunks, chunk => chunk.body);
				for (const [i, own] of values.entries()) {
					const counted = values.filter(other => other > 0);
					const rank = 1 + counted.filter(other => other > own).length;
					const chunk = chunks[i] as CandidateChunk;
					expect(places.of(chunk)).toEqual(own > 0 ? { rank, of: counted.length } : undefined);
				}
			}),
		);
	});
});

describe('languageByName', () => {
	it('knows ids, extensions and what people type', () => {
		expect(languageByName('ts')).toBe('typescript');
		expect(languageByName('python')).toBe('python');
		expect(languageByName('c++')).toBe('cpp');
		expect(languageByName('golang')).toBe('go');
		expect(languageByName('klingon')).toBeUndefined();
		expect(languageByName('../../x')).toBeUndefined();
	});
});

describe('rrfRank', () => {
	const file = (path: string) => ({
		path,
		language: 'x',
		chunkCount: 1,
		document: 0,
		pathScore: 0,
		documentMask: 0,
		pathMask: 0,
		stemUsage: 0,
		stemCosine: 0,
		pathCosine: 0,
		mentionedBy: [],
	});
	const chunk = (at: number, body: number, cosine: number) => ({
		chunkId: at,
		file: at,
		kind: 'function' as const,
		symbol: '',
		definitions: [],
		scope: [],
		ordinal: 0,
		startLine: 0,
		endLine: 1,
		part: 0,
		docLine: '',
		body,
		names: 0,
		bodyMask: 0,
		namesMask: 0,
		usage: 0,
		length: 5,
		cosine,
		precision: 2 as const,
		defines: 0,
		nameCosine: 0,
	});
	const candidates = {
		files: [file('a'), file('b'), file('c')],
		chunks: [chunk(0, 3, 0.1), chunk(1, 2, 0.9), chunk(2, 0, 0.5)],
	};
	it('fuses by rank, and leaves a leg out where the mode says so', () => {
		expect(rrfRank(candidates, 'hybrid').map(ranked => ranked.file)[0]).toBe(1);
		expect(
			rrfRank(candidates, 'keyword')
				.map(ranked => ranked.file)
				.slice(0, 2),
		).toEqual([0, 1]);
		expect(rrfRank(candidates, 'meaning').map(ranked => ranked.file)).toEqual([1, 2, 0]);
	});
});
