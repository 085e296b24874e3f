import { createHash, randomBytes } from 'node:crypto';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosticsReport } from '../../../src/extension/status/diagnostics';
import { redact } from '../../../src/shared/redact';
import { McpProcess } from '../support/mcpProcess';
import { RealEngine } from '../support/realEngine';
import { random, SEED } from '../support/scale';

const next = random(SEED);
const letters = (alphabet: string, n: number): string =>
	Array.from({ length: n }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join('');
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Made up here: none opens anything. */
const TOKENS: Readonly<Record<string, string>> = {
	aws: `AKIA${letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
	github: `ghp_${letters(BASE62, 36)}`,
	githubFine: `github_pat_${letters(BASE62, 60)}`,
	gitlab: `glpat-${letters(BASE62, 20)}`,
	slack: ['xo', `xb-${letters('0123456789', 12)}-${letters(BASE62, 24)}`].join(''),
	google: `AIza${letters(BASE62, 35)}`,
	npm: `npm_${letters(BASE62, 36)}`,
	stripe: ['sk', '_live_', letters(BASE62, 24)].join(''),
	openai: `sk-proj-${letters(BASE62, 40)}`,
	jwt: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters(BASE62, 43)}`,
	random: `${letters(BASE62, 20)}x7Q${letters(BASE62, 21)}`,
};

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-secrets-')));
const root = join(base, 'work');
const store = join(base, 'store');
let engine: RealEngine;

beforeAll(async () => {
	const write = (path: string, text: string): void => {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	};
	for (const [name, token] of Object.entries(TOKENS))
		write(
			`src/${name}.ts`,
			`/** Connects to ${name} with ${token} as a last resort. */\nexport function connectTo${name}(client: Client) {\n\tconst apiToken = '${token}';\n\treturn client.login(apiToken);\n}\n`,
		);
	write('.env', `KEY=${TOKENS['random']}\nDATABASE_PASSWORD=neverIndexedPassword1\n`);
	write('deploy/id_rsa', 'neverIndexedKey2\n');
	engine = await RealEngine.start({ store });
	await engine.open(root);
	await engine.call('update', { folderId: root });
});
afterAll(async () => {
	await engine.kill();
	rmSync(base, { recursive: true, force: true });
});

describe('tokens that were left in source', () => {
	it.each(Object.entries(TOKENS))(
		'%s is hidden in previews, not in their columns',
		async (name, token) => {
			const request = { query: `connectTo${name}`, snippetLines: 12 };
			const { groups } = await engine.call('search', { folderId: root, request });
			const hit = groups.find(group => group.path === `src/${name}.ts`)?.best;
			expect(hit?.snippet?.lines.join('\n')).toContain(`connectTo${name}`);
			expect(JSON.stringify(groups)).not.toContain(token.slice(4));
			expect(hit?.snippet?.lines[2]).toHaveLength(`\tconst apiToken = '${token}';`.length);
		},
	);
	it('and from agents', async () => {
		const mcp = await McpProcess.start(root, store);
		try {
			for (const [name, token] of Object.entries(TOKENS))
				expect(await mcp.search(`connectTo${name}`)).not.toContain(token.slice(4));
		} finally {
			await mcp.stop();
		}
	});
	it('and in logs and diagnostics', () => {
		for (const token of Object.values(TOKENS)) {
			const report = diagnosticsReport({
				versions: {},
				engine: { type: 'off' },
				usage: undefined,
				settings: {} as never,
				folders: [],
				logTail: [`warn Reading failed at ${token}`],
				home: '/home/me',
			});
			expect(report).not.toContain(token.slice(4));
		}
		expect(engine.logs.length).toBeGreaterThan(0);
		expect(engine.logs.join('\n')).not.toMatch(/apiToken|neverIndexed/);
	});
});

it('files of secrets never reach the store, not even their words', () => {
	for (const name of readdirSync(store, { recursive: true, encoding: 'utf8' })) {
		if (!statSync(join(store, name)).isFile()) continue;
		expect(readFileSync(join(store, name)).toString('latin1'), name).not.toMatch(/neverIndexed/i);
	}
});

it('ordinary source is shown as it is', () => {
	const ordinary = [
		createHash('sha256').update('x').digest('hex'),
		`"integrity": "sha512-${randomBytes(64).toString('base64')}"`,
		'https://example.org/some/Long/Path/With/Several/Parts/And2Numbers/index.html',
		"import { SomethingVeryLongAndDescriptiveIndeed2 } from './SomethingVeryLongAndDescriptiveIndeed2';",
		'const password = readPasswordFromTheTerminal();',
		"label: 'password',",
		"t('Enter your password to continue')",
		'f47ac10b-58cc-4372-a567-0e02b2c3d479',
		'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
	];
	for (const line of ordinary) expect(redact(line)).toBe(line);
	// And the project's own source, all of it, but for the tests that write tokens down.
	let hidden = 0;
	for (const name of readdirSync(resolve('src'), { recursive: true, encoding: 'utf8' })) {
		if (!name.endsWith('.ts') || name.includes('generated')) continue;
		const text = readFileSync(resolve('src', name), 'utf8');
		hidden += text.split('\n').filter(line => redact(line) !== line).length;
	}
	expect(hidden).toBe(0);
});
