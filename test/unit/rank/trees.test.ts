import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { treeKernel } from '../../../src/engine/rank/treeKernel';
import { checkedColumns, compileTrees, predictPlainly } from '../../../src/engine/rank/trees';
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
	it('refuses trees that share nodes, which the kernel could not lay out', () => {
		expect(() => compileTrees({ ...model, roots: [0, 2] })).toThrow(/share/);
	});
});

/** A tree as nodes of a model: leaves where `depth` ends or chance says so. */
interface Node {
	readonly column: number;
	readonly value: number;
	readonly children?: readonly [Node, Node];
}

const WIDTH = 3;
/** Values that rounding to float32 moves up, down or not at all, and the same as features: ties are what could go wrong. */
const number = fc.oneof(
	fc.constantFrom(0, -0, 0.1, 0.5, -0.1, 1e-50, -1e-50, 16_777_217, -16_777_217, 1 / 3),
	fc.double({ min: -2, max: 2, noNaN: true }),
);
const tree = fc.letrec<{ node: Node }>(tie => ({
	node: fc.oneof(
		{ maxDepth: 6, depthSize: 'medium' },
		number.map(value => ({ column: -1, value })),
		fc
			.tuple(fc.nat(WIDTH - 1), number, tie('node'), tie('node'))
			.map(([column, value, left, right]): Node => ({
				column,
				value,
				children: [left, right],
			})),
	),
})).node;

function toModel(trees: readonly Node[]): TreeModel {
	const split: number[] = [];
	const value: number[] = [];
	const left: number[] = [];
	const right: number[] = [];
	const add = (node: Node): number => {
		const at = split.push(node.column) - 1;
		value[at] = node.value;
		left[at] = 0;
		right[at] = 0;
		if (node.children === undefined) return at;
		left[at] = add(node.children[0]);
		right[at] = add(node.children[1]);
		return at;
	};
	const roots = trees.map(add);
	return { format: 1, features: ['a', 'b', 'c'], roots, split, value, left, right, provenance: {} };
}

describe('the kernel', () => {
	it('gives the very sums that JavaScript gives, for any trees and numbers of rows', () => {
		const row = fc.array(number, { minLength: WIDTH, maxLength: WIDTH });
		fc.assert(
			fc.property(
				fc.array(tree, { minLength: 1, maxLength: 8 }),
				fc.array(row, { maxLength: 11 }),
				(trees, rows) => {
					const columns = checkedColumns(toModel(trees));
					const matrix = Float32Array.from(rows.flat());
					expect(treeKernel(columns)?.predict(matrix, rows.length)).toEqual(
						predictPlainly(columns, matrix, rows.length),
					);
				},
			),
		);
	});
	it('takes a float32 that a threshold lies just below or above as JavaScript does', () => {
		for (const threshold of [0.1, -0.1, 1 / 3, 1e-50, -1e-50, 16_777_217]) {
			const columns = checkedColumns(
				toModel([
					{
						column: 0,
						value: threshold,
						children: [
							{ column: -1, value: 1 },
							{ column: -1, value: 2 },
						],
					},
				]),
			);
			const near = Math.fround(threshold);
			const matrix = Float32Array.from([
				near,
				0,
				0,
				near * (1 - 2 ** -23),
				0,
				0,
				near * (1 + 2 ** -23),
				0,
				0,
				0,
				0,
				0,
			]);
			expect(treeKernel(columns)?.predict(matrix, 4)).toEqual(predictPlainly(columns, matrix, 4));
		}
	});
});
