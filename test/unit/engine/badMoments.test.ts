import { afterEach, describe, expect, it, vi } from 'vitest';
import { distinctFile } from '../../reliability/support/code';
import { FastEmbedder } from '../../reliability/support/fastEmbedder';
import { until } from '../../reliability/support/until';
import { hitsOf } from '../../support/hits';
import { scratch, type Scratch } from '../../support/engineOn';

const DAY_MS = 86_400_000;

describe('bad moments', () => {
	let place: Scratch | undefined;
	afterEach(async () => {
		vi.useRealTimers();
		await place?.dispose();
		place = undefined;
	});

	const files = (count: number, functions: number): Scratch => {
		place = scratch();
		for (let i = 0; i < count; i++) place.write(`f${i}.ts`, distinctFile(i, functions));
		return place;
	};

	it('a file that changes while it is refined is neither lost nor there twice', async () => {
		const on = files(6, 40);
		// Steps of 192 texts: the first is at work when the file is saved, with its old texts in it.
		const embedder = new FastEmbedder(400);
		const engine = await on.engine({
			background: true,
			embedder: () => Promise.resolve(embedder),
		});
		const folder = await engine.open(on.root);
		await folder.update({ refine: false });
		await until(() => folder.status().state.type === 'indexing');
		on.write('f0.ts', distinctFile(0, 40, 7));
		on.write('f5.ts', distinctFile(5, 20, 7));
		await folder.update({ paths: ['f0.ts', 'f5.ts'], refine: false });
		await until(() => folder.status().state.type === 'ready');
		const { coverage, chunks } = folder.status();
		expect(chunks).toBe(4 * 40 + 40 + 20);
		expect(coverage).toEqual({ chunks, keyword: chunks, meaning: chunks, refined: chunks });
		// Old texts were embedded at most once, new ones exactly once.
		expect(embedder.texts).toBeGreaterThanOrEqual(chunks);
		expect(embedder.texts).toBeLessThanOrEqual(6 * 40 + 60);
		expect(await folder.verify()).toMatchObject({ ok: true });
		const { groups } = await folder.search({ query: 'step0x3', limit: 5 });
		expect(groups[0]?.best.snippet?.lines.join('\n')).toContain('?? 7');
		// Opened again, the same is there, and nothing is embedded anew.
		await folder.close();
		const again = new FastEmbedder();
		const next = await on.engine({ embedder: () => Promise.resolve(again) });
		const reopened = await next.open(on.root);
		await reopened.update();
		expect(reopened.status().coverage).toEqual(coverage);
		expect(again.texts).toBe(0);
	});

	it.each([
		['ahead', DAY_MS],
		['back', -DAY_MS],
	])(
		'a clock that jumps %s by a day hides no change and repeats no work',
		async (_name, jumpMs) => {
			const on = files(3, 5);
			const embedder = new FastEmbedder();
			const engine = await on.engine({ embedder: () => Promise.resolve(embedder) });
			const folder = await engine.open(on.root);
			await folder.update();
			expect(embedder.texts).toBe(15);
			vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
			// Nothing changed but the clock.
			await folder.update();
			expect(embedder.texts).toBe(15);
			on.write('f1.ts', distinctFile(1, 5, 3));
			await folder.update();
			expect(embedder.texts).toBe(20);
			// And it jumps to where it was, or further, while the file is saved once more.
			vi.setSystemTime(Date.now() - 2 * jumpMs);
			on.write('f1.ts', distinctFile(1, 5, 4));
			await folder.update();
			expect(embedder.texts).toBe(25);
			const { groups } = await folder.search({ query: 'step1x2', limit: 3 });
			expect(groups[0]?.best.snippet?.lines.join('\n')).toContain('?? 4');
			expect(folder.status()).toMatchObject({ state: { type: 'ready' }, chunks: 15 });
			expect(await folder.verify()).toMatchObject({ ok: true });
		},
	);

	it('a comment in the last line of ReScript, without a line end, keeps no parser busy for ever', async () => {
		const on = files(0, 0);
		on.write('cart.res', 'let sumPrices = cart => cart->Array.reduce(0.0, add)\n// the end');
		on.write('one.res', '// nothing but a comment');
		on.write('two.res', 'let homePage = "https://example.org" // in 2026');
		const folder = await (await on.engine()).open(on.root);
		await folder.update({ refine: false });
		// Not cut into windows of lines, as what no grammar could read is.
		const [hit] = hitsOf(await folder.search({ query: 'sumPrices', mode: 'keyword' }));
		expect(hit).toMatchObject({ path: 'cart.res', symbol: 'sumPrices' });
		const [page] = hitsOf(await folder.search({ query: 'homePage', mode: 'keyword' }));
		expect(page).toMatchObject({ path: 'two.res', symbol: 'homePage' });
		expect(folder.status()).toMatchObject({ files: 3, skipped: {} });
	});
});
