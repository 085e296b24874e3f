import { describe, expect, it } from 'vitest';
import { random } from '../../../bench/spans/random';
import { SmallWorkspace } from './smallWorkspace';

const WORDS = 'user token upload retry buffer page cache order invoice mail report queue'.split(
	' ',
);

/** Forty files of plausible neighbours, the same every time, so that being first means something. */
function neighbours(): SmallWorkspace {
	const workspace = new SmallWorkspace();
	const next = random(11);
	const word = (): string => WORDS[Math.floor(next() * WORDS.length)] ?? '';
	const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
	for (let i = 0; i < 40; i++) {
		const [a, b] = [word(), word()];
		workspace.add(`src/${a}/${b}${i}.ts`, [
			{
				symbol: `${a}${title(b)}${i}`,
				text: `export function ${a}${title(b)}${i}(${word()}: string) {\n\tconst ${word()} = open(${word()});\n\treturn this.${word()}.renew(${word()}, ${i});\n}`,
			},
			{
				symbol: `check${title(a)}${i}`,
				text: `export function check${title(a)}${i}() {\n\tif (!${word()}) throw new Error('no such ${word()}, open failed');\n\treturn ${word()};\n}`,
			},
		]);
	}
	return workspace
		.add('src/session/userSession.ts', [
			{
				symbol: 'UserSession',
				kind: 'class',
				text: 'export class UserSession {\n\treadonly #token: string;\n\treadonly #store: Store;\n}',
			},
			{
				symbol: 'refresh',
				kind: 'method',
				scope: ['UserSession'],
				text: 'async refresh() {\n\tthis.#token = await renew(this.#token);\n}',
			},
			{
				symbol: 'close',
				kind: 'method',
				scope: ['UserSession'],
				text: 'close() {\n\tUserSession.open.delete(this);\n\tUserSession.count--;\n}',
			},
		])
		.add('src/view/refresh.ts', [
			{
				symbol: 'refresh',
				text: 'export function refresh(view: View) {\n\tview.render();\n\tview.refresh = true;\n}',
			},
		])
		.add('src/session/login.ts', [
			{
				symbol: 'login',
				text: 'export function login(name: string) {\n\tconst session = new UserSession(name);\n\tsessions.push(new UserSession(session));\n\tconst user = retrieveUser(name);\n\tretrieveUser(user);\n\treturn session as UserSession;\n}',
			},
		])
		.add('src/user/directory.ts', [
			{
				symbol: 'retrieveUser',
				text: 'export function retrieveUser(name: string): User {\n\treturn directory.find(name);\n}',
			},
		])
		.add('src/tokens/renewal.ts', [
			{
				symbol: 'renewal',
				text: 'export async function renewal(request: Request) {\n\tconst token = await this.tokens.renew(request.headers.authorization, 3600);\n\treturn token;\n}',
			},
		])
		.add('src/state/stateFile.ts', [
			{
				symbol: 'readState',
				text: "export function readState() {\n\tconst text = read('/var/lib/app/state.json');\n\tif (text === undefined) fail(34217, 'no such file or directory');\n\treturn parse(text);\n}",
			},
		]);
}

const workspace = neighbours();

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
