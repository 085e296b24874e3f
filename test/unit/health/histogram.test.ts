import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, bucketStart, Histogram } from '../../../src/engine/health/histogram';
import { percentilesOf } from '../../../src/engine/health/queryLog';

describe('Histogram', () => {
	it('gives percentiles within a bucket of those of the sorted values', () => {
		const durations = fc.array(fc.double({ min: 0.06, max: 60_000, noNaN: true }), {
			minLength: 1,
			maxLength: 300,
		});
		fc.assert(
			fc.property(durations, values => {
				const histogram = new Histogram();
				for (const value of values) histogram.add(value);
				const exact = percentilesOf(values);
				const found = histogram.percentiles();
				expect(found.count).toBe(values.length);
				for (const key of ['p50', 'p95', 'p99'] as const)
					expect(Math.abs(Math.log2(found[key] / exact[key]))).toBeLessThanOrEqual(0.13);
			}),
		);
	});

	it('counts what is out of range at its ends, and adds up', () => {
		const a = new Histogram();
		for (const ms of [-5, 0, NaN, 1e9]) a.add(ms);
		expect([a.counts[0], a.counts[BUCKETS - 1]]).toEqual([3, 1]);
		const b = new Histogram(a.counts);
		b.merge(a);
		expect(b.count).toBe(8);
		expect(a.count).toBe(4);
	});

	it('has buckets that follow each other, and no percentile of nothing', () => {
		for (let i = 1; i < BUCKETS; i++) expect(bucketStart(i)).toBeGreaterThan(bucketStart(i - 1));
		expect(new Histogram().percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
	});
});
