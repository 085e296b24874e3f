import { execFileSync, spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseError } from '../../../src/engine/store/database';
import { storeError, storePaths } from '../../../src/engine/store/storePaths';
import { distinctFile } from '../support/code';
import { RealEngine } from '../support/realEngine';
import { until } from '../support/until';
import { canMount, Disk } from './mount';

let base: string;
let root: string;
let disks: Disk[];
let engines: RealEngine[];

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-disk-')));
	execFileSync('chmod', ['755', base]);
	root = join(base, 'work');
	disks = [];
	engines = [];
	mkdirSync(root);
	addFiles(0, 20);
});
afterEach(async () => {
	for (const engine of engines) await engine.kill();
	for (const disk of disks) disk.remove();
	rmSync(base, { recursive: true, force: true });
});

function addFiles(from: number, to: number, functions = 4): void {
	for (let i = from; i < to; i++) writeFileSync(join(root, `f${i}.ts`), distinctFile(i, functions));
}

function disk(name: string, options: string): Disk {
	const made = new Disk(join(base, name), options);
	disks.push(made);
	return made;
}

async function engineOn(store: string, uid?: number): Promise<RealEngine> {
	const engine = await RealEngine.start({ store, ...(uid === undefined ? {} : { uid }) });
	engines.push(engine);
	return engine;
}

async function finds(engine: RealEngine, name: string): Promise<boolean> {
	const { groups } = await engine.call('search', { folderId: root, request: { query: name } });
	return groups.some(group => [group.best, ...group.more].some(hit => hit.symbol === name));
}

const update = (engine: RealEngine) => engine.call('update', { folderId: root, refine: false });
const status = (engine: RealEngine) => engine.call('status', { folderId: root });

/** Without a word from anybody the index comes to hold all files, refined, and the status is well again. */
async function recovers(engine: RealEngine, files: number): Promise<void> {
	await until(async () => {
		const { files: have, coverage, state } = await status(engine);
		return have === files && coverage.refined === coverage.chunks && state.type === 'ready';
	});
	expect((await engine.call('verify', { folderId: root })).problems).toEqual([]);
}

describe.runIf(canMount())('a disk', () => {
	it('that fills up: search goes on, the status says so, indexing resumes by itself', async () => {
		const small = disk('small', 'size=12m');
		const engine = await engineOn(join(small.path, 'store'));
		await engine.open(root);
		await update(engine);
		await until(async () => (await status(engine)).coverage.refined === 80);
		small.fill();
		addFiles(20, 120, 12);
		await expect(update(engine)).rejects.toMatchObject({ code: 'disk-full' });
		expect((await status(engine)).state).toMatchObject({ type: 'error', code: 'disk-full' });
		expect(await finds(engine, 'step7x2')).toBe(true);
		small.free();
		await recovers(engine, 120);
		expect(await finds(engine, 'step99x3')).toBe(true);
	});

	it('that is full from the start: what is there is searched', async () => {
		const small = disk('small', 'size=6m');
		const store = join(small.path, 'store');
		const first = await engineOn(store);
		await first.open(root);
		await update(first);
		await until(async () => (await status(first)).coverage.refined === 80);
		await first.close();
		small.fill();
		addFiles(20, 25);
		const engine = await engineOn(store);
		await engine.open(root);
		expect(await finds(engine, 'step7x2')).toBe(true);
		await update(engine).catch(() => undefined);
		expect((await status(engine)).state).toMatchObject({ type: 'error' });
		small.free();
		await recovers(engine, 25);
	});

	it('that is full, by the runbook, from the command line', () => {
		const section = /## disk-full\n([^]*?)(?=\n## |$)/.exec(
			readFileSync('docs/RUNBOOKS.md', 'utf8'),
		);
		const written = section?.[1]?.match(/lodestone (?:doctor|clean)[^`\n]*/g);
		expect(written).toEqual([
			'lodestone doctor FOLDER',
			'lodestone clean FOLDER',
			'lodestone clean --all',
		]);
		const small = disk('small', 'size=14m');
		const store = join(small.path, 'store');
		const lodestone = (...args: string[]) =>
			spawnSync(process.execPath, ['--no-warnings', 'bin/lodestone.js', ...args], {
				encoding: 'utf8',
			});
		/** A line of the runbook, for a folder. */
		const run = (line: number, folder: string) =>
			lodestone(
				...(written?.[line] ?? '').replace('FOLDER', folder).split(' ').slice(1),
				'--store',
				store,
			);
		const other = join(base, 'other');
		mkdirSync(other);
		for (let i = 0; i < 60; i++) writeFileSync(join(other, `o${i}.ts`), distinctFile(500 + i, 25));
		for (const folder of [other, root])
			expect(lodestone('index', folder, '--draft', '--store', store).status).toBe(0);
		small.fill();

		// The symptom: a sentence that names the runbook; search goes on with what there is.
		addFiles(20, 40, 12);
		const full = lodestone('index', root, '--draft', '--store', store);
		expect(full.status).toBe(1);
		expect(full.stderr).toContain('is full');
		expect(full.stderr).toContain('docs/RUNBOOKS.md#disk-full');
		const search = lodestone('search', root, 'step7x2', '--mode', 'keyword', '--store', store);
		expect(search.stdout).toContain('step7x2');

		// To make sure.
		const doctor = run(0, root);
		expect(doctor.status).toBe(1);
		expect(doctor.stdout).toMatch(/disk room.*\b0 MB free/);

		// The remedy: the index of a folder that is not needed goes, and indexing goes on where it stopped.
		expect(run(1, other)).toMatchObject({ status: 0, stderr: '' });
		const again = lodestone('index', root, '--draft', '--store', store, '--json');
		expect(again.stderr).toBe('');
		expect(again.status).toBe(0);
		expect(lodestone('search', root, 'step33x9', '--store', store).stdout).toContain('step33x9');
		expect(lodestone('verify', root, '--store', store).status).toBe(0);

		// Full again: all indexes go, or the store is put elsewhere.
		small.fill();
		addFiles(40, 60, 12);
		expect(lodestone('index', root, '--draft', '--store', store).status).toBe(1);
		const elsewhere = join(base, 'elsewhere');
		expect(lodestone('index', root, '--draft', '--store', elsewhere).status).toBe(0);
		expect(run(2, root)).toMatchObject({ status: 0, stderr: '' });
		// What was given back is enough for what it held.
		for (let i = 20; i < 60; i++) rmSync(join(root, `f${i}.ts`));
		expect(lodestone('index', root, '--draft', '--store', store).status).toBe(0);
	});

	it('that is read-only: what is there is searched, until it can be written', async () => {
		const small = disk('small', 'size=16m');
		const store = join(small.path, 'store');
		const first = await engineOn(store);
		await first.open(root);
		await update(first);
		await until(async () => (await status(first)).coverage.refined === 80);
		await first.close();
		small.remount('ro');
		const engine = await engineOn(store);
		await engine.open(root);
		expect(await finds(engine, 'step7x2')).toBe(true);
		await expect(update(engine)).rejects.toMatchObject({ code: 'store-read-only' });
		expect((await status(engine)).state).toMatchObject({ type: 'error', code: 'store-read-only' });
		const cli = spawnSync(
			process.execPath,
			['--no-warnings', 'bin/lodestone.js', 'search', root, 'step3x1', '--store', store, '--json'],
			{ encoding: 'utf8' },
		);
		expect(cli.stdout).toContain('step3x1');
		addFiles(20, 25);
		small.remount('rw');
		await recovers(engine, 25);
	});

	it('with no room for another file (a quota of files)', async () => {
		const small = disk('small', 'size=16m,nr_inodes=40');
		const store = join(small.path, 'store');
		const first = await engineOn(store);
		await first.open(root);
		await update(first);
		await until(async () => (await status(first)).coverage.refined === 80);
		await first.close();
		const blockers: string[] = [];
		try {
			for (let i = 0; i < 50; i++) {
				const path = join(small.path, `x${i}`);
				writeFileSync(path, '');
				blockers.push(path);
			}
		} catch {
			/* the quota is used up */
		}
		addFiles(20, 25);
		const engine = await engineOn(store);
		await engine.open(root);
		expect(await finds(engine, 'step7x2')).toBe(true);
		for (const path of blockers) rmSync(path);
		await recovers(engine, 25);
	});

	it('of the workspace that goes and comes back: nothing is embedded again', async () => {
		cpSync(root, join(base, 'copy'), { recursive: true });
		const drive = disk('work', 'size=16m');
		cpSync(join(base, 'copy'), root, { recursive: true });
		const store = join(base, 'store');
		const engine = await engineOn(store);
		await engine.open(root);
		const first = await engine.call('update', { folderId: root });
		expect(first).toMatchObject({ files: 20, embedded: 80 });
		drive.unplug();
		rmSync(root, { recursive: true });
		await expect(update(engine)).rejects.toMatchObject({ code: 'not-found' });
		expect((await status(engine)).files).toBe(20);
		disk('work', 'size=16m');
		cpSync(join(base, 'copy'), root, { recursive: true });
		expect(await engine.call('update', { folderId: root })).toMatchObject({
			files: 20,
			embedded: 0,
		});
	});

	it('on which nothing may be written by this user', async ctx => {
		const nobody = 65_534;
		const store = join(base, 'store');
		const first = await engineOn(store);
		await first.open(root);
		await update(first);
		await until(async () => (await status(first)).coverage.refined === 80);
		await first.close();
		const reads = spawnSync(process.execPath, ['-e', ''], { uid: nobody, cwd: process.cwd() });
		const sees = spawnSync('test', ['-r', join(process.cwd(), 'dist/engineProcess.js')], {
			uid: nobody,
		});
		if (reads.status !== 0 || sees.status !== 0) return ctx.skip();
		execFileSync('chmod', ['-R', 'a+rX,a-w', store]);
		const engine = await engineOn(store, nobody);
		await engine.open(root);
		expect(await finds(engine, 'step7x2')).toBe(true);
		await expect(update(engine)).rejects.toMatchObject({ code: 'store-read-only' });
		execFileSync('chown', ['-R', 'nobody', store]);
		execFileSync('chmod', ['-R', 'u+w', store]);
		addFiles(20, 25);
		await recovers(engine, 25);
	});
});

it('a quota is told as a full disk, whoever notices it', () => {
	expect(storeError(Object.assign(new Error('x'), { code: 'EDQUOT' }), '/s').code).toBe(
		'disk-full',
	);
	expect(databaseError(Object.assign(new Error('x'), { errcode: 13 }), '/s').code).toBe(
		'disk-full',
	);
	expect(databaseError(Object.assign(new Error('x'), { errcode: 778 }), '/s').code).toBe(
		'disk-full',
	);
	expect(storePaths('/s', '/w').root).toBe('/s');
});
