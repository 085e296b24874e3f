import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { DIMENSIONS } from '../../../src/engine/embed/types';
import { GraphHost, type Hnsw, type HnswConstructor } from '../../../src/engine/vector/graphHost';
import { loadHnsw } from '../../../src/engine/vector/hnswModule';

const folder = mkdtempSync(join(tmpdir(), 'lodestone-graph-host-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CAPACITY = 5_000;
const shape = { dims: 8, m: 16, efConstruction: 50 };
const axes = Float32Array.from({ length: shape.dims * DIMENSIONS }, (_, i) =>
	Math.floor(i / DIMENSIONS) === i % DIMENSIONS ? 1 : 0,
);

function int8(length: number): Int8Array {
	return Int8Array.from({ length }, (_, i) => (((i + 1) * 2_654_435_761) % 121) - 60);
}

let made: Hnsw[];
let host: GraphHost;
beforeEach(async () => {
	const Native = await loadHnsw();
	made = [];
	// The real one; the test only keeps what the host makes.
	const Kept = function (space: 'ip', dims: number): Hnsw {
		const hnsw = new Native(space, dims);
		made.push(hnsw);
		return hnsw;
	};
	host = new GraphHost(Kept as unknown as HnswConstructor);
});

const create = (): Promise<unknown> =>
	host.call('create', { graph: 'g', shape, axes, capacity: CAPACITY });
/** Numbers from −60 to 60, of three rows. */
const rows = int8(3 * DIMENSIONS);
const add = (): Promise<{ count: number }> =>
	host.call('add', { graph: 'g', labels: Uint32Array.of(0, 1, 2), rows });
/** Rows that the native memory of each graph made so far has room for. */
const room = (): number[] => made.map(hnsw => hnsw.getMaxElements());

test('a graph that is made anew, dropped or replaced by its file gives its memory back at once, to the next one', async () => {
	await create();
	await add();
	const path = join(folder, 'graph.bin');
	const { sha256 } = await host.call('save', { graph: 'g', path });
	expect(room()).toEqual([CAPACITY]);

	for (let again = 0; again < 20; again++) await create();
	expect(room()).toEqual([CAPACITY]);
	const empty = { graph: 'g', query: new Float32Array(DIMENSIONS).fill(1), k: 3, ef: 10 };
	expect((await host.call('search', empty)).labels).toHaveLength(0);

	// A file is read beside what is there: it may be damaged.
	await host.call('load', { graph: 'g', path, sha256, shape, axes, count: 3 });
	expect(room()).toEqual([1, CAPACITY]);
	const query = Float32Array.from(rows.subarray(0, DIMENSIONS));
	const { labels } = await host.call('search', { graph: 'g', query, k: 3, ef: 10 });
	expect([...labels].sort()).toEqual([0, 1, 2]);

	expect(await host.call('drop', { graph: 'g' })).toEqual({ dropped: true });
	expect(room()).toEqual([1, 1]);
	expect(await host.call('drop', { graph: 'g' })).toEqual({ dropped: false });
	await create();
	await host.call('create', { graph: 'h', shape, axes, capacity: CAPACITY });
	expect(room()).toEqual([CAPACITY, CAPACITY]);
});

test.each(['dropped', 'made anew'])(
	'an insertion that was under way when its graph was %s ends without touching it',
	async what => {
		await create();
		const many = 3_000;
		const adding = host.call('add', {
			graph: 'g',
			labels: Uint32Array.from({ length: many }, (_, i) => i),
			rows: int8(many * DIMENSIONS),
		});
		if (what === 'dropped') await host.call('drop', { graph: 'g' });
		else await create();
		expect((await adding).count).toBe(0);
		expect(made.map(hnsw => hnsw.getCurrentCount())).toEqual([0]);
		expect(room()).toEqual([what === 'dropped' ? 1 : CAPACITY]);
	},
);

test('checksums make no garbage outside V8’s heap, where it is noticed late', async () => {
	await create();
	await add();
	const path = join(folder, 'again.bin');
	const outside: number[] = [];
	for (let again = 0; again < 20; again++) {
		const { sha256 } = await host.call('save', { graph: 'g', path });
		await host.call('load', { graph: 'g', path, sha256, shape, axes, count: 3 });
		outside.push(process.memoryUsage().arrayBuffers);
	}
	expect(Math.max(...outside) - Math.min(...outside)).toBeLessThan(2 ** 20);
});
