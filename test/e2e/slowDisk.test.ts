import { execFileSync, spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lodestoneJson, PROGRAM, REPOSITORY, temporaryFolder, type Ended } from './support/cli';
import { writeManyFiles, writeProject } from './support/project';

/** Bytes a second: an old memory card. The model alone takes 6 s to read. */
const READ_BPS = 4 * 2 ** 20;
const WRITE_BPS = 2 ** 19;
const CGROUP = `/sys/fs/cgroup/blkio/lodestone-${process.pid}`;

const folder = temporaryFolder('slow');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');

/** A cgroup in which this disk is slow, where the system lets us make one and the disk obeys. */
function makeCgroup(): boolean {
	try {
		mkdirSync(CGROUP);
		const { dev } = statSync(folder.path);
		const device = `${(dev >> 8) & 0xfff}:${dev & 0xff}`;
		writeFileSync(join(CGROUP, 'blkio.throttle.read_bps_device'), `${device} ${READ_BPS}`);
		writeFileSync(join(CGROUP, 'blkio.throttle.write_bps_device'), `${device} ${WRITE_BPS}`);
		const started = performance.now();
		const args = [
			'if=/dev/zero',
			`of=${join(folder.path, 'trial')}`,
			'bs=64k',
			'count=8',
			'conv=fdatasync',
		];
		execFileSync('sh', ['-c', `${ENTER} exec dd "$@" 2>/dev/null`, 'sh', ...args]);
		// Half a megabyte: a second, not the few milliseconds of a disk.
		return performance.now() - started > 700;
	} catch {
		return false;
	}
}
const ENTER = `echo $$ > ${CGROUP}/cgroup.procs;`;
const slow = process.platform === 'linux' && makeCgroup();

/** Out of the page cache, so that it must be read. */
function forget(path: string): void {
	execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}

beforeAll(() => {
	if (!slow) return;
	writeProject(project);
	writeManyFiles(project, 200);
	execFileSync('sync', ['-f', project]);
	for (const entry of readdirSync(project, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) forget(join(entry.parentPath, entry.name));
	for (const name of readdirSync(join(REPOSITORY, 'models'), {
		recursive: true,
		withFileTypes: true,
	}))
		if (name.isFile()) forget(join(name.parentPath, name.name));
});
afterAll(() => {
	try {
		rmdirSync(CGROUP);
	} catch {
		/* it was never made */
	}
	folder.remove();
});

/** The real command line on the slow disk. */
function run(args: readonly string[]): Promise<Ended> {
	const started = performance.now();
	const child = spawn(
		'sh',
		[
			'-c',
			`${ENTER} exec "$@"`,
			'sh',
			process.execPath,
			PROGRAM,
			...args,
			'--store',
			store,
			'--json',
		],
		{ stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let out = '';
	let err = '';
	child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
	child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
	return new Promise(resolve => {
		child.on('close', code => resolve({ code, out, err, ms: performance.now() - started }));
	});
}

/** A process has taken the index for writing. */
const hasWriter = () =>
	existsSync(join(store, 'indexes')) &&
	readdirSync(join(store, 'indexes')).some(name =>
		existsSync(join(store, 'indexes', name, 'writer.json')),
	);

const readBytes = () =>
	[
		...readFileSync(join(CGROUP, 'blkio.throttle.io_service_bytes'), 'utf8').matchAll(
			/Read (\d+)/g,
		),
	].reduce((sum, [, bytes]) => sum + Number(bytes), 0);

describe.runIf(slow)('a disk of 4 MB/s for reading and half a megabyte for writing', () => {
	it('is enough to index, refine and answer, and another process finds what is there meanwhile', async () => {
		const indexing = run(['index', project]);
		// Set by a callback, which the compiler does not see.
		const state = { done: false };
		const ended = indexing.finally(() => (state.done = true));
		// Else the other process would write the index itself.
		while (!state.done && !hasWriter()) await setTimeout(20);
		const found: number[] = [];
		const errors: unknown[] = [];
		while (!state.done)
			await lodestoneJson<{ results: unknown[] }>([
				'search',
				project,
				'where are passwords hashed',
				'--store',
				store,
			]).then(
				answer => found.push(answer.results.length),
				(error: unknown) => errors.push(error),
			);
		const { code, out, err, ms } = await ended;
		expect(err).not.toMatch(/error|failed|locked/i);
		expect(code).toBe(0);
		const summary = JSON.parse(out) as { files: number; embedded: number };
		expect(summary.files).toBeGreaterThan(200);
		expect(summary.embedded).toBeGreaterThan(0);
		// It did read the slow disk: the model is 20 MB, of which other processes may have brought some into the page cache.
		expect(readBytes()).toBeGreaterThan(1e6);
		console.log(
			`indexed and refined in ${Math.round(ms / 100) / 10} s, ${(readBytes() / 1e6).toFixed(0)} MB read; ${found.length} answers of another process meanwhile`,
		);
		// Also the first, which came before anything was searchable, waited for an answer.
		expect(errors).toEqual([]);
		expect(found.length).toBeGreaterThan(0);
		expect(Math.min(...found)).toBeGreaterThan(0);
		const answer = await run(['search', project, 'where are passwords hashed']);
		expect(answer.out).toContain('auth/credentials.py');
		const again = JSON.parse((await run(['index', project])).out) as { embedded: number };
		expect(again.embedded).toBe(0);
		expect((await run(['verify', project])).code).toBe(0);
	}, 240_000);
});
