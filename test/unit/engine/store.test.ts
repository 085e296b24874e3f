import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalogue } from '../../../src/engine/store/catalogue';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';
import { storePaths } from '../../../src/engine/store/storePaths';
import { catalogueSnapshot } from '../../support/catalogueSnapshot';
import { scratch, type Scratch } from '../../support/engineOn';

let work: Scratch;
beforeEach(() => {
	work = scratch({
		'src/a.ts': '/** Adds. */\nexport function add(a: number, b: number) {\n\treturn a + b;\n}\n',
		'src/b.py': 'def parse_header(line):\n    """Parses a header."""\n    return line.split(":")\n',
	});
});
afterEach(() => work.dispose());

const paths = () => storePaths(work.store, work.root);

/** Flips bits in the middle of a file, as a bad disk would. */
function damage(path: string, at = 0.5, bytes = 64): void {
	const content = readFileSync(path);
	const start = Math.floor(content.length * at);
	for (let i = start; i < Math.min(start + bytes, content.length); i++)
		content[i] = (content[i] ?? 0) ^ 0x5a;
	writeFileSync(path, content);
}

async function indexed() {
	const engine = await work.engine();
	const folder = await engine.open(work.root);
	const summary = await folder.update({ refine: false });
	await engine.dispose();
	return summary;
}

/** As the refiner commits: the vector into the shared store, then the slot without its draft. */
function refineOne(): void {
	const catalogue = Catalogue.open(paths().catalogue);
	const embeddings = EmbeddingStore.open(paths().embeddings);
	const [slot] = [...catalogue.slots()];
	if (slot === undefined) throw new Error('no slot');
	embeddings.put(slot.key, { precision: 2, scale: 1, values: new Int8Array(384).fill(3) });
	catalogue.setPrecision(slot.slot, 2, catalogue.nextSeq());
	catalogue.removePending(slot.slot);
	embeddings.close();
	catalogue.close();
}

describe('the store', () => {
	it.skipIf(process.platform === 'win32')('is private to the user', async () => {
		await indexed();
		expect(statSync(work.store).mode & 0o777).toBe(0o700);
		expect(statSync(paths().index).mode & 0o777).toBe(0o700);
		for (const file of [paths().catalogue, paths().embeddings])
			expect(statSync(file).mode & 0o077).toBe(0);
	});

	it('lies outside the workspace', async () => {
		await indexed();
		expect(readdirSync(work.root)).toEqual(['src']);
	});

	it('heals a catalogue that is no database', async () => {
		const before = await indexed();
		const snapshot = catalogueSnapshot(work.store, work.root);
		damage(paths().catalogue, 0, 100);
		const engine = await work.engine();
		const folder = await engine.open(work.root);
		const summary = await folder.update({ refine: false });
		expect(summary).toMatchObject({ files: before.files, chunks: before.chunks });
		await engine.dispose();
		expect(catalogueSnapshot(work.store, work.root)).toEqual(snapshot);
		expect(existsSync(`${paths().catalogue}.damaged`)).toBe(true);
	});

	it('notices a damaged block, reads that file again and no other', async () => {
		await indexed();
		const snapshot = catalogueSnapshot(work.store, work.root);
		const db = new DatabaseSync(paths().catalogue);
		const row = db.prepare("SELECT id FROM files WHERE path = 'src/a.ts'").get() as { id: number };
		db.prepare("UPDATE chunks SET names = replace(names, 'add', 'bad') WHERE file = ?").run(row.id);
		db.close();
		const engine = await work.engine();
		const folder = await engine.open(work.root);
		// The damaged file is not answered from; the sound one is.
		expect((await folder.search({ query: 'bad', mode: 'keyword' })).groups).toEqual([]);
		expect((await folder.search({ query: 'parse_header', mode: 'keyword' })).groups[0]?.path).toBe(
			'src/b.py',
		);
		const report = await folder.verify();
		expect(report.ok).toBe(false);
		expect(
			report.problems.some(
				problem => problem.part === 'chunks' && problem.what.includes('src/a.ts'),
			),
		).toBe(true);
		await folder.update({ refine: false });
		expect(
			(await folder.verify()).problems.filter(problem => problem.part !== 'catalogue'),
		).toEqual([]);
		await engine.dispose();
		expect(catalogueSnapshot(work.store, work.root)).toEqual(snapshot);
	});

	it.each(['draft', 'refined'] as const)('makes a damaged %s vector anew', async precision => {
		await indexed();
		if (precision === 'refined') refineOne();
		const [file, table, column] =
			precision === 'draft'
				? [paths().catalogue, 'pending', 'draft']
				: [paths().embeddings, 'embeddings', 'vector'];
		const db = new DatabaseSync(file);
		const row = db
			.prepare(`SELECT rowid AS id, ${column} AS vector FROM ${table} LIMIT 1`)
			.get() as {
			id: number;
			vector: Uint8Array;
		};
		const vector = Uint8Array.from(row.vector, (byte, i) => (i === 100 ? byte ^ 1 : byte));
		db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(vector, row.id);
		db.close();
		const engine = await work.engine();
		const folder = await engine.open(work.root);
		expect(folder.status().coverage.meaning).toBeLessThan(folder.status().chunks);
		await folder.update({ refine: false });
		expect(folder.status().coverage.meaning).toBe(folder.status().chunks);
		expect((await folder.verify()).problems.filter(problem => problem.part === 'vectors')).toEqual(
			[],
		);
	});

	it('refuses a store of a newer version with one clear sentence', async () => {
		await indexed();
		const db = new DatabaseSync(paths().catalogue);
		db.exec('PRAGMA user_version = 99');
		db.close();
		const engine = await work.engine();
		await expect(engine.open(work.root)).rejects.toMatchObject({ code: 'store-newer' });
	});

	it.skipIf(process.getuid?.() === 0)('says that a read-only place is read-only', async () => {
		chmodSync(work.root, 0o500);
		const engine = await work.engine({ storeRoot: join(work.root, 'store') });
		await expect(engine.open(work.root)).rejects.toMatchObject({ code: 'store-read-only' });
		chmodSync(work.root, 0o700);
	});

	it('says so when a file is where the store should be', async () => {
		writeFileSync(join(work.root, 'file'), '');
		const engine = await work.engine({ storeRoot: join(work.root, 'file') });
		await expect(engine.open(work.root)).rejects.toMatchObject({ code: 'not-a-folder' });
	});

	it('refuses folders that are none', async () => {
		const engine = await work.engine();
		await expect(engine.open(join(work.root, 'nowhere'))).rejects.toMatchObject({
			code: 'not-found',
		});
		await expect(engine.open(join(work.root, 'src/a.ts'))).rejects.toMatchObject({
			code: 'not-a-folder',
		});
	});
});

/** Another process that holds the index open, as a second window does. */
async function otherProcess(): Promise<ChildProcess> {
	const child = fork(resolve('test/support/holdIndex.ts'), [work.store, work.root], {
		execArgv: ['--import', 'tsx', '--disable-warning=ExperimentalWarning'],
		stdio: 'inherit',
	});
	await once(child, 'message');
	return child;
}

describe('several processes on one folder', () => {
	it('lets one write and the others read, and takes over when it dies', async () => {
		const writer = await otherProcess();
		const engine = await work.engine();
		const folder = await engine.open(work.root);
		expect(folder.status().writer).toBe('other');
		await expect(folder.update()).rejects.toMatchObject({ code: 'store-locked' });
		expect((await folder.search({ query: 'parse_header', mode: 'keyword' })).groups[0]?.path).toBe(
			'src/b.py',
		);

		work.write('src/c.ts', 'export function brandNewThing() {\n\treturn 1;\n}\n');
		writer.send('update');
		await once(writer, 'message');
		expect((await folder.search({ query: 'brandNewThing', mode: 'keyword' })).groups[0]?.path).toBe(
			'src/c.ts',
		);
		work.remove('src/b.py');
		writer.send('update');
		await once(writer, 'message');
		expect((await folder.search({ query: 'parse_header', mode: 'keyword' })).groups).toEqual([]);

		const died = once(writer, 'exit');
		writer.kill('SIGKILL');
		await died;
		work.write('src/d.ts', 'export function afterTheCrash() {\n\treturn 2;\n}\n');
		await folder.update({ refine: false });
		expect(folder.status().writer).toBe('this');
		expect((await folder.search({ query: 'afterTheCrash', mode: 'keyword' })).groups[0]?.path).toBe(
			'src/d.ts',
		);
		expect((await folder.verify()).problems).toEqual([]);
	}, 60_000);
});
