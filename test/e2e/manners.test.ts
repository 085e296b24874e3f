import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealEngine } from '../reliability/support/realEngine';

/** Kernel ticks a second of /proc/PID/stat. */
const TICKS = 100;
const WORDS =
	'parse retry upload token cache index folder window query merge split commit branch socket buffer stream header packet cursor table column filter sorter writer reader limit budget worker thread batch'.split(
		' ',
	);

/** Functions with names and bodies that no other has. */
function fileText(seed: number): string {
	let state = seed * 7919 + 1;
	const word = (): string => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return WORDS[(state >> 8) % WORDS.length] ?? 'x';
	};
	return Array.from({ length: 12 }, (_, i) => {
		const [a, b, c] = [word(), word(), word()];
		return `/** Makes the ${a} of each ${b} before the ${c} ${seed} is asked for it. */\nexport function ${a}_${b}_${seed}_${i}(${c}: number[], ${word()}s: string): number {\n\tconst ${word()}${i} = ${c}.length + ${seed};\n\tfor (const each of ${c}) if (each > ${i}) return each * ${seed};\n\treturn ${c}.indexOf(${i});\n}\n`;
	}).join('\n');
}

/** Processor seconds of a process so far, all threads. */
function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

// The processor time of another process is read from /proc.
describe.runIf(process.platform === 'linux')('manners of the shipped engine process', () => {
	const base = mkdtempSync(join(tmpdir(), 'lodestone-manners-'));
	const root = join(base, 'work');
	let engine: RealEngine;
	const refined = async (): Promise<number> =>
		(await engine.call('status', { folderId: root })).coverage.refined;
	/** Waits until the transformer is at work. */
	const refining = async (): Promise<void> => {
		const before = await refined();
		while ((await refined()) < before + 192) await sleep(50);
	};

	beforeAll(async () => {
		mkdirSync(root);
		for (let i = 0; i < 400; i++) writeFileSync(join(root, `f${i}.ts`), fileText(i));
		engine = await RealEngine.start({ store: join(base, 'store'), kind: 'shipped' });
		await engine.open(root);
		await engine.call('update', { folderId: root, refine: false });
		await refining();
	});
	afterAll(async () => {
		await engine.close();
		rmSync(base, { recursive: true, force: true });
	});

	it('stops at once when it is paused, and goes on where it was', async () => {
		const asked = performance.now();
		await engine.call('pause', { folderId: root, why: 'user' });
		const told = cpuSeconds(engine.pid);
		const samples: { readonly ms: number; readonly cpu: number }[] = [];
		while (performance.now() - asked < 1_500) {
			samples.push({ ms: performance.now() - asked, cpu: cpuSeconds(engine.pid) });
			await sleep(10);
		}
		const last = samples.at(-1)?.cpu ?? NaN;
		// From here on it only idles: two ticks of the kernel's clock are left for its timers.
		const stoppedMs = samples.find(({ cpu }) => last - cpu <= 2 / TICKS)?.ms ?? Infinity;
		console.log(`paused: at rest ${stoppedMs.toFixed(0)} ms after the call was made`);
		// By processor time, which other programs on the machine do not stretch: 200 ms of all threads, and nothing begun after them.
		expect(last - told).toBeLessThan(0.2 * availableParallelism());
		const at = await refined();
		await sleep(500);
		expect(await refined()).toBe(at);
		expect((await engine.call('status', { folderId: root })).state.type).toBe('paused');
		// A search is answered meanwhile, by the transformer.
		const answer = await engine.call('search', {
			folderId: root,
			request: { query: 'budget of each worker', limit: 5 },
		});
		expect(answer.groups.length).toBeGreaterThan(0);
		await engine.call('resume', { folderId: root });
		await refining();
	});

	it('keeps to the share of the processors that it was given', async () => {
		await engine.call('setProcessorShare', { share: 0.25 });
		// Four looks, one a second, for the duty to settle.
		await sleep(4_000);
		const before = { ms: performance.now(), cpu: cpuSeconds(engine.pid), refined: await refined() };
		await sleep(6_000);
		const seconds = (performance.now() - before.ms) / 1000;
		const share = (cpuSeconds(engine.pid) - before.cpu) / seconds / availableParallelism();
		const { duty } = await engine.call('usage', undefined);
		console.log(`share of the processors ${share.toFixed(3)} of 0.25, duty ${duty.toFixed(2)}`);
		expect(share).toBeLessThan(0.25 + 0.05);
		expect(duty).toBeLessThan(1);
		// Slowly, but it goes on.
		while ((await refined()) === before.refined) await sleep(100);
	});
});
