import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DIMENSIONS } from '../../../src/engine/embed/types';
import { silentLogger } from '../../../src/engine/ports';
import { createGraphClient, type GraphClient } from '../../../src/engine/vector/graphClient';
import { readManifest } from '../../../src/engine/vector/graphFiles';
import { Gate } from '../../../src/engine/indexing/gate';
import { GraphKeeper } from '../../../src/engine/vector/graphKeeper';
import { graphWidth, planGraph } from '../../../src/engine/vector/graphPolicy';
import { GraphSlots } from '../../../src/engine/vector/graphSlots';
import type { Projection } from '../../../src/engine/vector/projection';
import type { VectorTable } from '../../../src/engine/vector/types';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { errorCode } from '../../../src/shared/errors';
import { clusteredVectors, quantised } from './rows';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
// Inside the repository, so that the bundle finds hnswlib-node.
const workersDir = join(ROOT, 'node_modules/.cache/lodestone-test-hnsw');
const ROWS = 1200;
const vectors = clusteredVectors(ROWS + 600, 11);
const queries = clusteredVectors(50, 12);
/** The first 128 axes: in these made vectors they carry most of the weight. */
const DIMS = 128;
const projection: Projection = {
	dims: DIMS,
	axes: Float32Array.from({ length: DIMS * DIMENSIONS }, (_, i) =>
		Math.floor(i / DIMENSIONS) === i % DIMENSIONS ? 1 : 0,
	),
	fingerprint: 'axes',
};

let client: GraphClient;
const folders: string[] = [];
const keepers: GraphKeeper[] = [];

beforeAll(async () => {
	mkdirSync(workersDir, { recursive: true });
	await build({
		entryPoints: [join(ROOT, 'src/engine/threads/hnswWorker.ts')],
		outfile: join(workersDir, 'hnswWorker.js'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['hnswlib-node'],
	});
	client = createGraphClient({ workersDir, niceness: 0, logger: silentLogger });
});
afterEach(async () => {
	for (const keeper of keepers.splice(0)) await keeper.close();
});
afterAll(async () => {
	await client.dispose();
	for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'lodestone-graph-'));
	folders.push(folder);
	return folder;
}

function setRow(table: VectorTable, slot: number, vector: Float32Array, precision: 1 | 2): void {
	const { values, scale } = quantised(vector);
	table.set(slot, values, scale, precision);
}

function fullTable(rows = ROWS): VectorTable {
	const table = createVectorTable();
	for (let slot = 0; slot < rows; slot++) setRow(table, slot, vectors[slot]!, 2);
	return table;
}

function keep(
	table: VectorTable,
	folder: string,
	changes: Partial<ConstructorParameters<typeof GraphKeeper>[0]> = {},
): GraphKeeper {
	const keeper = new GraphKeeper({
		folder,
		index: { vectors: table },
		client,
		fingerprint: 'model',
		projection,
		writer: true,
		logger: silentLogger,
		minRows: 600,
		...changes,
	});
	keepers.push(keeper);
	return keeper;
}

async function recall(
	keeper: GraphKeeper,
	table: VectorTable,
	expected: 'hnsw' | 'exact' = 'hnsw',
): Promise<number> {
	let hits = 0;
	for (const query of queries) {
		const { slots, how } = await keeper.search(query, 10);
		expect(how).toBe(expected);
		const exact = new Set(table.search(query, 10).map(hit => hit.slot));
		hits += slots.filter(hit => exact.has(hit.slot)).length;
	}
	return hits / (10 * queries.length);
}

describe('GraphKeeper', () => {
	test('builds, answers with recall@10 ≥ 0.99 and true similarities, saves, and loads again', async () => {
		const table = fullTable();
		const folder = newFolder();
		const keeper = keep(table, folder);
		expect(await recall(keeper, table, 'exact')).toBe(1);
		await keeper.bringUp();
		expect(keeper.size).toBe(ROWS);
		expect(await recall(keeper, table)).toBeGreaterThanOrEqual(0.99);
		const { slots } = await keeper.search(queries[0]!, 10);
		for (const { slot, similarity } of slots)
			expect(similarity).toBeCloseTo(table.similarity(slot, queries[0]!), 6);

		expect((await readManifest(folder))?.count).toBe(ROWS);
		expect(readdirSync(folder).sort()).toEqual(['graph-1.hnsw', 'graph-1.slots', 'graph.json']);
		const reader = keep(table, folder, { writer: false });
		await reader.loaded();
		expect(reader.size).toBe(ROWS);
		expect(await recall(reader, table)).toBeGreaterThanOrEqual(0.99);
		expect(await keeper.verify()).toBeUndefined();
	});

	test('rows replaced, removed and added after the build are answered for exactly', async () => {
		const table = fullTable();
		const folder = newFolder();
		const keeper = keep(table, folder);
		await keeper.bringUp();
		for (let slot = 0; slot < 100; slot++) setRow(table, slot, vectors[ROWS + slot]!, 2);
		for (let slot = 100; slot < 200; slot++) table.remove(slot);
		for (let slot = ROWS; slot < ROWS + 100; slot++) setRow(table, slot, vectors[slot + 100]!, 1);
		for (const probe of [0, 99, ROWS, ROWS + 99]) {
			const { slots, how } = await keeper.search(table.row(probe)!, 5);
			expect(how).toBe('hnsw');
			expect(slots[0]!.slot).toBe(probe);
		}
		for (const query of queries) {
			const { slots } = await keeper.search(query, 20);
			expect(slots.every(({ slot }) => table.precision(slot) !== 0)).toBe(true);
			expect(new Set(slots.map(hit => hit.slot)).size).toBe(20);
		}
		expect(await recall(keeper, table)).toBeGreaterThanOrEqual(0.99);
		// Drafts stay outside; refined rows without a label go in; replaced ones keep their stale label.
		for (let slot = ROWS; slot < ROWS + 50; slot++) setRow(table, slot, vectors[slot + 100]!, 2);
		await keeper.bringUp();
		expect(keeper.size).toBe(ROWS - 200 + 50);
		await keeper.close();
		const again = keep(table, folder);
		await again.loaded();
		expect(again.size).toBe(ROWS - 200 + 50);
		expect(await recall(again, table)).toBeGreaterThanOrEqual(0.99);
	});

	test('after all rows were replaced the graph is built anew, as good as the first', async () => {
		const table = fullTable();
		const keeper = keep(table, newFolder());
		await keeper.bringUp();
		for (let slot = 0; slot < ROWS; slot++)
			setRow(table, slot, vectors[(slot + 500) % vectors.length]!, 2);
		expect(keeper.size).toBe(0);
		expect(await recall(keeper, table, 'exact')).toBe(1);
		await keeper.bringUp();
		expect(keeper.size).toBe(ROWS);
		expect(await recall(keeper, table)).toBeGreaterThanOrEqual(0.99);
	});

	test('filters hold before the cut, narrow ones by an exact scan', async () => {
		const table = fullTable();
		const keeper = keep(table, newFolder());
		await keeper.bringUp();
		const even = new Uint32Array(Math.ceil(ROWS / 32)).fill(0x55555555);
		const most = new Uint32Array(Math.ceil(ROWS / 32)).fill(0xfffffffe);
		const narrow = Uint32Array.of(0b1010);
		for (const [admit, admitted, how] of [
			[even, ROWS / 2, 'hnsw'],
			[most, ROWS - 63, 'hnsw'],
			[narrow, 2, 'exact'],
		] as const) {
			const answer = await keeper.search(queries[1]!, 10, admit, admitted);
			expect(answer.how).toBe(how);
			expect(answer.slots.map(hit => hit.slot)).toEqual(
				table.search(queries[1]!, 10, admit).map(hit => hit.slot),
			);
		}
	});

	test('an aborted build keeps what it has, searches exactly and goes on later', async () => {
		const table = fullTable(ROWS + 400);
		const folder = newFolder();
		const abort = new AbortController();
		// Aborts while the first slice is on its way.
		const aborting: GraphClient = {
			available: true,
			call: (method, params, transfer) => {
				if (method === 'add') abort.abort();
				return client.call(method, params, transfer);
			},
			dispose: () => Promise.resolve(),
		};
		const keeper = keep(table, folder, { client: aborting });
		const code = await keeper.bringUp(abort.signal).then(
			() => 'none',
			(error: unknown) => errorCode(error),
		);
		expect(code).toBe('cancelled');
		const before = keeper.size;
		expect(before).toBeGreaterThan(0);
		expect(before).toBeLessThan(ROWS + 400);
		await keeper.close();
		const again = keep(table, folder);
		await again.loaded();
		expect(again.size).toBe(before);
		await again.bringUp();
		expect(again.size).toBe(ROWS + 400);
		expect(await recall(again, table)).toBeGreaterThanOrEqual(0.99);
	});

	test('stands still while work is held back, and closes all the same', async () => {
		const table = fullTable();
		const folder = newFolder();
		const gate = new Gate();
		let slices = 0;
		const keeper = keep(table, folder, {
			pass: async signal => {
				// After the first slice somebody pauses.
				if (++slices === 2) gate.close();
				await gate.pass(signal);
			},
		});
		const run = keeper.bringUp();
		while (slices < 2) await new Promise(resolve => setTimeout(resolve, 5));
		await new Promise(resolve => setTimeout(resolve, 300));
		const held = keeper.size;
		expect(held).toBeGreaterThan(0);
		expect(held).toBeLessThan(ROWS);
		gate.open();
		await run;
		expect(keeper.size).toBe(ROWS);
		// Paused for good: closing ends it.
		gate.close();
		const again = keep(table, newFolder(), { pass: signal => gate.pass(signal) });
		const stuck = again.bringUp().then(
			() => 'none',
			(error: unknown) => errorCode(error),
		);
		await new Promise(resolve => setTimeout(resolve, 100));
		await again.close();
		expect(await stuck).toBe('cancelled');
	});

	test('searches while it is being built, and loses nothing that changes meanwhile', async () => {
		const table = fullTable();
		const keeper = keep(table, newFolder());
		const run = keeper.bringUp();
		let answers = 0;
		let done = false;
		void run.then(() => (done = true));
		while (!done) {
			const slot = answers % ROWS;
			setRow(table, slot, vectors[ROWS + (answers % 600)]!, 2);
			const { slots } = await keeper.search(table.row(slot)!, 3);
			expect(slots[0]!.similarity).toBeGreaterThan(0.999);
			answers++;
			await new Promise(resolve => setTimeout(resolve, 2));
		}
		expect(answers).toBeGreaterThan(3);
		expect(
			await recall(keeper, table, keeper.size > ROWS / 2 ? 'hnsw' : 'exact'),
		).toBeGreaterThanOrEqual(0.99);
	});
});

describe('what can go wrong with a graph ends in an exact answer', () => {
	async function saved(): Promise<{ table: VectorTable; folder: string }> {
		const table = fullTable();
		const folder = newFolder();
		const keeper = keep(table, folder);
		await keeper.bringUp();
		await keeper.close();
		return { table, folder };
	}

	test.each([
		[
			'a flipped byte',
			(path: string) => {
				const bytes = readFileSync(path);
				bytes[bytes.length >> 1]! ^= 1;
				writeFileSync(path, bytes);
			},
		],
		['a file cut off', (path: string) => truncateSync(path, 1000)],
		['a missing file', (path: string) => rmSync(path)],
	])('%s is noticed, never given to hnswlib, and built anew', async (_, damage) => {
		const { table, folder } = await saved();
		for (const name of ['graph-1.hnsw', 'graph-1.slots']) {
			const good = readFileSync(join(folder, name));
			damage(join(folder, name));
			const keeper = keep(table, folder, { writer: false });
			await keeper.loaded();
			expect(keeper.size, name).toBe(0);
			expect(await recall(keeper, table, 'exact')).toBe(1);
			expect(await keeper.verify()).toBe('The graph file is damaged.');
			if (name === 'graph-1.hnsw') writeFileSync(join(folder, name), good);
		}
		const writer = keep(table, folder);
		expect(await writer.verify()).toBe('The graph file is damaged.');
		await writer.bringUp();
		expect(writer.size).toBe(ROWS);
		expect(await writer.verify()).toBeUndefined();
		expect((await readManifest(folder))?.count).toBe(ROWS);
	});

	test('the files are checked while a build is paused, too', async () => {
		const { table, folder } = await saved();
		const gate = new Gate();
		const keeper = keep(table, folder, { pass: signal => gate.pass(signal) });
		await keeper.loaded();
		for (let slot = ROWS; slot < vectors.length; slot++) setRow(table, slot, vectors[slot]!, 2);
		gate.close();
		const build = keeper.bringUp();
		expect(await keeper.verify()).toBeUndefined();
		truncateSync(join(folder, 'graph-1.hnsw'), 1000);
		expect(await keeper.verify()).toBe('The graph file is damaged.');
		expect(keeper.size).toBe(ROWS);
		gate.open();
		await build;
		expect(await keeper.verify()).toBeUndefined();
		expect((await readManifest(folder))?.count).toBe(vectors.length);
	});

	test('a graph of another model or projection, and a manifest of nonsense, are not loaded', async () => {
		const { table, folder } = await saved();
		for (const changes of [
			{ fingerprint: 'other' },
			{ projection: { ...projection, fingerprint: 'other' } },
			{ projection: undefined },
		]) {
			const keeper = keep(table, folder, { ...changes, writer: false });
			await keeper.loaded();
			expect(keeper.size).toBe(0);
		}
		for (const text of ['', '{', '[]', '{"format":1,"generation":-1}', 'null']) {
			writeFileSync(join(folder, 'graph.json'), text);
			const keeper = keep(table, folder, { writer: false });
			await keeper.loaded();
			expect(keeper.size).toBe(0);
		}
	});

	test('without the worker there is no graph and no error', async () => {
		const lonely = createGraphClient({
			workersDir: newFolder(),
			niceness: 0,
			logger: silentLogger,
		});
		const table = fullTable();
		const keeper = keep(table, newFolder(), { client: lonely });
		await keeper.bringUp();
		expect(lonely.available).toBe(false);
		expect(await recall(keeper, table, 'exact')).toBe(1);
		await keeper.close();
		await lonely.dispose();
	});

	test('a folder that cannot be written costs the saved graph, not the search', async () => {
		const table = fullTable();
		const keeper = keep(table, join(newFolder(), 'gone'));
		await keeper.bringUp();
		expect(await recall(keeper, table)).toBeGreaterThanOrEqual(0.99);
	});

	test('small workspaces have no graph; one that shrinks loses it', async () => {
		const table = fullTable(900);
		const folder = newFolder();
		const keeper = keep(table, folder, { minRows: 1000 });
		await keeper.bringUp();
		expect(keeper.size).toBe(0);
		for (let slot = 900; slot < 1200; slot++) setRow(table, slot, vectors[slot]!, 2);
		await keeper.bringUp();
		expect(keeper.size).toBe(1200);
		for (let slot = 0; slot < 600; slot++) table.remove(slot);
		await keeper.bringUp();
		expect(keeper.size).toBe(0);
		expect(existsSync(join(folder, 'graph.json'))).toBe(false);
		expect((await keeper.search(queries[0]!, 3)).how).toBe('exact');
	});
});

test('GraphSlots: every row is either in the graph as it is, or outside, whatever happens', () => {
	const step = fc.record({
		type: fc.constantFrom('draft', 'refined', 'remove', 'insert', 'begin'),
		slot: fc.nat(20),
		vector: fc.nat(30),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), steps => {
			const table = createVectorTable();
			const slots = new GraphSlots(table);
			slots.start();
			/** What the worker would hold, by label. */
			const worker = new Map<number, Int8Array>();
			let open: { finish(): void } | undefined;
			for (const { type, slot, vector } of steps) {
				if (type === 'draft' || type === 'refined')
					setRow(table, slot, vectors[vector]!, type === 'draft' ? 1 : 2);
				else if (type === 'remove') table.remove(slot);
				else if (open !== undefined) {
					open.finish();
					open = undefined;
				} else {
					const { slots: missing } = slots.missing(0, 5);
					for (const label of missing) {
						expect(worker.has(label)).toBe(false);
						worker.set(label, table.raw(label)!);
					}
					open = slots.begin(missing);
					if (type === 'insert') {
						open.finish();
						open = undefined;
					}
				}
				for (let id = 0; id <= 20; id++) {
					const exists = table.precision(id) !== 0;
					expect(Number(slots.inGraph.has(id)) + Number(slots.outside.has(id))).toBe(
						exists ? 1 : 0,
					);
					if (slots.inGraph.has(id)) expect(worker.get(id)).toEqual(table.raw(id));
				}
				expect(slots.labels.count).toBe(worker.size);
			}
		}),
		{ numRuns: 200 },
	);
});

describe('policy', () => {
	test.each([
		[{ rows: 10, labels: 0, clean: 0 }, 'none'],
		[{ rows: 1000, labels: 0, clean: 0 }, 'rebuild'],
		[{ rows: 1000, labels: 1000, clean: 1000 }, 'none'],
		[{ rows: 1100, labels: 1000, clean: 1000 }, 'add'],
		[{ rows: 1000, labels: 1000, clean: 700 }, 'rebuild'],
		[{ rows: 900, labels: 1000, clean: 900 }, 'none'],
		[{ rows: 500, labels: 1000, clean: 500 }, 'drop'],
	])('%o → %s', (state, plan) => {
		expect(planGraph({ ...state, minRows: 1000 })).toBe(plan);
	});

	test('the graph is asked wider for broad filters and not at all for narrow ones', () => {
		const base = { rows: 1000, outside: 0, admitted: undefined, k: 10 };
		const width = graphWidth(base)!;
		expect(graphWidth({ ...base, admitted: 500 })).toBe(2 * width);
		expect(graphWidth({ ...base, admitted: 499 })).toBeUndefined();
		expect(graphWidth({ ...base, outside: 600 })).toBeUndefined();
		expect(graphWidth({ ...base, k: 1000 })).toBe(3000);
	});
});
