import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRuns } from '../../../src/engine/embed/batchPlan';
import { EmbedQueue, type EmbedRun, type Lane } from '../../../src/engine/embed/embedQueue';
import { DIMENSIONS } from '../../../src/engine/embed/types';

describe('planRuns', () => {
	it('takes each text once, keeps the budget and sorts by length', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 128 })),
				fc.integer({ min: 1, max: 2048 }),
				(lengths, budget) => {
					const runs = planRuns(lengths, budget);
					const flat = runs.flatMap(run => [...run]);
					expect([...flat].sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
					const sorted = flat.map(i => lengths[i]!);
					expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
					for (const run of runs) {
						const longest = Math.max(...[...run].map(i => lengths[i]!));
						expect(run.length === 1 || run.length * longest <= budget).toBe(true);
					}
				},
			),
		);
	});

	it('pads little on texts as they are', () => {
		const lengths = Array.from({ length: 512 }, (_, i) => 8 + ((i * 37) % 57));
		const real = lengths.reduce((a, b) => a + b, 0);
		const padded = planRuns(lengths, 512)
			.map(run => run.length * Math.max(...[...run].map(i => lengths[i]!)))
			.reduce((a, b) => a + b, 0);
		expect(padded / real).toBeLessThan(1.03);
	});
});

const job = (id: number, lane: Lane, count: number, length = 64) => ({
	id,
	lane,
	rows: Array.from({ length: count }, (_, i) => new Uint16Array(length).fill(id * 1000 + i)),
});
/** Vectors whose first number tells which row they belong to. */
const vectorsOf = (run: EmbedRun): Float32Array => {
	const vectors = new Float32Array(run.positions.length * DIMENSIONS);
	run.positions.forEach((position, row) => {
		vectors[row * DIMENSIONS] = run.job.rows[position]![0]!;
	});
	return vectors;
};

describe('EmbedQueue', () => {
	it('puts a query before the rest of a background job', () => {
		const queue = new EmbedQueue();
		queue.add(job(1, 'background', 20));
		const first = queue.next(512, true)!;
		expect(first.job.id).toBe(1);
		expect(first.positions).toHaveLength(8);
		queue.add(job(2, 'urgent', 1, 10));
		const second = queue.next(512, true)!;
		expect(second.job.id).toBe(2);
		expect(queue.finish(second, vectorsOf(second))?.[0]).toBe(2000);
		expect(queue.next(512, true)!.job.id).toBe(1);
	});

	it('gives rows back in the order given, whatever the lengths', () => {
		const queue = new EmbedQueue();
		const rows = [30, 5, 64, 1, 20, 64, 3].map((length, i) => new Uint16Array(length).fill(i + 1));
		queue.add({ id: 1, lane: 'background', rows });
		let result: Float32Array | undefined;
		for (let run = queue.next(100, true); run !== undefined; run = queue.next(100, true)) {
			expect(result).toBeUndefined();
			result = queue.finish(run, vectorsOf(run));
		}
		expect(rows.map((_, i) => result?.[i * DIMENSIONS])).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	it('does not let queries starve background work', () => {
		const queue = new EmbedQueue();
		queue.add(job(1, 'background', 100));
		queue.add(job(2, 'urgent', 800));
		const lanes = Array.from({ length: 45 }, () => queue.next(512, true)!.job.lane);
		expect(lanes.filter(lane => lane === 'background')).toHaveLength(5);
	});

	it('cuts runs to the budget of the moment', () => {
		const queue = new EmbedQueue();
		queue.add(job(1, 'background', 20));
		expect(queue.next(512, true)?.positions).toHaveLength(8);
		expect(queue.next(256, true)?.positions).toHaveLength(4);
		expect(queue.next(512, true)?.positions).toHaveLength(8);
		expect(queue.next(512, true)).toBeUndefined();
	});

	it('holds background back when told, never queries', () => {
		const queue = new EmbedQueue();
		queue.add(job(1, 'background', 1));
		expect(queue.next(512, false)).toBeUndefined();
		queue.add(job(2, 'urgent', 1));
		expect(queue.next(512, false)?.job.id).toBe(2);
		expect(queue.hasBackground).toBe(true);
	});

	it('forgets a dropped job, also while one of its runs is at work', () => {
		const queue = new EmbedQueue();
		queue.add(job(1, 'background', 20));
		queue.add(job(2, 'background', 1));
		const run = queue.next(512, true)!;
		queue.drop(1);
		expect(queue.finish(run, vectorsOf(run))).toBeUndefined();
		expect(queue.next(512, true)?.job.id).toBe(2);
	});
});
