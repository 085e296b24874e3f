import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, temporaryFolder } from './support/cli';
import { writeManyFiles, writeProject } from './support/project';

/** Memory that the program may have; a machine with 1 GB free has more. */
const MEMORY_BYTES = 1_000_000_000;
const CGROUP = `/sys/fs/cgroup/memory/lodestone-${process.pid}`;

/** A memory cgroup of its own, where this system lets us make one. */
function makeCgroup(): boolean {
	try {
		mkdirSync(CGROUP);
		writeFileSync(join(CGROUP, 'memory.limit_in_bytes'), String(MEMORY_BYTES));
		return true;
	} catch {
		return false;
	}
}
const limited = process.platform === 'linux' && makeCgroup();
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

const folder = temporaryFolder('small');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');

beforeAll(() => {
	writeProject(project);
	writeManyFiles(project, 200);
});
afterAll(() => {
	if (limited) rmdirSync(CGROUP);
	folder.remove();
});

interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** The real command line on one core, in the cgroup, with a small heap. */
function run(args: readonly string[]): Promise<Ended> {
	const enter = limited ? `echo $$ > ${CGROUP}/cgroup.procs; ` : '';
	const child = spawn(
		'sh',
		[
			'-c',
			`${enter}exec taskset -c 0 "$@"`,
			'sh',
			process.execPath,
			'--max-old-space-size=256',
			PROGRAM,
			...args,
			'--store',
			store,
		],
		{ stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let out = '';
	let err = '';
	child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
	child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
	return new Promise(resolve => {
		child.on('close', code => resolve({ code, out, err }));
	});
}

describe.runIf(canPin)('a machine with one core and 1 GB of memory', () => {
	it('indexes and refines a folder, and answers', async () => {
		const indexed = await run(['index', project, '--json']);
		expect(indexed.err).not.toMatch(/heap|memory|killed/i);
		expect(indexed.code).toBe(0);
		const { files, chunks, embedded } = JSON.parse(indexed.out) as Record<string, number>;
		expect(files).toBeGreaterThan(200);
		expect(embedded).toBeGreaterThan(0);
		expect(embedded).toBeLessThanOrEqual(chunks ?? 0);
		const found = await run(['search', project, 'where are passwords hashed', '--json']);
		expect(found.code).toBe(0);
		expect(found.out).toContain('auth/credentials.py');
		const status = JSON.parse((await run(['status', project, '--json'])).out) as {
			coverage: { chunks: number; refined: number };
		};
		expect(status.coverage.refined).toBe(status.coverage.chunks);
		if (!limited) return;
		const peak = Number(readFileSync(join(CGROUP, 'memory.max_usage_in_bytes'), 'utf8'));
		console.log(`highest use of the cgroup, page cache included: ${Math.round(peak / 1e6)} MB`);
		expect(Number(readFileSync(join(CGROUP, 'memory.failcnt'), 'utf8'))).toBe(0);
	});
});
