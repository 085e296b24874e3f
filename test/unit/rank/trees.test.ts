import { describe, expect, it } from 'vitest';
import { compileTrees } from '../../../src/engine/rank/trees';
import type { TreeModel } from '../../../src/engine/rank/types';

const model: TreeModel = {
	format: 1,
	features: ['a', 'b'],
	// Tree 1: a <= 1 ? 10 : (b <= 0.5 ? 20 : 30). Tree 2: a leaf of −1.
	roots: [0, 5],
	split: [0, -1, 1, -1, -1, -1],
	value: [1, 10, 0.5, 20, 30, -1],
	left: [1, 0, 3, 0, 0, 0],
	right: [2, 0, 4, 0, 0, 0],
	provenance: {},
};

describe('compileTrees', () => {
	it('adds up the leaves of all trees, ties going left', () => {
		const rows = Float32Array.of(1, 9, 2, 0.5, 2, 0.6);
		expect([...compileTrees(model).predict(rows, 3)]).toEqual([9, 19, 29]);
	});
	it('refuses columns of different length', () => {
		expect(() => compileTrees({ ...model, left: [1] })).toThrow(RangeError);
	});
	it('refuses a child before its parent, which could loop for ever', () => {
		expect(() => compileTrees({ ...model, left: [0, 0, 3, 0, 0, 0] })).toThrow(/node 0/);
	});
	it('refuses a column that does not exist', () => {
		expect(() => compileTrees({ ...model, split: [7, -1, 1, -1, -1, -1] })).toThrow(RangeError);
	});
});
