import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RateMeter, READING, REFINING } from '../../../src/engine/indexing/rateMeter';
import { WorkClock } from '../../../src/engine/indexing/workClock';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'progress');
const recorded = (name: string): unknown =>
	JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));
/** Of the last seconds a share says nothing: half a second off is half. */
const LEAST_SECONDS = 2;

/** Estimate over truth, minus one, at each moment of a run at which a time left was told. */
function errors(
	events: readonly (readonly [ms: number, done: number, total: number])[],
	meter: RateMeter,
): number[] {
	const end = events.at(-1)?.[0] ?? 0;
	return events.flatMap(([ms, done, total]) => {
		meter.update(ms, done);
		const told = meter.secondsLeft(total - done);
		const real = (end - ms) / 1000;
		return told === undefined || told === Infinity || real < LEAST_SECONDS ? [] : [told / real - 1];
	});
}
const within = (list: readonly number[], bound: number): number =>
	list.filter(error => Math.abs(error) <= bound).length / list.length;

describe('the time left, on runs recorded on a busy machine', () => {
	it('is right within 25 % while refining', () => {
		const { refining } = recorded('refining') as {
			refining: { total: number; events: [number, number][] };
		};
		const events = refining.events.map(([ms, done]): [number, number, number] => [
			ms,
			done,
			refining.total,
		]);
		const list = errors(events, new RateMeter(events[0]?.[0] ?? 0, REFINING));
		expect(list.length).toBeGreaterThanOrEqual(9);
		expect(within(list, 0.25)).toBe(1);
	});

	it('is told late while reading, and then mostly within 25 %, though the load swung', () => {
		const { reading } = recorded('reading') as { reading: [number, number, number, number][] };
		// While it scans the total is not known: nothing is told.
		const events = reading.map(([ms, files, done, scanning]): [number, number, number] => [
			ms,
			done,
			scanning === 1 ? Infinity : files,
		]);
		const list = errors(events, new RateMeter(events[0]?.[0] ?? 0, READING));
		// Most of the 32 seconds have an estimate at all.
		expect(list.length).toBeGreaterThan(reading.length * 0.6);
		expect(within(list, 0.25)).toBeGreaterThan(0.8);
		expect(within(list, 0.5)).toBeGreaterThan(0.98);
	});

	it('does not take a pause for slowness', () => {
		const { refining } = recorded('refining') as {
			refining: { total: number; events: [number, number][] };
		};
		let nowMs = 0;
		const clock = new WorkClock(() => nowMs);
		const meter = new RateMeter(clock.ms, REFINING);
		const plain = new RateMeter(0, REFINING);
		const first = refining.events[0]?.[0] ?? 0;
		let pausedMs = 0;
		for (const [ms, done] of refining.events) {
			// Five minutes of pause before each step but the first.
			if (ms > first) {
				clock.stop();
				clock.stop();
				nowMs += 300_000;
				pausedMs += 300_000;
				clock.start();
			}
			nowMs = ms - first + pausedMs;
			meter.update(clock.ms, done);
			plain.update(ms - first, done);
			expect(meter.rate).toBeCloseTo(plain.rate, 6);
		}
		expect(meter.rate).toBeGreaterThan(20);
	});

	it('leaves out the start, in which workers load', () => {
		const meter = new RateMeter(0, READING);
		for (let ms = 0; ms <= 2_000; ms += 100) meter.update(ms, ms / 1_000);
		expect(meter.secondsLeft(100)).toBeUndefined();
		for (let ms = 2_100; ms <= 12_000; ms += 100) meter.update(ms, 2 + (ms - 2_100) / 10);
		expect(meter.rate).toBeCloseTo(100, 0);
		expect(meter.secondsLeft(1_000)).toBeCloseTo(10, 0);
	});
});
