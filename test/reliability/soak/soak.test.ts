import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createChangeQueue } from '../../../src/extension/workspace/changeQueue';
import { ALLOCATOR_ENVIRONMENT } from '../../../src/shared/allocator';
import { distinctFile } from '../support/code';
import { record } from '../support/figures';
import { RealEngine } from '../support/realEngine';
import { LONG, random, SEED, times } from '../support/scale';
import { describeSeries, extent, percentile, slope, slopeError } from './statistics';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-soak-')));
const root = join(base, 'work');
const store = join(base, 'store');
const FILES = 120;
/** Most parse workers of an engine. */
const PARSE_WORKERS = 3;
const next = random(SEED);

afterAll(() => rmSync(base, { recursive: true, force: true }));

function storeBytes(): number {
	return (
		readdirSync(store, { recursive: true, encoding: 'utf8' })
			// A generation of the graph may be put in its place meanwhile.
			.map(name => statSync(join(store, name), { throwIfNoEntry: false }))
			.reduce((sum, info) => sum + (info?.isFile() === true ? info.size : 0), 0)
	);
}

/** What a process holds open: its event loops (one a thread), and all that belongs to none of them. */
interface Handles {
	readonly loops: number;
	/** Files, sockets and pipes beyond those of the loops. */
	readonly others: number;
}

/** Descriptors of one of Node's event loops: an epoll instance, an io_uring, an eventfd and a pipe's two ends. */
const LOOP_HANDLES = 5;

function openHandles(pid: number): Handles {
	const folder = `/proc/${pid}/fd`;
	const targets = readdirSync(folder).map(fd => {
		try {
			return readlinkSync(join(folder, fd));
		} catch {
			return 'closed meanwhile';
		}
	});
	const loops = targets.filter(target => target === 'anon_inode:[eventpoll]').length;
	return { loops, others: targets.length - loops * LOOP_HANDLES };
}

/** Resident bytes of a process, from the kernel. */
function rss(pid: number): number {
	const kb = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
	return Number(kb) * 1024;
}

it.runIf(process.platform === 'linux')(
	'thousands of saves leave memory, handles, index and waiting times as they were',
	async () => {
		mkdirSync(root);
		for (let i = 0; i < FILES; i++) writeFileSync(join(root, `f${i}.ts`), distinctFile(i, 4));
		// As the extension starts it.
		const engine = await RealEngine.start({ store, env: ALLOCATOR_ENVIRONMENT });
		try {
			await engine.open(root);
			await engine.call('update', { folderId: root });
			const saves = times(160, 20_000);
			const savesASample = Math.ceil(saves / 60);
			const memory: number[] = [];
			const handles: Handles[] = [];
			const sizes: number[] = [];
			const waits: number[] = [];
			/** CPU seconds of the engine so far. */
			const cpu: number[] = [];
			let batches = 0;
			let longestQueue = 0;
			/** Paths that were told of and not yet handed to the engine. */
			const pending = new Set<string>();
			// The extension's own queue stands between the events and the engine, as in a window.
			const queue = createChangeQueue({
				urgentMs: 1,
				quietMs: 1,
				longestMs: 20,
				flush: async ({ paths }) => {
					batches++;
					if (paths === undefined) pending.clear();
					for (const path of paths ?? []) pending.delete(path);
					const started = performance.now();
					await engine.call('update', {
						folderId: root,
						refine: false,
						...(paths === undefined ? {} : { paths }),
					});
					waits.push(performance.now() - started);
				},
			});
			for (let n = 0; n < saves; n++) {
				const path = `f${Math.floor(next() * FILES)}.ts`;
				// Contents go round: what is bounded must stay bounded, and half of the texts come back.
				writeFileSync(
					join(root, path),
					distinctFile(Number(/\d+/.exec(path)?.[0]), 3 + (n % 3), n % 40),
				);
				queue.add(path, true);
				pending.add(path);
				longestQueue = Math.max(longestQueue, pending.size);
				await new Promise(resolve => setImmediate(resolve));
				if (n % 4 === 3) await queue.idle();
				if (n % savesASample !== 0) continue;
				await engine.call('search', {
					folderId: root,
					request: { query: `part ${n % 4} of order` },
				});
				memory.push(rss(engine.pid));
				cpu.push((await engine.call('usage', undefined)).cpuSeconds);
				handles.push(openHandles(engine.pid));
				sizes.push(storeBytes());
			}
			await queue.idle();
			queue.dispose();
			await engine.call('update', { folderId: root });

			const warm = Math.floor(memory.length / 3);
			/** Of bytes a sample, in KB a thousand saves. */
			const perThousand = (bytes: number): number =>
				Math.round((bytes * memory.length) / (saves / 1_000) / 1_024);
			const third = (place: 0 | 1 | 2): readonly number[] =>
				waits.slice((place * waits.length) / 3, ((place + 1) * waits.length) / 3);
			/** CPU ms a save between two samples. */
			const cpuMs = (from: number, to: number): number =>
				(((cpu[to] ?? 0) - (cpu[from] ?? 0)) * 1_000) / ((to - from) * savesASample);
			const cpuFirst = cpuMs(0, warm);
			const cpuLast = cpuMs(2 * warm, cpu.length - 1);
			const growth = describeSeries(memory.slice(warm));
			record('soak', {
				saves,
				batches,
				'RSS slope after warm-up, KB a thousand saves (standard error)': `${perThousand(slope(memory.slice(warm)))} (${perThousand(slopeError(memory.slice(warm)))})`,
				'the same of the last third': `${perThousand(slope(memory.slice(2 * warm)))} (${perThousand(slopeError(memory.slice(2 * warm)))})`,
				'RSS after warm-up, MB (first, last)': growth,
				'threads with a loop (least, most)': extent(handles.slice(warm).map(({ loops }) => loops)),
				'other handles (least, most)': extent(handles.slice(warm).map(({ others }) => others)),
				'index, MB (largest)': (Math.max(...sizes) / 1e6).toFixed(1),
				'longest queue': longestQueue,
				'save answered, ms p95 (first, middle, last third)': ([0, 1, 2] as const)
					.map(place => percentile(third(place), 95).toFixed(0))
					.join(', '),
				'CPU a save, ms (first third, last third)': `${cpuFirst.toFixed(1)}, ${cpuLast.toFixed(1)}`,
			});
			// Threads come and go with the work: beside those that stay there are at most the parse workers, and as many that are still
			// ending. All other handles stay what they are, but for a file that is being read or written.
			const loops = handles.map(handle => handle.loops);
			expect(Math.max(...loops)).toBeLessThanOrEqual(Math.min(...loops) + 2 * PARSE_WORKERS);
			const others = handles.slice(warm).map(handle => handle.others);
			expect(Math.max(...others)).toBeLessThanOrEqual(Math.min(...others) + 4);
			// The index holds some forty editions of 120 files at most, however many saves there were.
			expect(sizes.at(-1)).toBeLessThan(Math.max(...sizes.slice(warm, warm + 10)) * 1.5 + 4e6);
			expect(longestQueue).toBeLessThanOrEqual(FILES);
			// Memory: the last third lies within the noise of the middle third, a megabyte a thousand saves at most (it was 8 to 17). V8's young
			// generation and the allocator have taken what they will keep after 3,000 to 6,000 saves; the short form is over before.
			if (LONG) {
				const middle = percentile(memory.slice(warm, 2 * warm), 50);
				const end = percentile(memory.slice(2 * warm), 50);
				expect(end - middle).toBeLessThan(6e6);
				// What a save costs does not grow either; its time on the clock is the machine's affair and only printed.
				expect(cpuLast).toBeLessThan(cpuFirst * 1.3);
			}
			expect((await engine.call('verify', { folderId: root })).problems).toEqual([]);
			const { coverage, files } = await engine.call('status', { folderId: root });
			expect(files).toBe(FILES);
			expect(coverage.refined).toBe(coverage.chunks);
		} finally {
			await engine.kill();
		}
	},
);
