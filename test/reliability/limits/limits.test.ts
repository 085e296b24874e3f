import fc from 'fast-check';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryAllowance } from '../../../src/engine/memoryAllowance';
import { MemoryWatch, type Relief } from '../../../src/engine/memoryWatch';
import { compileGlobFilter } from '../../../src/engine/scan/globFilter';
import { createChangeQueue } from '../../../src/extension/workspace/changeQueue';
import { RESTART_EXIT_CODE } from '../../../src/shared/engineProtocol';
import { createPortPair, createRpcClient, MAX_RUNNING, serveRpc } from '../../../src/shared/rpc';
import { distinctFile } from '../support/code';
import { RealEngine } from '../support/realEngine';
import { SEED, times } from '../support/scale';
import { until } from '../support/until';

describe('memory', () => {
	const mb = 1024 ** 2;
	function watch(startMs = 0) {
		const state = { rss: 100 * mb, now: startMs, given: [] as (Relief | 'recovered')[] };
		const watched = new MemoryWatch({
			budgetBytes: 1_000 * mb,
			rss: () => state.rss,
			relieve: relief => state.given.push(relief),
			recovered: () => state.given.push('recovered'),
			now: () => state.now,
		});
		return { state, watched };
	}
	it('above 110 % of the budget load is shed: caches, then batches, then the process', () => {
		const { state, watched } = watch();
		state.now = 3_600_000;
		state.rss = 1_099 * mb;
		expect(watched.look()).toBeUndefined();
		state.rss = 1_101 * mb;
		expect([watched.look(), watched.look(), watched.look(), watched.look()]).toEqual([
			'caches',
			'batches',
			'restart',
			undefined,
		]);
	});
	it('what was given up comes back once there is room', () => {
		const { state, watched } = watch();
		state.rss = 1_200 * mb;
		watched.look();
		state.rss = 1_000 * mb;
		watched.look();
		state.rss = 800 * mb;
		watched.look();
		expect(state.given).toEqual(['caches', 'recovered']);
		state.rss = 1_200 * mb;
		expect(watched.look()).toBe('caches');
	});
	it('an index that needs its memory is no leak; what grows beyond that is', () => {
		const asked: number[] = [];
		const state = { rss: 800 * mb };
		// A workspace of 100,000 files: 500,000 texts with a vector, 620,000 chunks found by their words.
		const large = {
			coverage: { chunks: 1_120_000, keyword: 1_120_000, meaning: 500_000, refined: 0 },
			wordsOnly: 620_000,
		};
		const watched = new MemoryWatch({
			budgetBytes: 1_024 * mb,
			rss: () => state.rss,
			allowance: () => {
				asked.push(state.rss);
				return memoryAllowance([large]);
			},
			relieve: () => undefined,
			recovered: () => undefined,
			now: () => 3_600_000,
			leastLifeMs: 0,
		});
		expect([watched.look(), asked.length]).toEqual([undefined, 0]);
		state.rss = 1_400 * mb;
		expect([watched.look(), asked.length]).toEqual([undefined, 1]);
		state.rss = 2_000 * mb;
		expect([watched.look(), watched.look(), watched.look()]).toEqual([
			'caches',
			'batches',
			'restart',
		]);
		expect(
			memoryAllowance([{ coverage: { ...large.coverage, meaning: 70_000 }, wordsOnly: 0 }]),
		).toBe(0);
		// Two windows' folders in one engine need the memory of both.
		expect(memoryAllowance([large, large])).toBe(2 * memoryAllowance([large]) + 600_000_000);
	});
	it('a young process is not restarted: an index that needs more must not end in a loop', () => {
		const { state, watched } = watch();
		state.rss = 2_000 * mb;
		const seen = Array.from({ length: 100 }, () => {
			state.now += 5_000;
			return watched.look();
		});
		expect(seen.slice(0, 90)).not.toContain('restart');
	});
	it('a real process sheds, ends in order, and the next one goes on where it was', async () => {
		const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-memory-')));
		const root = join(base, 'work');
		const store = join(base, 'store');
		mkdirSync(root);
		for (let i = 0; i < 30; i++) writeFileSync(join(root, `f${i}.ts`), distinctFile(i, 4));
		// Node alone takes more than this.
		const env = { LODESTONE_TEST_MEMORY_MB: '30', LODESTONE_TEST_LEAST_LIFE_MS: '6000' };
		const first = await RealEngine.start({ store, env });
		const reliefs: unknown[] = [];
		first.rpc.on('log', ({ fields }) => {
			if (fields['relief'] !== undefined) reliefs.push(fields['relief']);
		});
		let second: RealEngine | undefined;
		try {
			await first.open(root);
			const acknowledged = await first.call('update', { folderId: root }).then(
				() => true,
				() => false,
			);
			await until(() => first.child.exitCode !== null || first.child.signalCode !== null);
			expect(first.child.exitCode).toBe(RESTART_EXIT_CODE);
			expect(reliefs.slice(0, 2)).toEqual(['caches', 'batches']);
			expect(reliefs.at(-1)).toBe('restart');
			second = await RealEngine.start({ store });
			await second.open(root);
			expect((await second.call('verify', { folderId: root })).problems).toEqual([]);
			const { files, embedded } = await second.call('update', { folderId: root });
			expect(files).toBe(30);
			// A machine under load may not have got so far within six seconds.
			if (acknowledged) expect(embedded).toBe(0);
			expect((await second.call('verify', { folderId: root })).problems).toEqual([]);
		} finally {
			await first.kill();
			await second?.kill();
			rmSync(base, { recursive: true, force: true });
		}
	});
});

describe('globs', () => {
	it.each([
		['**/a/**/a/**/b', 'a/'.repeat(2_000)],
		['*a*a*a*a*b', 'a'.repeat(255)],
		['**/*a*b', `${'a'.repeat(250)}/`.repeat(16)],
		[`**/${'?*'.repeat(400)}b`, `${'a'.repeat(250)}/`.repeat(16)],
		['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}*x', 'ab'.repeat(120)],
		['**'.repeat(300), 'a/'.repeat(2_000)],
	])('%s ends soon, whatever it is matched with', (pattern, path) => {
		// Without the bound these take longer than the age of the universe; with it, milliseconds.
		const matches = compileGlobFilter([pattern], []);
		for (let i = 0; i < 5; i++) matches(`${path}${i}`);
	});
	it('what would stand for too many patterns is refused', () => {
		for (const pattern of [
			'{a,b}'.repeat(9),
			'{'.repeat(50),
			'x'.repeat(1_001),
			'../x',
			'{a,{b,{c',
		]) {
			expect(() => compileGlobFilter([pattern], []), pattern.slice(0, 20)).toThrow(
				expect.objectContaining({ code: 'bad-argument' }) as Error,
			);
		}
		expect(() =>
			compileGlobFilter(
				Array.from({ length: 1_001 }, (_, i) => `a${i}`),
				[],
			),
		).toThrow(/limit/);
	});
	it('any other pattern compiles and answers', () => {
		const piece = fc.constantFrom(
			'*',
			'**',
			'/',
			'?',
			'[',
			']',
			'!',
			'{',
			'}',
			',',
			'\\',
			'a',
			'.',
			'[a-',
			'[[:alpha:]]',
			'(',
			'+',
			'|',
			'^',
			'$',
		);
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 60 }),
				fc.string({ maxLength: 60 }),
				(pieces, path) => {
					try {
						expect(typeof compileGlobFilter([pieces.join('')], [])(path)).toBe('boolean');
					} catch (error) {
						expect(error).toMatchObject({ code: 'bad-argument' });
					}
				},
			),
			{ numRuns: times(2_000, 50_000), seed: SEED },
		);
	});
});

describe('requests', () => {
	it('one end works on so many at a time and refuses the rest', async () => {
		const [a, b] = createPortPair();
		let release: () => void = () => undefined;
		const held = new Promise<number>(resolve => (release = () => resolve(1)));
		interface Methods {
			readonly wait: { readonly params: undefined; readonly result: number };
		}
		serveRpc<Methods, object>(b, { wait: () => held });
		const client = createRpcClient<Methods, object>(a);
		const calls = Array.from({ length: MAX_RUNNING + 50 }, () => client.call('wait', undefined));
		const settled = Promise.allSettled(calls);
		await new Promise(resolve => setTimeout(resolve, 20));
		release();
		const results = await settled;
		const refused = results.filter(result => result.status === 'rejected');
		expect(refused).toHaveLength(50);
		expect(refused[0]?.reason).toMatchObject({ code: 'busy' });
		// And then serves again.
		expect(await client.call('wait', undefined)).toBe(1);
	});
	it('a storm of file events becomes one scan', async () => {
		const batches: (number | 'all')[] = [];
		const queue = createChangeQueue({
			urgentMs: 1,
			quietMs: 5,
			flush: ({ paths }) => {
				batches.push(paths?.length ?? 'all');
				return Promise.resolve();
			},
		});
		for (let i = 0; i < 50_000; i++) queue.add(`f${i}`);
		await queue.idle();
		queue.dispose();
		expect(batches).toEqual(['all']);
	});
});

describe('answers', () => {
	const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-limits-')));
	const root = join(base, 'work');
	let engine: RealEngine;
	beforeAll(async () => {
		mkdirSync(root);
		for (let i = 0; i < 30; i++) writeFileSync(join(root, `f${i}.ts`), distinctFile(i, 40));
		writeFileSync(join(root, 'long.md'), `# order\n\n${'order part '.repeat(8_000)}\n`);
		engine = await RealEngine.start({ store: join(base, 'store') });
		await engine.open(root);
		await engine.call('update', { folderId: root });
	});
	afterAll(async () => {
		await engine.kill();
		rmSync(base, { recursive: true, force: true });
	});
	it('are bounded in hits and bytes, whatever is asked for', async () => {
		const request = { query: 'order part', limit: 1_000, snippetLines: 1_000_000 };
		const answer = await engine.call('search', { folderId: root, request });
		expect(answer.groups.length).toBeGreaterThan(10);
		expect(JSON.stringify(answer).length).toBeLessThan(4e6);
		for (const group of answer.groups)
			for (const hit of [group.best, ...group.more])
				for (const line of hit.snippet?.lines ?? []) expect(line.length).toBeLessThanOrEqual(400);
		for (const limit of [0, -1, 1.5, 1e9, Number.NaN])
			await expect(
				engine.call('search', { folderId: root, request: { query: 'order', limit } }),
			).rejects.toMatchObject({ code: 'bad-argument' });
	});
	it('come for hostile questions too', async () => {
		const questions = [
			'"'.repeat(5_000),
			'a '.repeat(50_000),
			'-'.repeat(3_000),
			'path:'.repeat(500),
			'(((((a+)+)+)+)+$',
			'\u0000\u202e\ud800',
			'x'.repeat(1e6),
			'kind: lang: path: -path:',
		];
		for (const query of questions)
			await engine
				.call('search', { folderId: root, request: { query } })
				.then(answer => expect(answer).toHaveProperty('groups'))
				.catch((error: unknown) => expect(error).toMatchObject({ code: 'bad-argument' }));
	});
	it('are given up when nobody waits for them any more (deadlines: unit/extension/deadlines)', async () => {
		const seen: string[] = [];
		const listener = engine.rpc.on('progress', ({ progress }) => seen.push(progress.phase));
		await engine.call('pause', { folderId: root, why: 'user' });
		for (let i = 0; i < 30; i++) writeFileSync(join(root, `g${i}.ts`), distinctFile(100 + i, 4));
		const stop = new AbortController();
		const options = { signal: stop.signal, deadlineMs: Infinity };
		// Indexing rests while it is paused, and tells of it; what would write behind it in the queue waits too.
		const calls = [
			engine.rpc.call('update', { folderId: root }, options),
			engine.rpc.call('rebuild', { folderId: root }, options),
			engine.rpc.call('update', { folderId: root, full: true }, options),
		];
		const outcomes = Promise.allSettled(calls);
		await until(() => seen.includes('paused'));
		// What only asks does not wait for them, nor for the pause.
		expect((await engine.call('verify', { folderId: root })).problems).toEqual([]);
		await engine.call('checkHealth', { folderId: root });
		stop.abort();
		for (const outcome of await outcomes)
			expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
		// Not only here: the engine does not go on with them (nor has it cleared what was to be rebuilt), and serves again.
		expect((await engine.call('status', { folderId: root })).files).toBe(31);
		await engine.call('resume', { folderId: root });
		await engine.call('update', { folderId: root });
		expect((await engine.call('status', { folderId: root })).files).toBe(61);
		expect((await engine.call('verify', { folderId: root })).problems).toEqual([]);
		// By now all that waited has had its turn.
		const { events } = await engine.call('health', { folderId: root });
		expect(events.map(({ type }) => type)).not.toContain('rebuilt');
		listener.dispose();
	});
	it('malformed requests are answered and stop nothing', async () => {
		const send = engine.rpc.call.bind(engine.rpc) as unknown as (
			method: string,
			params: unknown,
		) => Promise<unknown>;
		const odd = [
			undefined,
			null,
			1,
			'x',
			[],
			{},
			{ folderId: 1 },
			{ folderId: root, request: null },
			{ folderId: root, paths: [1, {}] },
			{ folderId: root, path: {} },
			{ folderId: '__proto__' },
		];
		for (const method of [
			'search',
			'update',
			'explain',
			'similar',
			'setOverlay',
			'prioritise',
			'open',
			'toString',
			'__proto__',
		])
			for (const params of odd) {
				const hung = new Promise(resolve => setTimeout(() => resolve('hung'), 30_000).unref());
				expect(await Promise.race([send(method, params).catch(() => 'refused'), hung])).not.toBe(
					'hung',
				);
			}
		await until(async () => (await engine.call('status', { folderId: root })).files === 61);
	});
});
