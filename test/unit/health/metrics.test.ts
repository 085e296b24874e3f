import { describe, expect, it } from 'vitest';
import { scoresOf, wilson } from '../../../src/engine/health/metrics';

describe('scoresOf', () => {
	it('counts recall at 1, 5 and 10 and the mean reciprocal rank', () => {
		const { questions, recall1, recall5, recall10, mrr } = scoresOf([1, 1, 4, 10, 0]);
		expect(questions).toBe(5);
		expect([recall1.value, recall5.value, recall10.value]).toEqual([0.4, 0.6, 0.8]);
		expect(mrr.value).toBeCloseTo((1 + 1 + 1 / 4 + 1 / 10) / 5, 12);
		expect(mrr.low).toBeLessThanOrEqual(mrr.value);
		expect(mrr.high).toBeGreaterThanOrEqual(mrr.value);
	});

	it('knows nothing of no questions', () => {
		expect(scoresOf([]).recall5).toEqual({ value: 0, low: 0, high: 1 });
	});
});

describe('wilson', () => {
	it('agrees with the published example of 81 in 263', () => {
		// Newcombe 1998, Statistics in Medicine 17, table I, method 3.
		const { low, high } = wilson(81, 263);
		expect(low).toBeCloseTo(0.2553, 4);
		expect(high).toBeCloseTo(0.3662, 4);
	});

	it('stays within 0 and 1 at the ends, and is not of zero width there', () => {
		expect(wilson(0, 20).low).toBe(0);
		expect(wilson(0, 20).high).toBeCloseTo(0.1611, 3);
		expect(wilson(20, 20).high).toBeCloseTo(1, 12);
	});
});
