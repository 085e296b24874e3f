import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forEachToken } from '../../../src/engine/lexical/codeTokenizer';
import { FileTermCollector, pathTerms } from '../../../src/engine/lexical/fileTerms';
import { identifierParts, identifierTerms } from '../../../src/engine/lexical/identifierTerms';
import { queryTerms } from '../../../src/engine/lexical/queryTerms';
import { beginningsOf, stem } from '../../../src/engine/lexical/stemmer';
import { isOneEdit } from '../../../src/engine/lexical/termLookup';

const tokens = (text: string): string[] => {
	const found: string[] = [];
	forEachToken(text, token => found.push(token));
	return found;
};

describe('stem', () => {
	test.each([
		['parse', ['parse', 'parses', 'parsed', 'parsing', 'parser', 'parsers']],
		['cach', ['cache', 'caches', 'cached', 'caching']],
		['write', ['write', 'writes', 'writing', 'writer', 'written']],
		['query', ['query', 'queries']],
		['validat', ['validate', 'validates', 'validation', 'validator', 'validating']],
		['map', ['map', 'maps', 'mapped', 'mapping', 'mapper']],
		['tokeniz', ['tokenize', 'tokenizer', 'tokenization', 'tokenizing']],
		['status', ['status', 'statuses']],
		['class', ['class', 'classes']],
		['code', ['code', 'codes', 'coding', 'coded']],
	])('%s', (expected, words) => {
		for (const word of words) expect(stem(word), word).toBe(expected);
	});

	test('keeps different ideas apart', () => {
		expect(stem('state')).not.toBe(stem('stats'));
		expect(stem('header')).not.toBe(stem('head'));
		expect(stem('string')).toBe('string');
		expect(stem('user')).toBe('user');
		expect(stem('utf8s')).toBe('utf8s');
		expect(stem('ids')).toBe('ids');
	});

	test('is idempotent, and longer than its word by one letter at most (sent, send)', () => {
		const syllable = fc.constantFrom(
			'ca',
			'che',
			's',
			'es',
			'ing',
			'ed',
			'er',
			'ation',
			'pars',
			'tt',
			'ie',
			'us',
			'y',
			'ss',
			'rr',
		);
		const word = fc.oneof(
			fc.array(syllable, { maxLength: 6 }).map(parts => parts.join('')),
			fc.string({
				unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz')),
				maxLength: 12,
			}),
		);
		fc.assert(
			fc.property(word, text => {
				const once = stem(text);
				expect(stem(once)).toBe(once);
				expect(once.length).toBeLessThanOrEqual(text.length + 1);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('beginningsOf', () => {
	test('every word begins as its stem says', () => {
		const syllable = fc.constantFrom(
			...'ca che s es ing ed er ation ator pars tt ie ies us uses y e ss rr use found built hidden children'.split(
				' ',
			),
			...'aliases canvases indices vertices matrices queries written sent chosen using used'.split(
				' ',
			),
		);
		const word = fc.array(syllable, { minLength: 1, maxLength: 5 }).map(parts => parts.join(''));
		fc.assert(
			fc.property(word, text => {
				const beginnings = beginningsOf(stem(text));
				expect(beginnings.some(each => text.startsWith(each))).toBe(true);
			}),
			{ numRuns: 5_000 },
		);
	});
});

describe('identifiers', () => {
	test.each([
		['parseHTTPResponse2xx', ['parse', 'HTTP', 'Response', '2', 'xx']],
		['__init__', ['init']],
		['MAX_VALUE', ['MAX', 'VALUE']],
		['$el', ['el']],
		['XMLHttpRequest', ['XML', 'Http', 'Request']],
		['naïveÉtat', ['naïveÉtat']],
	])('%s is split into its words', (name, parts) => {
		expect(identifierParts(name)).toEqual(parts);
	});

	test('the parts of any identifier, joined, are the identifier without its separators', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[A-Za-z_$][\w$]{0,30}$/), name => {
				expect(identifierParts(name).join('')).toBe(name.replace(/[_$]/g, ''));
			}),
		);
	});

	test('terms are the whole name unstemmed and the stems of its words', () => {
		expect(identifierTerms('retryFailedUploads')).toEqual([
			'retryfaileduploads',
			'retry',
			'fail',
			'upload',
		]);
		expect(identifierTerms('Uploads')).toEqual(['upload']);
		expect(identifierTerms('i')).toEqual([]);
		expect(identifierTerms('sha256')).toEqual(['sha256', 'sha', '256']);
	});
});

describe('tokens of a text', () => {
	test('identifiers, numbers, other scripts; no punctuation, no single digits', () => {
		expect(tokens('let x=foo_bar(42, 7) // größe')).toEqual(['let', 'x', 'foo_bar', '42', 'größe']);
		expect(tokens('検索する')).toEqual(['検索', '索す', 'する']);
		expect(tokens('a 😀 b')).toEqual(['a', 'b']);
		expect(tokens('d41d8cd98f00b204e9800998ecf8427e')).toHaveLength(1);
		expect(tokens('9d41d8cd98f00b204e9800998ecf8427e')).toEqual([]);
	});

	test('every token stands in the text, whatever the text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
				for (const token of tokens(text)) expect(text).toContain(token);
			}),
		);
	});
});

describe('FileTermCollector', () => {
	const read = (
		terms: readonly string[],
		pairs: Uint32Array,
		from: number,
		count: number,
	): Record<string, number> =>
		Object.fromEntries(
			Array.from({ length: count }, (_, i) => [
				terms[pairs[from + 2 * i]!]!,
				pairs[from + 2 * i + 1]!,
			]),
		);

	test('counts body and names of each chunk, and marks definitions', () => {
		const collector = new FileTermCollector();
		const length = collector.addChunk('getUser(user, users)', ['getUser'], ['UserStore']);
		collector.addChunk('zoo', [], []);
		const { terms, termPairs } = collector.finish();
		const body = termPairs[0]!;
		const names = termPairs[1]!;
		expect(read(terms, termPairs, 2, body)).toEqual({ getuser: 1, get: 1, user: 3 });
		expect(length).toBe(5);
		expect(read(terms, termPairs, 2 + 2 * body, names)).toEqual({
			getuser: 1,
			get: 1,
			user: 2,
			userstore: 1,
			store: 1,
			'=getUser': 1,
		});
		const second = 2 + 2 * (body + names);
		expect([...termPairs.slice(second, second + 2)]).toEqual([1, 0]);
		expect(terms[termPairs[second + 2]!]).toBe('zoo');
	});

	test('starts afresh after finish', () => {
		const collector = new FileTermCollector();
		collector.addChunk('alpha beta', [], []);
		collector.finish();
		collector.addChunk('gamma', [], []);
		expect(collector.finish().terms).toEqual(['gamma']);
	});
});

describe('queryTerms', () => {
	test('drops question words from prose', () => {
		expect(queryTerms('where do we retry failed uploads?').terms).toEqual([
			'retry',
			'fail',
			'upload',
		]);
	});

	test('keeps stop words in identifiers, in quotes and when nothing else is left', () => {
		expect(queryTerms('forEach').terms).toEqual(['foreach', 'for', 'each']);
		expect(queryTerms('"not" parser').terms).toEqual(['parse', 'not']);
		expect(queryTerms('how to').terms).toEqual(['how', 'to']);
		expect(queryTerms('').terms).toEqual([]);
	});

	test('tells names from words', () => {
		const { identifiers, words } = queryTerms('how does read_config use the Loader');
		expect(identifiers).toEqual(['read_config']);
		expect(words).toEqual(['loader']);
		expect(queryTerms('Session').identifiers).toEqual(['Session']);
	});

	test('meets the terms of the text that it names', () => {
		const terms = new Set(identifierTerms('SessionMiddleware'));
		expect(queryTerms('session middlewares').terms.every(term => terms.has(term))).toBe(true);
	});
});

test('pathTerms are the words of folders, stem and extension, once each', () => {
	expect(pathTerms('src/httpServer/server.test.ts')).toEqual([
		'src',
		'httpserver',
		'http',
		'serv',
		'test',
		'ts',
	]);
});

test('isOneEdit agrees with the definition on neighbours of a word', () => {
	expect(isOneEdit('status', 'statsu')).toBe(true);
	expect(isOneEdit('status', 'statu')).toBe(true);
	expect(isOneEdit('status', 'xstatus')).toBe(true);
	expect(isOneEdit('status', 'status')).toBe(false);
	expect(isOneEdit('status', 'stasut')).toBe(false);
	expect(isOneEdit('ab', 'ba')).toBe(true);
});
