import { describe, expect, it } from 'vitest';
import { asksForFunction, flattenHits } from '../../../src/engine/rank/flattenHits';

const groups = ['a', 'b', 'c', 'd'].map(file => ({
	best: `${file}1`,
	more: [`${file}2`, `${file}3`, `${file}4`],
}));

describe('asksForFunction', () => {
	it.each([
		'Returns the page of a node',
		'parse a colour specification string',
		'Checks whether the queue is empty',
	])('%s', query => {
		expect(asksForFunction(query)).toBe(true);
	});
	it.each([
		'how does the cache evict entries',
		'sessions',
		'parse config',
		'classes of errors in the parser',
		'request and response headers',
	])('not: %s', query => {
		expect(asksForFunction(query)).toBe(false);
	});
});

describe('flattenHits', () => {
	it('gives one hit a file for other questions', () => {
		expect(flattenHits(groups, 'how does the cache work')).toEqual(['a1', 'b1', 'c1', 'd1']);
	});
	it('puts the next chunks of the first files behind their best where a function is asked for', () => {
		expect(flattenHits(groups, 'Returns the page of a node')).toEqual([
			'a1',
			'a2',
			'a3',
			'b1',
			'b2',
			'c1',
			'c2',
			'd1',
		]);
	});
});
