import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/engine/ports';
import { ParsePool } from '../../../src/engine/threads/parsePool';

/** A worker that does what the path says: the pool's own behaviour is under test, not the parser's. */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
try {
	workerData.current[1] = Number(require('node:fs').readlinkSync('/proc/thread-self').split('/').at(-1));
} catch {
	// Linux only.
}
parentPort.on('message', ({ id, job }) => {
	Atomics.store(workerData.current, 0, id);
	const answer = { id, result: { ok: false, path: job.path, reason: 'empty', detail: job.windowsOnly ? 'windows' : 'grammar' } };
	if (job.windowsOnly && !job.path.startsWith('always-')) return parentPort.postMessage(answer);
	if (job.path.endsWith('crash')) process.exit(3);
	if (job.path.endsWith('throw')) throw new Error('boom');
	if (job.path.endsWith('trap')) return parentPort.postMessage({ id, trap: 'unreachable' });
	if (job.path.endsWith('error')) return parentPort.postMessage({ id, error: 'no such thing' });
	if (job.path.endsWith('loop')) for (;;);
	const wait = job.path.endsWith('starved') ? 1_000 : job.path.endsWith('blocked') ? 600_000 : 0;
	if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
	// One file after the other, as the real worker: what stands behind waits.
	if (job.path.endsWith('slow')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
	parentPort.postMessage(answer);
});
`;

let folder: string;
let pool: ParsePool;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'lodestone-pool-'));
	writeFileSync(join(folder, 'parseWorker.js'), WORKER);
	pool = new ParsePool({
		workersDir: folder,
		data: {
			grammars: '',
			models: '',
			draft: new SharedArrayBuffer(8),
			fingerprint: '',
			niceness: 0,
		},
		size: 2,
		logger: silentLogger,
	});
});
afterEach(async () => {
	await pool.dispose();
	rmSync(folder, { recursive: true, force: true });
});

const analyse = async (path: string): Promise<string> => {
	const result = await pool.analyse({ path, text: '', maxFileBytes: 1 });
	return result.ok === false ? `${result.path} ${result.reason} ${result.detail}` : 'analysed';
};

describe('ParsePool', () => {
	it('answers every job once, whatever happens to the others', async () => {
		const paths = [
			'a',
			'b-slow',
			'c-trap',
			'd',
			'e-crash',
			'f-slow',
			'g-throw',
			'h',
			'i-slow',
			'j',
		];
		const answers = await Promise.all(paths.map(analyse));
		expect(answers).toEqual(
			paths.map(path => `${path} empty ${/trap|crash|throw/.test(path) ? 'windows' : 'grammar'}`),
		);
	});

	it('gives a file up that kills its worker twice, and says so', async () => {
		const [bad, good] = await Promise.all([analyse('always-crash'), analyse('fine')]);
		expect(bad).toMatch(/^always-crash unreadable Reading it failed: exited with 3/);
		expect(good).toBe('fine empty grammar');
	});

	it('blames a trap on its own file, also when the worker is at the next one by then', async () => {
		// Both in one worker; the second is answered before the pool hears of the trap.
		pool.resize(1);
		const logged = await Promise.all(['c-trap', 'd', 'f-trap', 'g'].map(analyse));
		expect(logged).toEqual([
			'c-trap empty windows',
			'd empty grammar',
			'f-trap empty windows',
			'g empty grammar',
		]);
	});

	it('reports an error of one file as that file’s', async () => {
		expect(await analyse('x-error')).toBe('x-error unreadable Reading it failed: no such thing.');
		expect(await analyse('y')).toBe('y empty grammar');
	});

	it('works again after its idle workers were ended, and with fewer workers', async () => {
		await analyse('a');
		pool.resize(1);
		expect(pool.capacity).toBe(2);
		expect(await Promise.all(['b-slow', 'c', 'd'].map(analyse))).toHaveLength(3);
	});

	it('keeps one worker that has read little for the next save, and ends it after a minute', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			await Promise.all(['a-slow', 'b-slow', 'c-slow', 'd-slow'].map(analyse));
			expect(pool.workers).toBe(2);
			vi.advanceTimersByTime(2_900);
			expect(pool.workers).toBe(2);
			vi.advanceTimersByTime(200);
			expect(pool.workers).toBe(1);
			vi.advanceTimersByTime(50_000);
			expect(await analyse('saved')).toBe('saved empty grammar');
			vi.advanceTimersByTime(62_000);
			expect(pool.workers).toBe(1);
			vi.advanceTimersByTime(2_000);
			expect(pool.workers).toBe(0);
			expect(await analyse('later')).toBe('later empty grammar');
		} finally {
			vi.useRealTimers();
		}
	});

	it('keeps no worker that has read many files: its memory has grown', async () => {
		pool.resize(1);
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			await Promise.all(Array.from({ length: 51 }, (_, i) => analyse(`f${i}`)));
			expect(pool.workers).toBe(1);
			vi.advanceTimersByTime(3_100);
			expect(pool.workers).toBe(0);
		} finally {
			vi.useRealTimers();
		}
	});

	it('rejects what is under way when it is disposed', async () => {
		const waiting = Promise.allSettled([
			analyse('b-slow'),
			analyse('c-slow'),
			analyse('d-slow'),
			analyse('e-slow'),
			analyse('f-slow'),
		]);
		await pool.dispose();
		for (const settled of await waiting)
			if (settled.status === 'rejected')
				expect(settled.reason).toMatchObject({ code: 'cancelled' });
		await expect(analyse('later')).rejects.toMatchObject({ code: 'cancelled' });
	});
});

describe.runIf(process.platform === 'linux')('a worker that does not answer', () => {
	beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
	afterEach(() => void vi.useRealTimers());
	/** Lets seconds pass on the pool's clock, each in `realMs`, until an answer comes. @returns it and the seconds that it took. */
	async function ticking(path: string, realMs: number): Promise<[string, number]> {
		const answer = analyse(path);
		for (let seconds = 0; ; seconds++) {
			const later = new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), realMs));
			const said = await Promise.race([answer, later]);
			if (said !== undefined) return [said, seconds];
			vi.advanceTimersByTime(1_000);
		}
	}
	it('is ended when it works in vain', async () => {
		const [answer, seconds] = await ticking('loop', 250);
		expect(answer).toBe('loop empty windows');
		expect(seconds).toBeGreaterThanOrEqual(10);
		expect(seconds).toBeLessThan(120);
	});
	it('is waited for when its thread gets no time', async () => {
		const [answer, seconds] = await ticking('starved', 20);
		expect(answer).toBe('starved empty grammar');
		expect(seconds).toBeGreaterThan(11);
	});
	it('is ended in the end when it only waits', async () => {
		const [answer, seconds] = await ticking('blocked', 10);
		expect(answer).toBe('blocked empty windows');
		expect(seconds).toBeGreaterThanOrEqual(120);
	});
});
