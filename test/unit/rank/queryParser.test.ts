import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/engine/search/queryParser';

const languages: Record<string, string> = {
	ts: 'typescript',
	typescript: 'typescript',
	py: 'python',
};
const parse = (query: string): ReturnType<typeof parseQuery> =>
	parseQuery(query, name => languages[name]);

describe('parseQuery', () => {
	it('leaves plain words alone', () => {
		expect(parse('where are uploads retried')).toMatchObject({
			text: 'where are uploads retried',
			literals: [],
			excluded: [],
			warnings: [],
		});
	});
	it('takes quoted strings literally and keeps them searchable', () => {
		expect(parse('retry "max attempts" limit')).toMatchObject({
			text: 'retry max attempts limit',
			literals: ['max attempts'],
		});
	});
	it('excludes words and quoted strings', () => {
		expect(parse('session store -test -"mock server"')).toMatchObject({
			text: 'session store',
			excluded: ['test', 'mock server'],
		});
	});
	it('reads filters, with aliases and lists', () => {
		const found = parse('parse lang:ts,py path:src/auth kind:func');
		expect(found).toMatchObject({
			text: 'parse',
			languages: ['typescript', 'python'],
			kinds: ['function', 'method'],
		});
		expect(found.paths).toEqual(['**/*src/auth*{,/**}']);
	});
	it('takes globs as they are and excludes paths', () => {
		expect(parse('x path:"src/**/*.ts" -path:generated')).toMatchObject({
			paths: ['src/**/*.ts'],
			excludedPaths: ['**/*generated*{,/**}'],
		});
	});
	it('says what it did not understand and searches all the same', () => {
		const found = parse('parse lang:klingon kind:banana');
		expect(found.text).toBe('parse');
		expect(found.warnings).toHaveLength(2);
		expect(found.warnings[0]).toContain('klingon');
	});
	it('keeps an operator without a value as text', () => {
		expect(parse('lang: missing').text).toBe('lang: missing');
	});
	it.each([
		'throw new Error("cannot open " + path);',
		'git log --oneline -n5 HEAD',
		'const a = b -count;',
		'    return self.send("GET", url)',
	])('does not see operators in pasted code: %s', line => {
		const found = parse(line);
		expect(found.excluded).toEqual([]);
		expect(found.literals).toEqual([]);
		expect(found.text.replace(/\s+/g, ' ')).toBe(line.trim().replace(/\s+/g, ' '));
	});
	it('keeps a pasted type annotation as text', () => {
		expect(parse('type:string').text).toBe('type:string');
	});
	it('warns when only exclusions were given', () => {
		expect(parse('-test').warnings).toHaveLength(1);
	});
});
