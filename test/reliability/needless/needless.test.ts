import { execFileSync } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Folder } from '../../../src/engine/engine';
import { collectGarbage } from '../../../src/engine/store/garbage';
import { EmbeddingStore, today } from '../../../src/engine/store/embeddingStore';
import { storePaths } from '../../../src/engine/store/storePaths';
import { distinctFile } from '../support/code';
import { git, makeTemplate } from '../freshness/repository';
import { embedder, newEngine } from '../freshness/subject';

let base: string;
let root: string;
let store: string;
let engine: Engine;
let folder: Folder;

beforeEach(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-needless-')));
	root = join(base, 'work');
	store = join(base, 'store');
	makeTemplate(root);
	for (let i = 0; i < 20; i++) writeFileSync(join(root, `big${i}.ts`), distinctFile(i, 4));
	git(root, 'add', '-A');
	git(root, 'commit', '-q', '-m', 'big');
	engine = await newEngine(store);
	folder = await engine.open(root);
	const first = await folder.update();
	expect(first.embedded).toBeGreaterThan(40);
});
afterEach(async () => {
	await engine.dispose();
	rmSync(base, { recursive: true, force: true });
});

/** Removes files from the index; their slots go with the change after that. */
async function leave(...paths: string[]): Promise<void> {
	for (const path of paths) rmSync(join(root, path));
	await folder.update();
	writeFileSync(join(root, 'next.ts'), distinctFile(500, 1));
	await folder.update();
}

/** Texts that the transformer was asked for while `work` ran. */
async function embeddedBy(work: () => Promise<unknown>): Promise<number> {
	const before = embedder.texts;
	await work();
	return embedder.texts - before;
}

async function openAndUpdate(at: string): Promise<number> {
	const other = await engine.open(at);
	const { chunks } = await other.update();
	await other.close();
	return chunks;
}

describe('embeds nothing anew', () => {
	it('for a branch switch there and back', async () => {
		git(root, 'checkout', '-q', 'feature');
		expect(await embeddedBy(() => folder.update())).toBeGreaterThan(0);
		git(root, 'checkout', '-q', 'main');
		expect(await embeddedBy(() => folder.update())).toBe(0);
		git(root, 'checkout', '-q', 'feature');
		expect(await embeddedBy(() => folder.update())).toBe(0);
	});

	it('for a clone, a worktree and a plain copy', async () => {
		execFileSync('git', ['clone', '-q', root, join(base, 'clone')], { stdio: 'ignore' });
		expect(git(root, 'worktree', 'add', '-q', join(base, 'tree'), '-b', 'beside')).toBe(true);
		cpSync(root, join(base, 'copy'), { recursive: true });
		for (const name of ['clone', 'tree', 'copy'])
			expect(
				await embeddedBy(async () =>
					expect(await openAndUpdate(join(base, name))).toBeGreaterThan(40),
				),
				name,
			).toBe(0);
	});

	it('for a folder that moved', async () => {
		await folder.close();
		renameSync(root, join(base, 'elsewhere'));
		expect(await embeddedBy(() => openAndUpdate(join(base, 'elsewhere')))).toBe(0);
	});

	it('for a touched file, and for other line ends', async () => {
		utimesSync(join(root, 'big1.ts'), new Date(), new Date(Date.now() - 3_600_000));
		expect(await embeddedBy(() => folder.update())).toBe(0);
		// The text that is embedded holds words, not line ends: what a checkout on Windows changes.
		const file = join(root, 'big2.ts');
		writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
		expect(await embeddedBy(() => folder.update())).toBe(0);
	});

	it('for a formatter that changes indentation and blank lines only', async () => {
		const file = join(root, 'big3.ts');
		const formatted = readFileSync(file, 'utf8')
			.replaceAll('\t', '    ')
			.replaceAll('}\n', '}\n\n');
		writeFileSync(file, formatted);
		expect(await embeddedBy(() => folder.update())).toBe(0);
	});

	it('for a rule that leaves a file out and lets it in again', async () => {
		writeFileSync(join(root, '.lodestoneignore'), 'big*.ts\n');
		expect((await folder.update()).removed).toBe(20);
		rmSync(join(root, '.lodestoneignore'));
		expect(await embeddedBy(() => folder.update())).toBe(0);
	});

	it('for an index that was removed or rebuilt', async () => {
		expect(await embeddedBy(() => folder.rebuild())).toBe(0);
		await folder.close();
		rmSync(storePaths(store, root).index, { recursive: true });
		expect(await embeddedBy(() => openAndUpdate(root))).toBe(0);
	});
});

describe('the shared vectors', () => {
	const limits = { maxAgeDays: 60, maxBytes: 2 ** 40 };
	const open = (): EmbeddingStore => EmbeddingStore.open(storePaths(store, root).embeddings);

	it('outlive their branch for as long as they may, and no longer', async () => {
		await leave(...Array.from({ length: 10 }, (_, i) => `big${i}.ts`));
		const vectors = open();
		try {
			const before = vectors.count();
			expect(await collectGarbage(store, vectors, limits)).toMatchObject({ vectors: 0 });
			// Long in use and then left: the age counts from the last time that they were seen in use.
			const later = today() + 59;
			expect(await collectGarbage(store, vectors, { ...limits, today: later })).toMatchObject({
				vectors: 0,
			});
			const report = await collectGarbage(store, vectors, { ...limits, today: today() + 61 });
			expect(report.skipped).toBeUndefined();
			expect(report.vectors).toBeGreaterThanOrEqual(20);
			expect(vectors.count()).toBe(before - report.vectors);
		} finally {
			vectors.close();
		}
		// What the index names is still there.
		expect(await embeddedBy(() => folder.update({ full: true }))).toBe(0);
		expect((await folder.verify()).problems).toEqual([]);
	});

	it('are kept from the day on which they were last in use, not made', async () => {
		const vectors = open();
		try {
			// A year of use with a look each month.
			for (let month = 1; month <= 12; month++)
				await collectGarbage(store, vectors, { ...limits, today: today() + 30 * month });
			const all = vectors.count();
			await leave('big0.ts');
			const soon = await collectGarbage(store, vectors, { ...limits, today: today() + 360 + 50 });
			expect(soon).toMatchObject({ vectors: 0, skipped: undefined });
			const late = await collectGarbage(store, vectors, { ...limits, today: today() + 360 + 70 });
			expect(late.vectors).toBeGreaterThanOrEqual(3);
			expect(vectors.count()).toBe(all + 1 - late.vectors);
		} finally {
			vectors.close();
		}
	});

	it('stay below their cap, the oldest unused first, and give the disk back what they took', async () => {
		const many = join(base, 'many');
		git(base, 'init', '-q', many);
		for (let i = 0; i < 300; i++) writeFileSync(join(many, `m${i}.ts`), distinctFile(1_000 + i, 5));
		const other = await engine.open(many);
		await other.update();
		await other.clear();
		await other.close();
		const vectors = open();
		try {
			vectors.shrink();
			const before = vectors.bytes();
			const maxBytes = Math.round(before / 2);
			const report = await collectGarbage(store, vectors, { ...limits, maxBytes });
			expect(report.vectors).toBeGreaterThan(300);
			expect(vectors.bytes()).toBeLessThan(maxBytes * 1.1);
			expect(report.bytes).toBeGreaterThan(before / 3);
		} finally {
			vectors.close();
		}
		expect(await embeddedBy(() => folder.update({ full: true }))).toBe(0);
	});

	it('are left alone while an index cannot be read', async () => {
		const { index } = storePaths(store, join(base, 'other'));
		execFileSync('mkdir', ['-p', index]);
		writeFileSync(
			join(index, 'catalogue.sqlite'),
			'no database at all, but who knows what it named',
		);
		await leave('big0.ts');
		const vectors = open();
		try {
			const report = await collectGarbage(store, vectors, { ...limits, today: today() + 400 });
			expect(report).toMatchObject({ vectors: 0 });
			expect(report.skipped).toContain('cannot be read');
		} finally {
			vectors.close();
		}
	});

	it('go with the index of a folder that is gone for long', async () => {
		const gone = join(base, 'gone');
		cpSync(root, gone, { recursive: true });
		writeFileSync(join(gone, 'only.ts'), distinctFile(77, 6));
		await openAndUpdate(gone);
		rmSync(gone, { recursive: true });
		const vectors = open();
		try {
			const soon = await collectGarbage(store, vectors, { ...limits, today: today() + 10 });
			expect(soon.indexes).toEqual([]);
			const late = await collectGarbage(store, vectors, { ...limits, today: today() + 70 });
			expect(late.indexes).toHaveLength(1);
			expect(late.vectors).toBeGreaterThanOrEqual(6);
		} finally {
			vectors.close();
		}
		expect((await folder.verify()).problems).toEqual([]);
	});
});
