import { describe, expect, it } from 'vitest';
import { looksPasted } from '../../../src/engine/rank/pasted';

describe('looksPasted', () => {
	it.each([
		'const token = await this.tokens.renew(request.headers.authorization, 3600);',
		'if (user == undefined) {',
		"Error: ENOENT: no such file or directory, open '/var/lib/app/state.json'",
		'    at readState (/home/me/project/src/state/stateFile.ts:3:27)',
		'panic: runtime error: index out of range 5 with length 3, address 0xc0000',
		'TypeError: expected 12 arguments but got 3',
	])('%s', text => {
		expect(looksPasted(text)).toBe(true);
	});
	it.each([
		'how are failed uploads retried',
		'UserSession.refresh',
		'foo(bar)',
		'rename a session, and close it',
		'Rails::Engine mounting of routes',
		'HTTP/2 header compression',
		'Returns the page of a node',
	])('not: %s', text => {
		expect(looksPasted(text)).toBe(false);
	});
});
