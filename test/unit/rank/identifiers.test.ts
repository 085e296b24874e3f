import { describe, expect, it } from 'vitest';
import { workspace } from './identifiersWorkspace';

describe('names', () => {
	it.each([
		[
			'a class by its name: its head, not a method that mentions it more often',
			'UserSession',
			'src/session/userSession.ts#UserSession',
		],
		['other spellings of the same name', 'user_session', 'src/session/userSession.ts#UserSession'],
		['a definition before its uses', 'retrieveUser', 'src/user/directory.ts#retrieveUser'],
		['one letter wrong', 'retreiveUser', 'src/user/directory.ts#retrieveUser'],
		['the beginning of a name', 'retrieveU', 'src/user/directory.ts#retrieveUser'],
		['humps', 'USess', 'src/session/userSession.ts#UserSession'],
		[
			'a dotted name: the member of that class',
			'UserSession.refresh',
			'src/session/userSession.ts#refresh',
		],
		['with colons', 'UserSession::refresh', 'src/session/userSession.ts#refresh'],
		['a path', 'session/login.ts', 'src/session/login.ts#login'],
		[
			'a name that shares its chunk with others',
			'MAX_BACKOFF_MS',
			'src/upload/limits.ts#MAX_RETRIES',
		],
	])('%s', (_, query, expected) => {
		expect(workspace.ask(query)[0]).toBe(expected);
	});
});

describe('is never worse than plain keyword search on', () => {
	it.each([
		[
			'a pasted line of code',
			'const token = await this.tokens.renew(request.headers.authorization, 3600);',
			'src/tokens/renewal.ts#renewal',
		],
		[
			'an error message with a number and a path',
			"Error 34217: ENOENT: no such file or directory, open '/var/lib/app/state.json'",
			'src/state/stateFile.ts#readState',
		],
		[
			'a line of a stack trace',
			'at readState (/home/me/project/src/state/stateFile.ts:3:27)',
			'src/state/stateFile.ts#readState',
		],
		['a number alone', '34217', 'src/state/stateFile.ts#readState'],
	])('%s', (_, query, expected) => {
		const plain = workspace.askPlainly(query).indexOf(expected);
		const ours = workspace.ask(query).indexOf(expected);
		expect(plain).toBeGreaterThanOrEqual(0);
		expect(ours).toBeGreaterThanOrEqual(0);
		expect(ours).toBeLessThanOrEqual(plain);
	});
});

describe('what is told of the first hit', () => {
	/** From .75 on a hit is called strong. */
	it.each([
		'UserSession',
		'retrieveUser',
		'MAX_BACKOFF_MS',
		'UserSession.refresh',
		'how are users retrieved',
	])('strong: %s', query => {
		expect(workspace.chance(query)).toBeGreaterThanOrEqual(0.75);
	});

	it.each(['castling rights in a chess position', 'reconcile bank statements with the ledger'])(
		'not even likely: %s',
		query => {
			expect(workspace.chance(query)).toBeLessThan(0.4);
		},
	);
});
