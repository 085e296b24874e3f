import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { storePaths } from '../../../src/engine/store/storePaths';
import { Reference, newEngine, viewOf } from '../freshness/subject';
import { record } from '../support/figures';
import { RealEngine } from '../support/realEngine';
import { pick, random, SEED, times } from '../support/scale';
import { diskState, neededKeys, refinedKeys, Workload, type DiskState } from './driver';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-kills-')));
const root = join(base, 'work');
const store = join(base, 'store');
const next = random(SEED);
const workload = new Workload(root, 90, next);
const reference = new Reference(join(base, 'reference'));

afterAll(async () => {
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

/** A graph is built from so many rows on, by the processes that are killed and by the one that looks afterwards. */
const GRAPH_ROWS = 120;

interface Death {
	readonly doing: string;
	/** Refined chunks that the process had told of in the update that the kill cut off. */
	readonly refined: number;
}

/** What a life is spent with: anything, at the end of a time that luck decides; or refining, until a graph is built and swapped. */
type Life = 'any' | 'graph';

/** One life of an engine process: it works until it is killed. */
async function liveAndDie(serial: number, kind: 'fast' | 'shipped', life: Life): Promise<Death> {
	const engine = await RealEngine.start({
		store,
		kind,
		env: {
			LODESTONE_TEST_GRAPH_ROWS: String(GRAPH_ROWS),
			LODESTONE_TEST_EMBED_MS: life === 'graph' ? '0' : pick(next, ['0', '5', '30']),
		},
	});
	let doing = 'opening';
	let refined = 0;
	const graphBegun = new Promise<void>(resolve =>
		engine.rpc.on('progress', ({ progress }) => {
			if (progress.phase === 'refining') refined = progress.refined;
			if (progress.phase === 'building-graph') resolve();
		}),
	);
	const update = async (options: { paths?: string[]; refine: boolean }): Promise<void> => {
		const seen = workload.now(options.paths);
		await engine.call('update', { folderId: root, ...options });
		workload.acknowledge(seen);
	};
	const work = async (): Promise<void> => {
		await engine.open(root);
		for (let n = 0; ; n++) {
			refined = 0;
			const paths = workload.change(serial * 100 + n);
			doing =
				life === 'graph'
					? 'refining'
					: pick(next, ['saving', 'saving', 'indexing', 'refining', 'refining', 'rebuilding']);
			if (doing === 'saving') await update({ paths, refine: false });
			else if (doing === 'indexing') await update({ refine: false });
			else if (doing === 'refining') await update({ refine: true });
			else {
				// What is cleared on request is not lost.
				workload.forgetAll();
				await engine.call('rebuild', { folderId: root });
			}
		}
	};
	let isDying = false;
	/** What ended the work before the kill did. */
	let failure: unknown;
	const working = work().catch((error: unknown) => {
		if (!isDying) failure = error;
	});
	// Building takes some 100 ms, writing the generation some 10: the kill falls into them, and now and then behind them.
	if (life === 'graph') await Promise.race([graphBegun, working]);
	await new Promise(resolve =>
		setTimeout(resolve, life === 'graph' ? next() * 250 : next() ** 2 * 1_500),
	);
	const moment = { doing: life === 'graph' ? 'building the graph' : doing, refined };
	isDying = true;
	await engine.kill();
	await working;
	engine.rpc.dispose();
	expect(failure, `in life ${serial}, while ${doing}`).toBeUndefined();
	expect(engine.output).not.toMatch(/terminate called|Assertion|FATAL ERROR/);
	return moment;
}

function stateOnDisk(): DiskState {
	// Killed before there was anything.
	if (!existsSync(storePaths(store, root).catalogue))
		return { indexed: new Map(), chunks: 0, refined: 0 };
	return diskState(store, root);
}

it('loses nothing that was acknowledged, at whatever moment it is killed', async () => {
	const tried = times(16, 200);
	const doings: Record<string, number> = {};
	let survived = 0;
	let graphs = 0;
	for (let n = 0; n < tried; n++) {
		// A third of the lives, and never the first, which has no generation to swap.
		const life = n % 3 === 2 ? 'graph' : 'any';
		const kind = life === 'any' && n % 5 === 4 ? 'shipped' : 'fast';
		const { doing, refined } = await liveAndDie(n, kind, life);
		doings[doing] = (doings[doing] ?? 0) + 1;
		const left = stateOnDisk();
		expect(workload.lost(left.indexed), `after kill ${n}, ${doing}`).toEqual([]);
		if (doing === 'refining' || life === 'graph')
			expect(left.refined).toBeGreaterThanOrEqual(refined);

		const engine = await newEngine(store, GRAPH_ROWS);
		try {
			const folder = await engine.open(root);
			const report = await folder.verify();
			expect(report.problems, `after kill ${n}, ${doing}`).toEqual([]);
			// Killed while the next generation is built or put in its place: the old or the new one is there, whole.
			if (life === 'graph') {
				graphs++;
				expect(report.checked['graph'], `after kill ${n}`).toBeGreaterThanOrEqual(GRAPH_ROWS);
			}
			const seen = workload.now();
			const stored = refinedKeys(store, root);
			const { chunks, embedded } = await folder.update();
			// No text is embedded again whose vector was stored.
			const keys = neededKeys(store, root);
			expect(embedded).toBe(keys.filter(key => !stored.has(key)).length);
			expect(folder.status().coverage).toMatchObject({ chunks, refined: chunks });
			workload.acknowledge(seen);
			if (n % 8 === 7 || n === tried - 1)
				expect(await viewOf(folder, store, [])).toEqual(await reference.view(root, {}, []));
			survived++;
		} finally {
			await engine.dispose();
		}
	}
	record('kills', {
		'killed while a graph was built or swapped': graphs,
		'kills tried': tried,
		'kills survived': survived,
		'killed while': Object.entries(doings)
			.map(([what, count]) => `${what} ${count}`)
			.join(', '),
		'lost chunks': 0,
	});
});
