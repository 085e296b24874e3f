import { describe, expect, it } from 'vitest';
import { codeWords } from '../../../src/engine/embed/codeWords';
import { identifierWords } from '../../../src/engine/embed/identifierWords';
import { TEXT_FORMAT } from '../../../src/engine/embed/textFormat';

const read = (text: string, language: string, changes = {}) =>
	codeWords(text, language, { ...TEXT_FORMAT, ...changes });
const names = (text: string, language: string) => [...read(text, language).identifiers.keys()];

describe('codeWords', () => {
	it('tells comments, strings and identifiers of TypeScript apart', () => {
		const text = `/**
 * Sends the request again.
 * @param attempts how often
 */
export async function retry(attempts: number) {
	// wait a little
	const url = 'http://example.org/path'; // not a comment inside
	for (let i = 0; i < attempts; i++) await send(url);
}`;
		const { comments, identifiers } = read(text, 'typescript');
		expect(comments).toBe(
			'Sends the request again. @param attempts how often wait a little not a comment inside',
		);
		expect(Object.fromEntries(identifiers)).toEqual({
			retry: 1,
			attempts: 2,
			number: 1,
			url: 2,
			http: 1,
			example: 1,
			org: 1,
			path: 1,
			send: 1,
		});
	});

	it("takes Python's doc strings for comments and # inside strings for text", () => {
		const text = `def read(path):
    """Reads rows of
    separated values."""
    return path.split("#") # trailing`;
		expect(read(text, 'python').comments).toBe('Reads rows of separated values. trailing');
		expect(names(text, 'python')).toEqual(['read', 'path', 'split']);
	});

	it.each([
		['lua', '-- one\n--[[ two\nthree ]] local x = fooBar', 'one two three', ['fooBar']],
		['haskell', '{- block -} foldUp xs -- rest', 'block rest', ['foldUp', 'xs']],
		['ocaml', '(* note *) let total = sum', 'note', ['total', 'sum']],
		['html', '<!-- menu --><nav id="main">', 'menu', ['nav', 'id', 'main']],
		['clojure', ';; adds\n(plus one)', 'adds', ['plus', 'one']],
		['sql', '-- rows\nSELECT name /* all */', 'rows all', ['SELECT', 'name']],
		['erlang', '% says\nhello(World)', 'says', ['hello', 'World']],
		['shellscript', '# runs\nbuild_all "$OUT_DIR"', 'runs', ['build_all', '$OUT_DIR']],
		['rust', "// keeps\nfn parse<'a>(input: &'a str)", 'keeps', ['parse', 'input', 'str']],
		['unheard-of', '/* like C */ value', 'like C', ['value']],
	])('knows the comments of %s', (language, text, comments, identifiers) => {
		expect(read(text, language).comments).toBe(comments);
		expect(names(text, language)).toEqual(identifiers);
	});

	it('cuts comment text at the limit and leaves licences out', () => {
		const text = `// Copyright 2020 Someone.\n// Anyone may use this.\ncode();\n// ${'word '.repeat(200)}`;
		const { comments } = read(text, 'java');
		expect(comments).toHaveLength(TEXT_FORMAT.commentChars);
		expect(comments).toMatch(/^word word/);
		expect(read(text, 'java', { skipLicences: false }).comments).toContain('Copyright');
	});

	it('survives an apostrophe, an unclosed string and an unclosed comment', () => {
		expect(names(`it's fine: alpha 'beta\ngamma`, 'go')).toEqual([
			'fine',
			'alpha',
			'beta',
			'gamma',
		]);
		expect(read('before /* never closed', 'c').comments).toBe('never closed');
		expect(read('"ends with a backslash\\', 'c').identifiers.size).toBeGreaterThan(0);
	});

	it('reads other scripts as identifiers', () => {
		expect(names('größe = 数量 + 1', 'python')).toEqual(['größe', '数量']);
	});
});

describe('identifierWords', () => {
	it.each([
		['retryWithBackoff', 'retry with backoff'],
		['HTTPServer2_fooBar', 'http server 2 foo bar'],
		['__init__', 'init'],
		['MAX_RETRY_COUNT', 'max retry count'],
		['parseHTML5', 'parse html 5'],
		['$scope', 'scope'],
		['größteZahl', 'größte zahl'],
		['数量', '数量'],
		['___', ''],
	])('splits %s', (identifier, words) => {
		expect(identifierWords(identifier).join(' ')).toBe(words);
	});
});
