import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Breather } from '../../../src/engine/pace/breather';
import { CpuMeter, readCounters, type CpuCounters } from '../../../src/engine/pace/cpuMeter';
import { LEAST_DUTY, nextDuty, type CpuShares } from '../../../src/engine/pace/dutyPolicy';
import { Pacer } from '../../../src/engine/pace/pacer';

/** A machine of which indexing could take `able`, shared fairly where two want more than there is: no priorities at all. */
function machine(able: number) {
	return (duty: number, othersWant: number): CpuShares => {
		const wants = able * duty;
		if (wants + othersWant <= 1) return { own: wants, others: othersWant };
		// Max-min fairness of two.
		if (othersWant <= 0.5) return { own: 1 - othersWant, others: othersWant };
		if (wants <= 0.5) return { own: wants, others: 1 - wants };
		return { own: 0.5, others: 0.5 };
	};
}

function run(able: number, limit: number, seconds: number, othersWant: (second: number) => number) {
	const share = machine(able);
	let duty = 1;
	const log: { duty: number; own: number; others: number; want: number }[] = [];
	for (let second = 0; second < seconds; second++) {
		const want = othersWant(second);
		const shares = share(duty, want);
		log.push({ duty, ...shares, want });
		duty = nextDuty(duty, shares, limit);
	}
	return log;
}
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('duty policy', () => {
	it('takes all of an idle machine without a limit, and not more than the limit with one', () => {
		expect(run(1, 1, 60, () => 0).every(({ duty }) => duty === 1)).toBe(true);
		for (const limit of [0.25, 0.5, 0.8]) {
			const log = run(1, limit, 120, () => 0.03).slice(5);
			expect(mean(log.map(({ own }) => own))).toBeGreaterThan(limit - 0.05);
			expect(mean(log.map(({ own }) => own))).toBeLessThanOrEqual(limit + 0.01);
		}
		// Of eight cores four threads can take half: a limit above that binds nothing.
		expect(run(0.5, 0.8, 30, () => 0).every(({ duty }) => duty === 1)).toBe(true);
	});

	it('yields within seconds to others that want the processors, though it has no priority', () => {
		const log = run(1, 1, 60, second => (second < 10 ? 0 : 0.85));
		const late = log.slice(14);
		expect(mean(late.map(({ others }) => others))).toBeGreaterThan(0.85 * 0.93);
		expect(late.every(({ duty }) => duty >= LEAST_DUTY)).toBe(true);
	});

	it('comes back when they are gone', () => {
		const log = run(1, 1, 60, second => (second >= 10 && second < 30 ? 0.9 : 0));
		expect(log[29]?.duty).toBeLessThan(0.4);
		expect(log[45]?.duty).toBe(1);
	});

	it('does not yield to the background noise of a system', () => {
		expect(run(1, 1, 30, () => 0.05).every(({ duty }) => duty === 1)).toBe(true);
	});
});

describe('processor meter', () => {
	it('tells shares of all processors', () => {
		let counters: CpuCounters = { ownMs: 100, busyMs: 1_000, totalMs: 10_000 };
		const meter = new CpuMeter(() => counters);
		expect(meter.look()).toBeUndefined();
		counters = { ownMs: 600, busyMs: 2_500, totalMs: 12_000 };
		expect(meter.look()).toEqual({ own: 0.25, others: 0.5 });
		// Counters of a container may fall short of each other: never below nothing.
		counters = { ownMs: 1_600, busyMs: 2_600, totalMs: 14_000 };
		expect(meter.look()).toEqual({ own: 0.5, others: 0 });
	});

	it('reads the counters of this system', async () => {
		const before = readCounters();
		const until = performance.now() + 60;
		while (performance.now() < until);
		await new Promise(resolve => setTimeout(resolve, 30));
		const after = readCounters();
		expect(after.ownMs - before.ownMs).toBeGreaterThan(5);
		expect(after.totalMs).toBeGreaterThan(before.totalMs);
	});
});

describe('pacer', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it('limits refining, not reading, and measures only while something is indexed', () => {
		const applied: number[] = [];
		let looks = 0;
		const pacer: Pacer = new Pacer({
			limit: 0.5,
			apply: duty => applied.push(duty),
			meter: {
				look: () => {
					looks++;
					return { own: pacer.duty, others: 0 };
				},
			},
		});
		vi.advanceTimersByTime(10_000);
		expect(looks).toBe(0);
		const read = pacer.begin('reading');
		const refine = pacer.begin('refining');
		vi.advanceTimersByTime(5_000);
		expect(pacer.duty).toBe(1);
		read();
		read();
		vi.advanceTimersByTime(5_000);
		expect(pacer.duty).toBeCloseTo(0.5);
		expect(applied.at(-1)).toBe(pacer.duty);
		pacer.setLimit(1);
		vi.advanceTimersByTime(10_000);
		expect(pacer.duty).toBe(1);
		refine();
		const before = looks;
		vi.advanceTimersByTime(10_000);
		expect(looks).toBe(before);
	});
});

describe('breather', () => {
	it('rests so that steps work for the share that is asked for', async () => {
		for (const duty of [0.1, 0.5, 0.8]) {
			let nowMs = 0;
			let workedMs = 0;
			const breather = new Breather(() => duty, {
				nowMs: () => nowMs,
				sleep: ms => {
					nowMs += ms;
					return Promise.resolve();
				},
			});
			await breather.rest();
			for (let step = 0; step < 500; step++) {
				const ms = 1 + (step % 7);
				nowMs += ms;
				workedMs += ms;
				await breather.rest();
			}
			expect(workedMs / nowMs).toBeGreaterThan(duty - 0.02);
			expect(workedMs / nowMs).toBeLessThan(duty + 0.02);
		}
	});

	it('never rests at full duty, and not for long after a step that took forever', async () => {
		let nowMs = 0;
		const slept: number[] = [];
		let duty = 1;
		const breather = new Breather(() => duty, {
			nowMs: () => nowMs,
			sleep: ms => {
				slept.push(ms);
				nowMs += ms;
				return Promise.resolve();
			},
		});
		await breather.rest();
		nowMs += 1_000;
		await breather.rest();
		expect(slept).toEqual([]);
		duty = 0.1;
		nowMs += 60_000;
		await breather.rest();
		expect(slept).toEqual([500]);
	});

	it('ends its rest when the work is stopped', async () => {
		const stop = new AbortController();
		const breather = new Breather(() => 0.1);
		await breather.rest();
		await new Promise(resolve => setTimeout(resolve, 60));
		const started = performance.now();
		setTimeout(() => stop.abort(), 10);
		await breather.rest(stop.signal);
		expect(performance.now() - started).toBeLessThan(400);
	});
});
