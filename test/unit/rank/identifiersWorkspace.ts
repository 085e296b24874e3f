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
		.add('src/upload/limits.ts', [
			{
				symbol: 'MAX_RETRIES',
				kind: 'variable',
				others: ['MAX_BACKOFF_MS', 'FIRST_BACKOFF_MS'],
				text: 'export const MAX_RETRIES = 5;\nexport const MAX_BACKOFF_MS = 30_000;\nexport const FIRST_BACKOFF_MS = 250;',
			},
		])
		.add('src/upload/waiting.ts', [
			{
				symbol: 'waitFor',
				text: 'export function waitFor(attempt: number) {\n\tconst wait = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);\n\treturn wait === MAX_BACKOFF_MS ? undefined : wait;\n}',
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

export const workspace = neighbours();
