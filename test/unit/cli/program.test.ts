import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program';
import { storePaths } from '../../../src/engine/store/storePaths';
import { LodestoneError, type ErrorCode } from '../../../src/shared/errors';
import { fakeEngine, fakeHit, fakeState, type FakeState } from '../../support/fakeEngine';
import { fakeIo, type FakeIo } from '../../support/fakeIo';

let base: string;
let served: string[] = [];
let store: string;
beforeEach(() => {
	served = [];
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-cli-')));
	store = join(base, 'store');
	mkdirSync(join(base, 'project', 'src'), { recursive: true });
	writeFileSync(join(base, 'project', 'src', 'session.ts'), 'x');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function run(
	state: FakeState,
	args: string[],
	options: Parameters<typeof fakeIo>[0] & { io?: FakeIo } = {},
): Promise<{ code: number; out: string; err: string }> {
	const io = options.io ?? fakeIo({ cwd: base, ...options });
	const withStore = ['help', '--version'].includes(args[0] ?? '')
		? args
		: [...args, '--store', store];
	const code = await runProgram(
		withStore,
		io,
		() => Promise.resolve(fakeEngine(state)),
		'1.2.3',
		run => {
			served.push(...run.folders);
			return Promise.resolve();
		},
	);
	return { code, ...io.written };
}

describe('search', () => {
	it('prints the JSON that scripts rely on, and nothing else, to standard output', async () => {
		const state = fakeState({
			hits: [
				fakeHit({
					reasons: [
						{ type: 'word', word: 'refresh', where: ['name'] },
						{ type: 'nearest-lines', startLine: 9, endLine: 10, similarity: 0.5 },
					],
				}),
			],
		});
		const { code, out } = await run(state, [
			'search',
			'project',
			'refresh',
			'--json',
			'--limit',
			'3',
		]);
		expect(code).toBe(0);
		const answer = JSON.parse(out) as { results: unknown[]; trace: unknown };
		expect(Object.keys(answer)).toEqual(['results', 'trace']);
		expect(answer.results).toEqual([
			{
				path: 'src/session.ts',
				startLine: 10,
				endLine: 12,
				language: 'typescript',
				kind: 'function',
				symbol: 'refreshSession',
				score: 2.5,
				reasons: [
					{ type: 'word', word: 'refresh', where: ['name'] },
					{ type: 'nearest-lines', startLine: 10, endLine: 11, similarity: 0.5 },
				],
			},
		]);
		expect(state.searches).toEqual([
			{
				query: 'refresh',
				mode: 'hybrid',
				limit: 3,
				filters: {},
				explain: false,
				useOpened: false,
			},
		]);
		expect(state.disposed).toBe(1);
	});
	it('prints what ripgrep users expect', async () => {
		const { out } = await run(fakeState(), ['search', 'project', 'refresh']);
		expect(out).toBe(
			[
				'project/src/session.ts:10  strong  function refreshSession',
				'10  export function refreshSession(id: string) {',
				'11  \treturn store.renew(id);',
				'12  }',
				'',
			].join('\n'),
		);
	});
	it('shows names with escape sequences harmlessly, in text and JSON', async () => {
		const state = fakeState({ hits: [fakeHit({ path: 'a\u001b[31m\n.ts', symbol: 'x\u009b2J' })] });
		const { out } = await run(state, ['search', '.', 'x']);
		expect(out.split('\n')[0]).toBe('a\\x1b[31m\\n.ts:10  strong  function x\\x9b2J');
		const json = (await run(state, ['search', '.', 'x', '--json'])).out;
		expect(json).not.toContain('\u009b');
		expect((JSON.parse(json) as { results: { symbol: string }[] }).results[0]?.symbol).toBe(
			'x\u009b2J',
		);
	});
	it('exits with 1 when nothing is found, and still prints an object', async () => {
		const { code, out, err } = await run(fakeState({ hits: [] }), ['search', '.', 'x', '--json']);
		expect(code).toBe(1);
		expect(JSON.parse(out)).toMatchObject({ results: [] });
		expect(err).toBe('Nothing found.\n');
	});
	it('folds an unconvincing answer', async () => {
		const { code, out, err } = await run(fakeState({ nothingConvincing: true }), [
			'search',
			'.',
			'x',
		]);
		expect(code).toBe(0);
		expect(err).toContain('Nothing convincing');
		expect(out).toBe('src/session.ts:10  strong  function refreshSession\n');
	});
	it('indexes first when there is no index, and says so', async () => {
		const state = fakeState({ indexed: false });
		const { code, err } = await run(state, ['search', 'project', 'x']);
		expect(code).toBe(0);
		expect(err).toContain('Indexing project for the first time');
		expect(state.updates).toHaveLength(1);
	});
	it('does not touch the index with --no-update', async () => {
		const state = fakeState();
		await run(state, ['search', 'project', 'x', '--no-update']);
		expect(state.updates).toHaveLength(0);
		const without = await run(fakeState({ indexed: false }), [
			'search',
			'project',
			'x',
			'--no-update',
		]);
		expect(without.code).toBe(1);
		expect(without.err).toContain('There is no index of project yet');
	});
	it.each(['store-locked', 'store-read-only', 'disk-full'] satisfies ErrorCode[])(
		'answers from the index that is there when it cannot be written: %s',
		async code => {
			const state = fakeState({ updateError: new LodestoneError(code, 'It is busy.') });
			const { code: exit, err, out } = await run(state, ['search', '.', 'x']);
			expect(exit).toBe(0);
			expect(err).toContain('was not brought up to date: It is busy.');
			expect(out).toContain('refreshSession');
		},
	);
	it('passes filters on', async () => {
		const state = fakeState();
		await run(state, [
			'search',
			'.',
			'x',
			'-g',
			'*.ts',
			'--exclude',
			'test/**',
			'-l',
			'go',
			'-k',
			'class,method',
			'-m',
			'meaning',
		]);
		expect(state.searches.at(-1)).toMatchObject({
			mode: 'meaning',
			filters: {
				include: ['*.ts'],
				exclude: ['test/**'],
				languages: ['go'],
				kinds: ['class', 'method'],
			},
		});
	});
	it('gives reasons and times with --explain', async () => {
		const { out, err } = await run(fakeState(), ['search', '.', 'x', '--explain']);
		expect(out).toContain('    words: refresh (name)');
		expect(err).toContain('2.7 ms: embed 1.1 ms');
	});
	it('colours for a terminal, unless NO_COLOR', async () => {
		expect((await run(fakeState(), ['search', '.', 'x'], { terminal: true })).out).toContain(
			'\u001b[35msrc/session.ts\u001b[0m',
		);
		expect(
			(await run(fakeState(), ['search', '.', 'x'], { terminal: true, env: { NO_COLOR: '1' } }))
				.out,
		).not.toContain('\u001b');
		expect(
			(await run(fakeState(), ['search', '.', 'x'], { terminal: true, env: { TERM: 'dumb' } })).out,
		).not.toContain('\u001b');
	});
});

describe('index', () => {
	it('prints one object of sums for scripts', async () => {
		const { code, out } = await run(fakeState(), ['index', 'project', '.', '--json']);
		expect(code).toBe(0);
		expect(JSON.parse(out)).toEqual({
			files: 6,
			chunks: 14,
			embedded: 14,
			reused: 0,
			removed: 0,
			skipped: { media: 4 },
			seconds: 1,
		});
	});
	it('says what it did', async () => {
		expect((await run(fakeState(), ['index', 'project'])).out).toBe(
			'project: 3 files, 7 chunks in 0.5 s (7 embedded, 0 reused, 0 files removed)\n  skipped: 2 media\n',
		);
	});
	it('remembers rules for the searches after it', async () => {
		const state = fakeState();
		const root = join(base, 'project');
		mkdirSync(storePaths(store, root).index, { recursive: true });
		await run(state, ['index', 'project', '--exclude', '*.md', '--no-ignore']);
		await run(state, ['search', 'project', 'x']);
		await run(state, ['index', 'project', '--exclude', '*.txt']);
		expect(state.opened.map(o => o.settings)).toMatchObject([
			{ exclude: ['*.md'], respectGitignore: false },
			{ exclude: ['*.md'], respectGitignore: false },
			{ exclude: ['*.txt'], respectGitignore: false },
		]);
		expect(state.opened[0]?.root).toBe(root);
	});
	it('tells an empty folder in one sentence', async () => {
		const empty = { ...fakeState().summary, files: 0, chunks: 0, skipped: {} };
		const { code, err, out } = await run(fakeState({ summary: empty, indexed: false }), [
			'index',
			'project',
			'--json',
		]);
		expect(code).toBe(1);
		expect(err).toBe(
			'project is empty: there is nothing to index. Name a folder with source files.\n',
		);
		expect(JSON.parse(out)).toMatchObject({ files: 0 });
		const skipped = await run(
			fakeState({ summary: { ...empty, skipped: { media: 3, gitignore: 9 } }, indexed: false }),
			['index', 'project'],
		);
		expect(skipped.err).toContain('skipped: 9 ignored by git, 3 media');
	});
	it('stops at Ctrl-C with a word about what is kept', async () => {
		const io = fakeIo({ cwd: base });
		io.controller.abort();
		const { code, err } = await run(fakeState(), ['index', 'project'], { io });
		expect(code).toBe(130);
		expect(err).toBe('lodestone: Stopped. What was done is kept.\n');
	});
});

describe('similar, status, explain, verify', () => {
	it('counts lines from 1', async () => {
		const state = fakeState();
		await run(state, ['similar', 'project', 'src/session.ts:12']);
		await run(state, ['similar', 'project', 'project/src/session.ts:1', '--json']);
		expect(state.similar).toEqual([
			{ path: 'src/session.ts', line: 11 },
			{ path: 'src/session.ts', line: 0 },
		]);
	});
	it('shows status as text and JSON', async () => {
		const { out } = await run(fakeState(), ['status', 'project']);
		expect(out).toContain('state       ready');
		expect(out).toContain('3 (7 chunks)');
		expect(out).toContain('150 KB (catalogue 100 KB, vectors 50 KB, graph 0 B)');
		expect(JSON.parse((await run(fakeState(), ['status', 'project', '--json'])).out)).toMatchObject(
			{ files: 3, state: { type: 'ready' } },
		);
		expect((await run(fakeState({ indexed: false }), ['status', 'project'])).out).toContain(
			'no index yet; "lodestone index project"',
		);
	});
	it('explains a file named from the folder or from here', async () => {
		expect((await run(fakeState(), ['explain', 'project', 'src/session.ts'])).out).toBe(
			'src/session.ts: indexed, 2 chunks of typescript\n  It is source.\n',
		);
		expect(
			(await run(fakeState(), ['explain', 'project', join('project', 'src', 'session.ts')])).out,
		).toContain('src/session.ts: indexed');
		const outside = await run(fakeState(), ['explain', 'project', '../other.ts']);
		expect(outside.code).toBe(2);
		expect(outside.err).toContain('is not inside');
	});
	it('verifies, and fails on what is not healed', async () => {
		expect((await run(fakeState(), ['verify', 'project'])).out).toBe(
			'project: sound (checked 3 files)\n',
		);
		const problems = [{ part: 'graph' as const, what: 'checksum differs', healed: true }];
		const healed = await run(fakeState({ verify: { ok: false, problems, checked: {} } }), [
			'verify',
			'project',
		]);
		expect(healed).toMatchObject({
			code: 0,
			out: 'project: damaged\n  graph: checksum differs (repaired)\n',
		});
		const broken = await run(
			fakeState({
				verify: { ok: false, problems: [{ ...problems[0]!, healed: false }], checked: {} },
			}),
			['verify', 'project'],
		);
		expect(broken.code).toBe(1);
	});
});

describe('clean', () => {
	it('removes the index of a folder, also of one that is gone', async () => {
		for (const name of ['project', 'gone']) {
			const { index } = storePaths(store, join(base, name));
			mkdirSync(index, { recursive: true });
			writeFileSync(join(index, 'catalogue.sqlite'), 'x'.repeat(1000));
			const { code, out } = await run(fakeState(), ['clean', name]);
			expect({ code, out }).toEqual({ code: 0, out: `Removed 1 index, 1.0 KB: ${name}\n` });
			expect((await run(fakeState(), ['clean', name])).err).toBe('There was no index to remove.\n');
		}
	});
	it('removes everything of its own with --all, and nothing else', async () => {
		mkdirSync(join(store, 'indexes', 'a'), { recursive: true });
		writeFileSync(join(store, 'indexes', 'a', 'catalogue.sqlite'), 'x');
		writeFileSync(join(store, 'embeddings.sqlite'), 'xx');
		writeFileSync(join(store, 'diary.txt'), 'mine');
		const { out } = await run(fakeState(), ['clean', '--all', '--json']);
		expect(JSON.parse(out)).toEqual({ removed: ['a'], bytes: 3 });
		const { readdirSync } = await import('node:fs');
		expect(readdirSync(store)).toEqual(['diary.txt']);
	});
});

describe('errors', () => {
	it('names a missing folder, and a file in place of a folder, as bad use', async () => {
		expect(await run(fakeState(), ['index', 'nowhere'])).toMatchObject({
			code: 2,
			err: expect.stringMatching(
				/^lodestone: There is no folder .*nowhere\. Check the path\.\n$/,
			) as string,
		});
		expect(await run(fakeState(), ['search', 'project/src/session.ts', 'x'])).toMatchObject({
			code: 2,
			err: expect.stringContaining('is a file, not a folder') as string,
		});
	});
	it('is one line with a remedy for every expected failure', async () => {
		const codes: ErrorCode[] = [
			'store-newer',
			'store-damaged',
			'disk-full',
			'model-missing',
			'model-failed',
			'native-missing',
			'sqlite-missing',
			'timeout',
		];
		for (const code of codes) {
			const { code: exit, err } = await run(
				fakeState({ updateError: new LodestoneError(code, 'It failed.') }),
				['index', 'project'],
			);
			expect(exit).toBe(1);
			expect(err).toMatch(/^lodestone: It failed\. \S.*\n$/);
		}
	});
	it('owns up to what nobody expected, without a stack unless asked', async () => {
		const state = fakeState({ updateError: new TypeError('x is not a function') });
		expect((await run(state, ['index', 'project'])).err).toBe(
			'lodestone: Something went wrong: x is not a function. This is a fault of lodestone; LODESTONE_DEBUG=1 shows where.\n',
		);
		expect(
			(await run(state, ['index', 'project'], { env: { LODESTONE_DEBUG: '1' } })).err,
		).toContain('at ');
	});
	it('answers help and version', async () => {
		expect(await run(fakeState(), ['--version'])).toMatchObject({
			code: 0,
			out: 'lodestone 1.2.3\n',
		});
		const help = await run(fakeState(), ['help', 'search']);
		expect(help.out).toContain('-m, --mode M');
		expect(help.out).not.toContain('--full');
	});
});

describe('mcp', () => {
	it('serves the folders that were named, by their absolute paths', async () => {
		expect((await run(fakeState(), ['mcp', 'project'])).code).toBe(0);
		expect(served).toEqual([join(base, 'project')]);
	});

	it('serves the folder one is in when none is named', async () => {
		await run(fakeState(), ['mcp']);
		expect(served).toEqual([base]);
	});
});
