import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRowSum, simdRowSum } from '../../../src/engine/embed/rowSum';
import { DIMENSIONS } from '../../../src/engine/embed/types';

const ROWS = 40;
const rows = new Int8Array(new SharedArrayBuffer(ROWS * DIMENSIONS));
for (let i = 0; i < rows.length; i++) rows[i] = ((i * 2_654_435_761) >>> 11) % 255;
rows.fill(127, 0, DIMENSIONS);
rows.fill(-128, DIMENSIONS, 2 * DIMENSIONS);

test('WebAssembly and plain JavaScript sum rows to the same bits, for any number of them', () => {
	const simd = simdRowSum(rows)!;
	const plain = plainRowSum(rows);
	const weighted = fc.record({
		id: fc.nat(ROWS - 1),
		factor: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
	});
	fc.assert(
		fc.property(fc.array(weighted, { maxLength: 300 }), sum => {
			const ids = sum.map(({ id }) => id);
			const factors = sum.map(({ factor }) => factor);
			expect(simd(ids, factors)).toEqual(plain(ids, factors));
		}),
		{
			numRuns: 200,
			examples: [[[]], [Array.from({ length: 257 }, () => ({ id: 1, factor: 1 / 3 }))]],
		},
	);
});

test('a row with a factor is that row, at every dimension', () => {
	const sum = simdRowSum(rows)!([5], [0.5]);
	for (let d = 0; d < DIMENSIONS; d++) expect(sum[d]).toBe(0.5 * rows[5 * DIMENSIONS + d]!);
});
