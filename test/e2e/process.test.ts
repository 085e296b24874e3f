import { execFile, execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import type { IndexStatus, IndexSummary } from '../../src/shared/types';
import { lodestone, lodestoneJson, PROGRAM, temporaryFolder } from './support/cli';
import { writeFile, writeManyFiles, writeProject } from './support/project';

const folder = temporaryFolder('process');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');

beforeAll(() => writeProject(project));
afterAll(() => folder.remove());

describe('Ctrl-C', () => {
	it('stops within a moment, keeps what is done, and the next run goes on', async () => {
		const many = join(folder.path, 'many');
		writeManyFiles(many, 3000);
		let pressedMs = 0;
		const stopped = await lodestone(['index', many, '--store', store], {
			onStart: child => {
				const timer = setInterval(() => {
					if (!existsSync(join(store, 'embeddings.sqlite'))) return;
					clearInterval(timer);
					setTimeout(() => {
						pressedMs = performance.now();
						child.kill('SIGINT');
					}, 2500);
				}, 20);
			},
		});
		const tookMs = performance.now() - pressedMs;
		expect(stopped.code).toBe(130);
		expect(stopped.err).toContain('Stopped. What was done is kept.');
		expect(tookMs).toBeLessThan(3000);

		const status = await lodestoneJson<IndexStatus>(['status', many, '--store', store]);
		const kept = status.coverage.refined;
		const rest = await lodestoneJson<IndexSummary>(['index', many, '--store', store]);
		expect(rest.files).toBe(3000);
		expect(status.files).toBeGreaterThan(0);
		const texts = rest.embedded + kept;
		// Nothing that was refined is embedded again; the step in flight may be.
		expect(texts).toBeLessThanOrEqual(rest.chunks + 128);
		expect(
			(await lodestoneJson<IndexStatus>(['status', many, '--store', store])).coverage,
		).toMatchObject({
			refined: rest.chunks,
		});
	});
});

describe('Ctrl-C twice', () => {
	it('ends at once, by the signal', async () => {
		const many = join(folder.path, 'many');
		writeManyFiles(many, 3000);
		let pressedMs = 0;
		const fresh = join(folder.path, 'twice-store');
		const ended = await lodestone(['index', many, '--store', fresh], {
			onStart: child => {
				const timer = setInterval(() => {
					if (!existsSync(join(fresh, 'embeddings.sqlite'))) return;
					clearInterval(timer);
					setTimeout(() => {
						pressedMs = performance.now();
						child.kill('SIGINT');
						setTimeout(() => child.kill('SIGINT'), 5);
					}, 3000);
				}, 20);
			},
		});
		expect(performance.now() - pressedMs).toBeLessThan(1500);
		// Either the first was enough, or the signal itself ended it.
		expect([130, null]).toContain(ended.code);
		expect(ended.err).not.toContain('terminate called');
	});
});

describe('kill -9', () => {
	it('at any moment loses nothing but the step in flight', async () => {
		const many = join(folder.path, 'killed');
		const killedStore = join(folder.path, 'killed-store');
		writeManyFiles(many, 300);
		let refined = 0;
		for (const afterMs of [700, 1500, 2500, 4000]) {
			await lodestone(['index', many, '--store', killedStore], {
				onStart: child => void setTimeout(() => child.kill('SIGKILL'), afterMs),
			});
			const verified = await lodestone(['verify', many, '--store', killedStore]);
			expect(verified.code).toBe(0);
			const { coverage } = await lodestoneJson<IndexStatus>([
				'status',
				many,
				'--store',
				killedStore,
			]);
			expect(coverage.refined).toBeGreaterThanOrEqual(refined);
			refined = coverage.refined;
		}
		const rest = await lodestoneJson<IndexSummary>(['index', many, '--store', killedStore]);
		expect(rest.files).toBe(300);
		const { coverage } = await lodestoneJson<IndexStatus>(['status', many, '--store', killedStore]);
		expect(coverage).toMatchObject({
			refined: rest.chunks,
			meaning: rest.chunks,
			keyword: rest.chunks,
		});
		const { results } = await lodestoneJson<JsonAnswer>([
			'search',
			many,
			'parseHeader0',
			'--mode',
			'keyword',
			'--store',
			killedStore,
		]);
		expect(results[0]?.symbol).toBe('parseHeader0');
	});
});

describe('two at a time', () => {
	it('one indexes, the other searches what is there', async () => {
		const shared = join(folder.path, 'shared');
		writeManyFiles(shared, 400);
		writeProject(shared);
		const writing = lodestone(['index', shared, '--store', store]);
		await new Promise(resolve => setTimeout(resolve, 1500));
		const beside = await lodestone(['index', shared, '--store', store]);
		const written = await writing;
		expect(written.code).toBe(0);
		// Either it came too late to meet the other, or it says who is there.
		if (beside.code !== 0) expect(beside.err).toMatch(/keeps this index up to date/);
		const answers = await Promise.all(
			['derive_digest', 'persistently', 'grossTotal'].map(word =>
				lodestoneJson<JsonAnswer>([
					'search',
					shared,
					word,
					'--mode',
					'keyword',
					'--store',
					store,
					'--quiet',
				]),
			),
		);
		expect(answers.map(a => a.results[0]?.symbol)).toEqual([
			'derive_digest',
			'persistently',
			'grossTotal',
		]);
	});
});

describe('as a process', () => {
	it('ends quietly when the reader of its pipe leaves', async () => {
		await lodestone(['index', project, '--store', store]);
		const { stdout, stderr } = await promisify(execFile)('sh', [
			'-c',
			`"${process.execPath}" "${PROGRAM}" search "${project}" value --limit 100 --lines 100 --store "${store}" --quiet | head -n 1`,
		]);
		expect(stdout.split('\n')).toHaveLength(2);
		expect(stderr).toBe('');
	});
	it('keeps standard error free of warnings', async () => {
		const ended = await lodestone(['search', project, 'derive_digest', '--store', store]);
		expect(ended.err).toBe('');
	});
	it('names the version it needs when Node is too old', async () => {
		const ended = await lodestone(['--version'], {
			nodeArgs: ['--no-experimental-sqlite'],
			env: { LODESTONE_REEXEC: '1' },
		});
		expect(ended.code).toBe(1);
		expect(ended.err).toMatch(
			/^lodestone: it needs Node 22\.15 or newer .*install a newer Node.*\n$/,
		);
	});
	it('answers through the Node of its own when started with an older one', async ctx => {
		const older = olderNode();
		if (older === undefined) return ctx.skip();
		const ended = await lodestone(
			['search', project, 'derive_digest', '--json', '--store', store],
			{ node: older },
		);
		expect(ended.err).toBe('');
		expect(ended.code).toBe(0);
		const wrong = await lodestone(['search', project], { node: older });
		expect(wrong.code).toBe(2);
	});
	it('runs through a link to it, as npm link and installation make', async () => {
		const link = join(folder.path, 'lodestone');
		symlinkSync(PROGRAM, link);
		const { stdout } = await promisify(execFile)(process.execPath, [link, '--version']);
		expect(stdout).toMatch(/^lodestone \d+\.\d+\.\d+\n$/);
	});
	it('makes names with control characters harmless', async () => {
		if (process.platform === 'win32') return;
		const evil = join(folder.path, 'evil');
		writeFile(
			evil,
			'a\u001b[31m\nb.py',
			'def evil_marker():\n    """\u001b]0;owned\u0007 \u202e"""\n    return 1\n',
		);
		const ended = await lodestone([
			'search',
			evil,
			'evil_marker',
			'--store',
			store,
			'--color',
			'never',
			'--quiet',
		]);
		expect(ended.code).toBe(0);

		expect(ended.out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
		expect(ended.out).toContain('a\\x1b[31m\\nb.py:1');
	});
});

/** A Node on the PATH that lacks node:sqlite, if there is one. */
function olderNode(): string | undefined {
	for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
		const node = join(place, 'node');
		if (!existsSync(node)) continue;
		const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
		const [major = 0, minor = 0] = version.split('.').map(Number);
		if (major < 22 || (major === 22 && minor < 13)) return node;
	}
	return undefined;
}
