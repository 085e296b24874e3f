import { describe, expect, it } from 'vitest';
import { gateVerdict } from '../../../bench/gate/verdict';

describe('gateVerdict', () => {
	const committed = { recall5: 0.9, mrr: 0.8, queries: 48 };
	it('passes what is as good, better, or a little worse', () => {
		expect(gateVerdict(committed, committed)).toEqual([]);
		expect(gateVerdict({ ...committed, recall5: 1, mrr: 1 }, committed)).toEqual([]);
		expect(gateVerdict({ ...committed, recall5: 0.81, mrr: 0.76 }, committed)).toEqual([]);
	});
	it('fails when recall@5 falls by more than 10 points', () => {
		expect(gateVerdict({ ...committed, recall5: 0.79 }, committed)).toEqual([
			'recall@5 fell from 0.9 to 0.79.',
		]);
	});
	it('fails when MRR falls by more than .05', () => {
		expect(gateVerdict({ ...committed, mrr: 0.74 }, committed)).toEqual([
			'MRR fell from 0.8 to 0.74.',
		]);
	});
	it('fails when nothing was measured, or something else', () => {
		expect(gateVerdict({ recall5: NaN, mrr: NaN, queries: 0 }, committed)).toHaveLength(3);
	});
});
