import { describe, expect, it } from 'vitest';
import { compileLinear } from '../../../src/engine/rank/linear';
import type { LinearModel } from '../../../src/engine/rank/types';

const model: LinearModel = {
	features: ['a', 'b'],
	weight: [2, -1],
	low: [0, -10],
	high: [3, 10],
	offset: 0.5,
};

describe('compileLinear', () => {
	it('adds up what each signal weighs', () => {
		expect([...compileLinear(model).predict(Float32Array.of(1, 4, 2, 0), 2)]).toEqual([-1.5, 4.5]);
	});
	it('counts a value beyond the range as its end', () => {
		const rows = Float32Array.of(3, 0, 1000, 0, 0, 0, -7, 0);
		expect([...compileLinear(model).predict(rows, 4)]).toEqual([6.5, 6.5, 0.5, 0.5]);
	});
	it('refuses columns of different length and a range that is none', () => {
		expect(() => compileLinear({ ...model, low: [0] })).toThrow(RangeError);
		expect(() => compileLinear({ ...model, low: [0, 11] })).toThrow(/no range/);
	});
});
