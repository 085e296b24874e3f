import { afterEach, describe, expect, it } from 'vitest';
import type { Folder } from '../../../src/engine/engineTypes';
import { statusText } from '../../../src/cli/statusText';
import { styleFor } from '../../../src/cli/style';
import { distinctFile } from '../../reliability/support/code';
import { FastEmbedder } from '../../reliability/support/fastEmbedder';
import { scratch, type Scratch } from '../../support/engineOn';

const FILES = 12;
const EACH = 10;
const PLAIN_STYLE = styleFor(
	{ write: () => undefined, isTerminal: false, columns: 80 },
	'never',
	{},
);

describe('a folder with more texts than the limit of vectors', () => {
	let place: Scratch | undefined;
	afterEach(async () => {
		await place?.dispose();
		place = undefined;
	});

	const nameOf = (file: number): string => `f${String(file).padStart(2, '0')}.ts`;
	/** Files f00.ts … f11.ts of ten functions each. */
	const files = (): Scratch => {
		place = scratch();
		for (let i = 0; i < FILES; i++) place.write(nameOf(i), distinctFile(i, EACH));
		return place;
	};
	const open = async (
		on: Scratch,
		maxVectors: number,
	): Promise<{ folder: Folder; texts: () => number }> => {
		const embedder = new FastEmbedder();
		const engine = await on.engine({ maxVectors, embedder: () => Promise.resolve(embedder) });
		return { folder: await engine.open(on.root), texts: () => embedder.texts };
	};
	const top = async (folder: Folder, query: string): Promise<string | undefined> =>
		(await folder.search({ query, limit: 3 })).groups[0]?.path;

	/** A file with vectors and one without. Two workers read the files: which come first is not certain. */
	const byVectors = async (folder: Folder): Promise<{ having: number; lacking: number }> => {
		const beyond: boolean[] = [];
		for (let i = 0; i < FILES; i++)
			beyond.push((await folder.explain(nameOf(i))).detail.includes('by its words alone'));
		return { having: beyond.indexOf(false), lacking: beyond.indexOf(true) };
	};

	it('gives vectors to the first, keeps the rest by words, and says so', async () => {
		const on = files();
		const { folder, texts } = await open(on, 55);
		const { chunks } = await folder.update();
		const { coverage, wordsOnly, state } = folder.status();
		expect(chunks).toBe(FILES * EACH);
		expect(state.type).toBe('ready');
		// Whole files: five fit, a sixth would not.
		expect(coverage).toEqual({ chunks, keyword: chunks, meaning: 50, refined: 50 });
		expect(wordsOnly).toBe(70);
		expect(texts()).toBe(50);
		// Every function is found by its name, wherever it lies.
		for (let i = 0; i < FILES; i++)
			expect(await top(folder, `step${i}x4`)).toBe(`f${String(i).padStart(2, '0')}.ts`);
		const beyond = [];
		for (let i = 0; i < FILES; i++) {
			const said = await folder.explain(`f${String(i).padStart(2, '0')}.ts`);
			expect(said.indexed).toBe(true);
			if (said.detail.includes('by its words alone')) {
				beyond.push(said);
				expect(said.remedy).toContain('lodestone.maxVectors');
			}
		}
		expect(beyond).toHaveLength(7);
		expect(statusText('x', folder.status(), PLAIN_STYLE, Date.now())).toContain(
			'70 chunks beyond the limit of vectors are found by words alone',
		);
		// A filter over such files and a look at the whole index find nothing wrong.
		const filtered = await folder.search({
			query: 'weight of each piece',
			mode: 'meaning',
			filters: { include: ['f11.ts'] },
		});
		expect(filtered.groups.every(({ path }) => path === 'f11.ts')).toBe(true);
		expect(await folder.verify()).toMatchObject({ ok: true, problems: [] });
	});

	it('keeps that over a restart, a save and a rebuild', async () => {
		const on = files();
		const first = await open(on, 55);
		await first.folder.update();
		await first.folder.close();
		const { folder, texts } = await open(on, 55);
		expect((await folder.update()).embedded).toBe(0);
		expect(folder.status().wordsOnly).toBe(70);
		// A file that has vectors keeps them when it is saved; one that has none does not take another's, whichever is saved first.
		const { having, lacking } = await byVectors(folder);
		on.write(nameOf(lacking), distinctFile(lacking, EACH, 2));
		await folder.update();
		expect(folder.status().wordsOnly).toBe(70);
		on.write(nameOf(having), distinctFile(having, EACH, 2));
		await folder.update();
		expect(folder.status().wordsOnly).toBe(70);
		expect(texts()).toBe(EACH);
		expect(await top(folder, `step${lacking}x9`)).toBe(nameOf(lacking));
		await folder.rebuild();
		expect(folder.status().coverage.refined).toBe(50);
	});

	it('reads the rest again once there is room, by a higher limit or by files that went', async () => {
		const on = files();
		const small = await open(on, 55);
		await small.folder.update();
		for (let i = 0; i < 4; i++) on.remove(`f0${i}.ts`);
		await small.folder.update();
		await small.folder.close();
		const same = await open(on, 55);
		await same.folder.update();
		expect(same.folder.status().coverage.meaning).toBe(50);
		expect(same.folder.status().wordsOnly).toBe(30);
		await same.folder.close();
		const large = await open(on, 1_000);
		await large.folder.update();
		expect(large.folder.status()).toMatchObject({ wordsOnly: 0, coverage: { refined: 80 } });
	});
});
