import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import type { Explanation, IndexStatus, IndexSummary } from '../../src/shared/types';
import { lodestone, lodestoneJson, temporaryFolder } from './support/cli';
import { writeFile, writeProject } from './support/project';

const folder = temporaryFolder('commands');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');
const at = ['--store', store];

const search = (query: string, ...more: string[]): Promise<JsonAnswer> =>
	lodestoneJson<JsonAnswer>(['search', project, query, ...more, ...at]);
const index = (): Promise<IndexSummary> => lodestoneJson<IndexSummary>(['index', project, ...at]);

beforeAll(() => writeProject(project));
afterAll(() => folder.remove());

describe('from nothing', () => {
	it('indexes and says exactly what scripts rely on', async () => {
		const summary = await index();
		expect(Object.keys(summary).sort()).toEqual(
			['chunks', 'embedded', 'files', 'reused', 'removed', 'seconds', 'skipped'].sort(),
		);
		expect(summary.files).toBeGreaterThanOrEqual(5);
		expect(summary.chunks).toBeGreaterThan(summary.files);
		expect(summary.embedded).toBeGreaterThan(0);
		expect(summary.removed).toBe(0);
		expect(summary.skipped).toMatchObject({ secret: 1, dependencies: 1 });
	});
	it('does nothing the second time', async () => {
		expect(await index()).toMatchObject({ embedded: 0, reused: 0, removed: 0 });
	});
	it('keeps its store to the user', () => {
		if (process.platform === 'win32') return;
		expect(statSync(store).mode & 0o077).toBe(0);
	});
});

describe('search', () => {
	it.each([
		['where are passwords hashed', 'auth/credentials.py', 'derive_digest'],
		// Two functions of one file answer this: one grows the pauses, the other tries again.
		[
			'try again with growing pauses when a request fails',
			'net/backoff.ts',
			'persistently|delayFor',
		],
		['sum including VAT', 'billing/Invoice.java', 'grossTotal'],
	])('%s', async (query, path, symbol) => {
		const { results } = await search(query);
		expect(results[0]?.path).toBe(path);
		expect(results[0]?.symbol).toMatch(new RegExp(`^(${symbol})$`));
	});
	it('finds what shares no word with the question', async () => {
		// A lone literal word ("throw") stands before it; both are told weak, as they should be.
		const { results } = await search('make room by throwing out what was used longest ago');
		const [first, second] = results;
		const hit = [first, second].find(result => result?.path === 'cache/lru.go');
		expect(hit?.symbol).toMatch(/^(Put|LRU)$/);
		const byMeaning = await search(
			'make room by throwing out what was used longest ago',
			'--mode',
			'meaning',
		);
		expect(byMeaning.results[0]?.path).toBe('cache/lru.go');
	});
	it('finds prose where no code holds what is asked', async () => {
		const { results } = await search('restoring a backup');
		expect(results[0]?.path).toBe('docs/operations.md');
	});
	it('gives lines that hold the symbol, counted from 1', async () => {
		const { results, trace } = await search('derive_digest', '--mode', 'keyword');
		const [first] = results;
		expect(first).toMatchObject({
			path: 'auth/credentials.py',
			language: 'python',
			symbol: 'derive_digest',
		});
		const lines = readFileSync(join(project, 'auth/credentials.py'), 'utf8').split('\n');
		const span = lines.slice((first?.startLine ?? 0) - 1, first?.endLine);
		expect(span.join('\n')).toContain('def derive_digest');
		expect(Object.keys(first ?? {}).sort()).toEqual([
			'endLine',
			'kind',
			'language',
			'path',
			'reasons',
			'score',
			'startLine',
			'symbol',
		]);
		expect(trace.totalMs).toBeGreaterThan(0);
	});
	it('ranks by falling score, one chunk a file', async () => {
		const { results } = await search('value');
		const scores = results.map(r => r.score);
		expect([...scores].sort((a, b) => b - a)).toEqual(scores);
		expect(new Set(results.map(r => r.path)).size).toBe(results.length);
	});
	it('filters before it cuts', async () => {
		expect(
			(await search('passwords', '--language', 'go', '--limit', '1')).results.map(r => r.language),
		).toEqual(['go']);
		expect(
			(await search('passwords', '--include', 'net/**')).results.every(r =>
				r.path.startsWith('net/'),
			),
		).toBe(true);
		expect(
			(await search('passwords', '--exclude', '*.py')).results.some(r => r.path.endsWith('.py')),
		).toBe(false);
		expect(
			(await search('cache', '--kind', 'method')).results.every(r => r.kind === 'method'),
		).toBe(true);
	});
	it('never shows what is ignored or secret', async () => {
		for (const word of ['builtArtefact', 'dependencyFunction', 'FAKE_SECRET_MUST_NOT_BE_INDEXED']) {
			const found = (await search(word, '--mode', 'keyword')).results.map(r => r.path);
			expect(found.filter(path => /build|node_modules|\.env|\.log/.test(path))).toEqual([]);
		}
	});
	it('exits with 1 and an empty list when nothing is found', async () => {
		const ended = await lodestone([
			'search',
			project,
			'passwords',
			'--language',
			'rust',
			'--json',
			...at,
		]);
		expect(ended.code).toBe(1);
		expect(JSON.parse(ended.out)).toMatchObject({ results: [] });
	});
	it('prints headings that a terminal makes clickable, and the source below', async () => {
		const ended = await lodestone(['search', 'project', 'derive_digest', ...at], {
			cwd: folder.path,
		});
		expect(ended.code).toBe(0);
		expect(ended.out).toMatch(
			/^project\/auth\/credentials\.py:\d+ {2}(strong|likely|weak) {2}function derive_digest$/m,
		);
		expect(ended.out).toMatch(/^ *\d+ {2}def derive_digest/m);
		expect(ended.out).not.toContain('\u001b');
	});
	it('colours on demand', async () => {
		const ended = await lodestone(['search', project, 'derive_digest', '--color', 'always', ...at]);
		expect(ended.out).toContain('\u001b[1;31m');
	});
});

describe('changes', () => {
	it('embeds only what is new, and forgets what is gone', async () => {
		writeFile(
			project,
			'geo/distance.py',
			'def great_circle(a, b):\n    """Distance of two places on the globe in kilometres."""\n    return haversine(a, b) * 6371\n',
		);
		const added = await index();
		expect(added.embedded).toBeGreaterThan(0);
		expect(added.embedded).toBeLessThanOrEqual(2);
		expect((await search('how far apart are two cities')).results[0]?.path).toBe('geo/distance.py');

		renameSync(join(project, 'geo/distance.py'), join(project, 'geo/sphere.py'));
		expect((await index()).removed).toBe(1);
		expect((await search('great_circle', '--mode', 'keyword')).results.map(r => r.path)).toEqual([
			'geo/sphere.py',
		]);

		rmSync(join(project, 'geo'), { recursive: true });
		// Without an index run in between: search looks for changes itself.
		expect((await search('great_circle', '--mode', 'keyword')).results).toEqual([]);
	});
	it('reuses a vector when a file comes back', async () => {
		const text =
			'def transmogrify(x):\n    """Turn cardboard boxes into tigers."""\n    return x[::-1]\n';
		writeFile(project, 'toys.py', text);
		expect((await index()).embedded).toBeGreaterThan(0);
		rmSync(join(project, 'toys.py'));
		await index();
		writeFile(project, 'toys.py', text);
		expect(await index()).toMatchObject({ embedded: 0 });
	});
	it('searches the index as it is with --no-update', async () => {
		writeFile(project, 'late.py', 'def zanzibar_marker():\n    return 1\n');
		expect((await search('zanzibar_marker', '--mode', 'keyword', '--no-update')).results).toEqual(
			[],
		);
		expect((await search('zanzibar_marker', '--mode', 'keyword')).results[0]?.path).toBe('late.py');
		rmSync(join(project, 'late.py'));
	});
	it('remembers the rules of the last index run', async () => {
		await lodestone(['index', project, '--exclude', '*.java', ...at]);
		expect((await search('grossTotal', '--mode', 'keyword')).results).toEqual([]);
		await lodestone(['index', project, '--exclude', '', ...at]);
		expect((await search('grossTotal', '--mode', 'keyword')).results).toHaveLength(1);
	});
});

describe('the other commands', () => {
	it('status', async () => {
		const status = await lodestoneJson<IndexStatus>(['status', project, ...at]);
		expect(status.state.type).toBe('ready');
		expect(status.coverage.refined).toBe(status.coverage.chunks);
		expect(status.bytes.total).toBeGreaterThan(0);
		const text = await lodestone(['status', 'project', ...at], { cwd: folder.path });
		expect(text.out).toMatch(/state +ready/);
	});
	it.each([
		['auth/credentials.py', true, undefined],
		['.env', false, 'secret'],
		['server.log', false, 'gitignore'],
		['build/output.js', false, undefined],
		['node_modules/left/index.js', false, 'dependencies'],
	])('explain %s', async (path, indexed, reason) => {
		const answer = await lodestoneJson<Explanation>(['explain', project, path, ...at]);
		expect(answer).toMatchObject({ path, indexed });
		if (reason !== undefined) expect(answer.reason).toBe(reason);
		expect(answer.detail).not.toBe('');
	});
	it('similar', async () => {
		const { results } = await lodestoneJson<JsonAnswer>([
			'similar',
			project,
			'net/backoff.ts:2',
			...at,
		]);
		expect(results.length).toBeGreaterThan(0);
		const missing = await lodestone(['similar', project, '.env:1', ...at]);
		expect(missing.code).toBe(2);
		expect(missing.err).toContain('.env is not in the index');
	});
	it('verify and clean', async () => {
		expect(await lodestone(['verify', project, ...at])).toMatchObject({ code: 0 });
		const cleaned = await lodestone(['clean', project, ...at]);
		expect(cleaned).toMatchObject({ code: 0 });
		expect(cleaned.out).toMatch(/^Removed 1 index/);
		const status = await lodestoneJson<IndexStatus>(['status', project, ...at]);
		expect(status.state.type).toBe('empty');
		// The vectors are shared and stay: making the index again embeds nothing.
		expect(await index()).toMatchObject({ embedded: 0 });
	});
});
