import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { distinctFile } from '../../reliability/support/code';
import { FastEmbedder } from '../../reliability/support/fastEmbedder';
import { until } from '../../reliability/support/until';
import { scratch, type Scratch } from '../../support/engineOn';
import type { Engine } from '../../../src/engine/engine';
import type { Folder } from '../../../src/engine/engineTypes';
import { Catalogue } from '../../../src/engine/store/catalogue';
import { storePaths } from '../../../src/engine/store/storePaths';

describe('while indexing is paused', () => {
	let on: Scratch;
	afterEach(() => on.dispose());

	/** A folder of 20 files, indexed; then paused, with an update of 20 more held in the middle. */
	async function held(): Promise<{ engine: Engine; folder: Folder; update: Promise<unknown> }> {
		on = scratch();
		for (let i = 0; i < 20; i++) on.write(`f${i}.ts`, distinctFile(i, 3));
		const engine = await on.engine({ embedder: () => Promise.resolve(new FastEmbedder()) });
		const folder = await engine.open(on.root);
		await folder.update();
		const phases = new Set<string>();
		folder.pause('user');
		for (let i = 0; i < 20; i++) on.write(`g${i}.ts`, distinctFile(100 + i, 3));
		const update = folder.update({ onProgress: ({ phase }) => phases.add(phase) });
		update.catch(() => undefined);
		await until(() => phases.has('paused'));
		return { engine, folder, update };
	}

	it('verify answers, in one go, behind an update that the pause holds', async () => {
		const { folder, update } = await held();
		expect(await folder.verify()).toMatchObject({
			ok: true,
			problems: [],
			checked: { files: 20, chunks: 60, vectors: 60 },
		});
		expect(folder.status().files).toBe(20);
		folder.resume();
		await update;
		expect(await folder.verify()).toMatchObject({ ok: true, checked: { files: 40 } });
	});

	it('verify that waits for its turn answers as soon as a pause comes in between', async () => {
		const { folder, update } = await held();
		folder.resume();
		const asked = folder.verify();
		folder.pause('user');
		expect(await asked).toMatchObject({ ok: true });
		folder.resume();
		await update;
	});

	it('a rebuild leaves the index that is there until it goes on', async () => {
		const { folder, update } = await held();
		folder.resume();
		await update;
		folder.pause('user');
		const rebuilt = folder.rebuild();
		await nextTurn();
		expect((await folder.search({ query: 'step3x1' })).groups[0]?.path).toBe('f3.ts');
		expect(folder.status().files).toBe(40);
		folder.resume();
		expect((await rebuilt).files).toBe(40);
	});

	it('what verify finds broken is marked all the same, and made again once it goes on', async () => {
		const { folder, update } = await held();
		const catalogue = Catalogue.open(storePaths(on.store, on.root).catalogue);
		catalogue.db.exec(
			"UPDATE chunks SET crc = crc + 1 WHERE file = (SELECT id FROM files WHERE path = 'f3.ts')",
		);
		catalogue.close();
		const { problems } = await folder.verify();
		expect(problems).toEqual([
			{ part: 'chunks', what: 'The chunks of f3.ts are damaged.', healed: true },
		]);
		folder.resume();
		await update;
		await folder.update();
		expect((await folder.verify()).problems).toEqual([]);
		expect(folder.status()).toMatchObject({ files: 40, chunks: 120 });
	});

	it('a check that is cancelled leaves nothing behind that others wait for', async () => {
		on = scratch();
		for (let i = 0; i < 20; i++) on.write(`f${i}.ts`, distinctFile(i, 3));
		const engine = await on.engine({ embedder: () => Promise.resolve(new FastEmbedder()) });
		const folder = await engine.open(on.root);
		await folder.update();
		for (let i = 0; i < 20; i++) on.write(`f${i}.ts`, distinctFile(i, 3, 7));
		const stop = new AbortController();
		const check = folder.checkHealth(['staleness'], stop.signal);
		// Its update has begun, and is held.
		while (folder.status().state.type === 'ready') await nextTurn();
		folder.pause('user');
		stop.abort();
		await expect(check).rejects.toMatchObject({ code: 'cancelled' });
		expect(await folder.verify()).toMatchObject({ ok: true });
		folder.resume();
		// What it did not get to is not forgotten.
		await folder.update({ paths: ['f0.ts'] });
		const { groups } = await folder.search({ query: 'step19x2', limit: 3 });
		expect(groups[0]?.best.snippet?.lines.join('\n')).toContain('?? 7');
	});

	it('a check looks and tells, but mends nothing that it would have to wait for', async () => {
		const { folder, update } = await held();
		for (let i = 0; i < 20; i++) on.write(`f${i}.ts`, distinctFile(i, 3, 7));
		await folder.checkHealth(['staleness', 'drift']);
		expect(folder.status().files).toBe(20);
		folder.resume();
		await update;
		await folder.checkHealth(['staleness']);
		expect(folder.health().alarms.map(({ code }) => code)).not.toContain('stale-files');
	});

	it('a search has the files read again that its answer is about, and waits for no one', async () => {
		on = scratch();
		for (let i = 0; i < 5; i++) on.write(`f${i}.ts`, distinctFile(i, 3));
		const engine = await on.engine({ embedder: () => Promise.resolve(new FastEmbedder()) });
		const folder = await engine.open(on.root);
		await folder.update();
		folder.pause('user');
		on.write('f3.ts', distinctFile(3, 3, 7));
		const { groups } = await folder.search({ query: 'step3x1', limit: 3 });
		expect(groups[0]?.best.snippet?.lines.join('\n')).toContain('?? 7');
	});
});
