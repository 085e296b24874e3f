import { describe, expect, it } from 'vitest';
import { asksForFunction } from '../../../src/shared/asksForFunction';

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
