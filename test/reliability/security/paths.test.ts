import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
	readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, win32 } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathInFolder } from '../../../src/cli/pathInFolder';
import { confinedPath } from '../../../src/mcp/confinedPath';
import { pathProblem, safeJoin } from '../../../src/shared/paths';
import { record } from '../support/figures';
import { McpProcess } from '../support/mcpProcess';
import { RealEngine } from '../support/realEngine';
import { SEED, times } from '../support/scale';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-paths-')));
const root = join(base, 'work');
const outside = join(base, 'outside');
const store = join(base, 'store');
/** Stands in every file outside the workspace; nothing of ours may ever say it. */
const CANARY = 'canaryOutsideOfTheWorkspace';
let engine: RealEngine;
let tried = 0;

beforeAll(async () => {
	mkdirSync(join(root, 'lib'), { recursive: true });
	mkdirSync(outside);
	writeFileSync(join(root, 'lib/a.ts'), 'export function inside() {\n\treturn 1;\n}\n');
	for (const name of ['a.ts', 'secret.ts'])
		writeFileSync(join(outside, name), `export function ${CANARY}() {\n\treturn 1;\n}\n`);
	symlinkSync(outside, join(root, 'out'));
	symlinkSync(join(outside, 'secret.ts'), join(root, 'link.ts'));
	symlinkSync(root, join(root, 'loop'));
	engine = await RealEngine.start({ store });
	await engine.open(root);
	await engine.call('update', { folderId: root });
});
afterAll(async () => {
	await engine.kill();
	rmSync(base, { recursive: true, force: true });
	record('security', { 'hostile paths tried': tried });
});

const NASTY = [
	'../outside/secret.ts',
	'lib/../../outside/secret.ts',
	'./../outside/secret.ts',
	'lib//../../outside/secret.ts',
	'out/secret.ts',
	'out/../outside/secret.ts',
	'link.ts',
	'loop/../../outside/secret.ts',
	'loop/loop/out/secret.ts',
	join(outside, 'secret.ts'),
	`//${outside}/secret.ts`,
	`file://${outside}/secret.ts`,
	`file:${outside}/secret.ts`,
	'..\\outside\\secret.ts',
	'..%2foutside%2fsecret.ts',
	'%2e%2e/outside/secret.ts',
	'..\u2215outside\u2215secret.ts',
	'\\\\server\\share\\secret.ts',
	'\\\\?\\C:\\secret.ts',
	'C:\\Windows\\win.ini',
	'C:secret.ts',
	'nul',
	'con.ts',
	'lib/aux.txt',
	'com1',
	'lib/a.ts::$DATA',
	'lib/a.ts\0.png',
	'lib/a.ts/../../../outside/secret.ts',
	'~/secret.ts',
	'$HOME/secret.ts',
	'/etc/passwd',
	'/proc/self/environ',
	'',
	'.',
	'..',
];
const part = fc.constantFrom(
	'..',
	'.',
	'',
	'lib',
	'out',
	'loop',
	'link.ts',
	'outside',
	'secret.ts',
	'a.ts',
	'...',
	'.. ',
	'nul',
	'C:',
	'\\',
	'%2e%2e',
	'\u202e',
	'con',
	'NUL .txt',
	'aux.tar.gz',
	'COM1',
	'lpt9.',
	'a.ts:stream',
	'\\\\server\\share',
	'\\\\?\\UNC\\server\\share',
	'\\\\.\\pipe\\x',
);
const path = fc.oneof(
	fc.constantFrom(...NASTY),
	fc
		.tuple(
			fc.constantFrom('', '/', '//', '\\\\', 'file://', `${base}/`),
			fc.array(part, { minLength: 1, maxLength: 7 }),
			fc.constantFrom('/', '\\'),
		)
		.map(([start, parts, separator]) => start + parts.join(separator)),
);

/** What a call answered or failed with, as text. */
async function said(call: Promise<unknown>): Promise<string> {
	try {
		return JSON.stringify({ answer: await call });
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

describe('nothing outside the folder is read', () => {
	it('through the engine process', async () => {
		await fc.assert(
			fc.asyncProperty(path, async hostile => {
				tried++;
				const folderId = root;
				const answers = [
					await said(engine.call('explain', { folderId, path: hostile })),
					await said(engine.call('update', { folderId, paths: [hostile], refine: false })),
					await said(engine.call('similar', { folderId, path: hostile, line: 0 })),
					await said(engine.call('setOverlay', { folderId, path: hostile, text: undefined })),
					await said(
						engine.call('search', {
							folderId,
							request: { query: CANARY, mode: 'keyword', filters: { paths: [hostile] } },
						}),
					),
					await said(
						engine.call('search', {
							folderId,
							request: { query: `path:${hostile} ${CANARY}`, filters: { include: [hostile] } },
						}),
					),
				];
				expect(answers.join('\n').replaceAll(`"text":"${CANARY}"`, '')).not.toContain(
					`function ${CANARY}`,
				);
			}),
			{ numRuns: times(120, 3_000), seed: SEED },
		);
		const { groups } = await engine.call('search', {
			folderId: root,
			request: { query: CANARY, mode: 'keyword' },
		});
		expect(groups).toEqual([]);
		const { files } = await engine.call('status', { folderId: root });
		expect(files).toBe(1);
	});

	it('through the MCP server', async () => {
		const mcp = await McpProcess.start(root, store);
		try {
			const listed = (await mcp.request('tools/list', {})) as {
				result?: {
					tools: { name: string; inputSchema: { properties?: Record<string, unknown> } }[];
				};
			};
			const tools = listed.result?.tools ?? [];
			expect(tools.length).toBeGreaterThan(2);
			const withPath = tools.filter(tool => 'path' in (tool.inputSchema.properties ?? {}));
			expect(withPath.length).toBeGreaterThan(0);
			// What lies inside is read, so that silence about the rest says something.
			const own = withPath.map(({ name }) =>
				mcp.tool(name, { path: 'lib/a.ts', line: 1, startLine: 1, endLine: 5 }),
			);
			expect((await Promise.all(own)).join('\n')).toContain('inside');
			await fc.assert(
				fc.asyncProperty(path, async hostile => {
					tried++;
					for (const { name } of withPath) {
						const answer = await mcp.tool(name, {
							path: hostile,
							line: 1,
							startLine: 1,
							endLine: 5,
						});
						expect(answer, name).not.toContain(CANARY);
						expect(answer, name).not.toContain('root:x:0');
					}
				}),
				{ numRuns: times(80, 2_000), seed: SEED },
			);
		} finally {
			await mcp.stop();
		}
	});

	it('through the command line', () => {
		const args = (hostile: string) => [
			'--no-warnings',
			'bin/lodestone.js',
			'explain',
			root,
			hostile,
			'--json',
			'--store',
			join(base, 'cli'),
		];
		for (const hostile of NASTY.filter(text => text !== '' && !text.includes('\0')).slice(
			0,
			times(10, 40),
		)) {
			tried++;
			const ended = spawnSync(process.execPath, args(hostile), { encoding: 'utf8' });
			expect(ended.signal).toBeNull();
			expect(ended.stdout + ended.stderr).not.toContain(CANARY);
			if (ended.stdout !== '') expect(JSON.parse(ended.stdout)).toMatchObject({ indexed: false });
		}
	});

	it('by the functions that judge paths', () => {
		fc.assert(
			fc.property(path, fc.constantFrom('posix' as const, 'win32' as const), (hostile, style) => {
				tried++;
				for (const judge of [
					() => safeJoin(root, hostile, 'posix'),
					() => confinedPath(root, hostile).absolute,
					() => join(root, pathInFolder(root, root, hostile, root)),
				]) {
					let absolute: string;
					try {
						absolute = judge();
					} catch {
						continue;
					}
					expect(absolute.startsWith(`${root}/`)).toBe(true);
					expect(absolute.split('/')).not.toContain('..');
				}
				if (pathProblem(hostile, style) === undefined) {
					expect(hostile.split('/')).not.toContain('..');
					if (style === 'win32') expect(hostile).not.toMatch(/[\\:]|^(nul|con)$/i);
				}
				// On Windows: what Node's own rules make of the joined path lies below the folder, be it on a drive or a share, and is no device.
				for (const folder of ['C:\\work', '\\\\server\\share\\work', '\\\\?\\C:\\work']) {
					let joined: string;
					try {
						joined = safeJoin(folder, hostile, 'win32');
					} catch {
						continue;
					}
					const below = win32.relative(folder, win32.resolve(joined));
					expect(win32.resolve(joined)).toBe(joined);
					expect(below).not.toBe('');
					expect(win32.isAbsolute(below)).toBe(false);
					for (const name of below.split('\\')) {
						expect(name).not.toBe('..');
						// A device has its name before the first dot or colon, whatever blanks stand there.
						expect(name.split(/[.:]/)[0]?.trimEnd()).not.toMatch(
							/^(?:con|prn|aux|nul|com\d|lpt\d)$/i,
						);
					}
				}
			}),
			{ numRuns: times(3_000, 100_000), seed: SEED },
		);
	});

	it('by a folder that becomes a link after it was indexed', async () => {
		const request = { query: 'inside', mode: 'keyword' as const };
		const before = await engine.call('search', { folderId: root, request });
		expect(before.groups.map(group => group.path)).toEqual(['lib/a.ts']);
		renameSync(join(root, 'lib'), join(base, 'former'));
		symlinkSync(join(base, 'former'), join(root, 'lib'));
		writeFileSync(join(base, 'former/b.ts'), `export function ${CANARY}() {}\n`);
		// Its text is that of the index, yet it now lies outside: it must not be shown.
		const { groups } = await engine.call('search', { folderId: root, request });
		expect(groups).toEqual([]);
		await engine.call('update', {
			folderId: root,
			paths: ['lib/a.ts', 'lib/b.ts', 'lib'],
			refine: false,
		});
		expect((await engine.call('status', { folderId: root })).files).toBe(0);
	});
});

it.skipIf(process.platform === 'win32')(
	'the store is private to its user, every file of it',
	() => {
		const names = readdirSync(store, { recursive: true, encoding: 'utf8' });
		expect(names.length).toBeGreaterThan(4);
		for (const name of ['', ...names]) {
			const info = statSync(join(store, name));
			expect((info.mode & 0o777).toString(8), name).toBe(info.isDirectory() ? '700' : '600');
		}
	},
);
