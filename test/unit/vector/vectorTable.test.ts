import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIMENSIONS } from '../../../src/engine/embed/types';
import { BLOCK, PlainKernel, simdKernel } from '../../../src/engine/vector/dotKernel';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { clusteredVectors, quantised, randomNumbers, unit } from './rows';

const vectors = clusteredVectors(300, 1);
const queries = clusteredVectors(5, 2);

test('the committed kernels are what their sources assemble to', async () => {
	const { generateKernels } = await import('../../../scripts/buildKernel.mjs');
	const kernels = await generateKernels();
	expect(kernels).toHaveLength(3);
	for (const { path, text } of kernels) expect(readFileSync(path, 'utf8')).toBe(text);
});

describe('kernels', () => {
	test('SIMD and plain JavaScript give the same numbers, also at the extremes and for odd counts', () => {
		const random = randomNumbers(3);
		const simd = simdKernel()!;
		const plain = new PlainKernel();
		const rows = 13;
		const values = Int8Array.from({ length: rows * DIMENSIONS }, (_, i) =>
			i < DIMENSIONS ? 127 : i < 2 * DIMENSIONS ? -127 : Math.floor(random() * 255) - 127,
		);
		for (const kernel of [simd, plain]) {
			kernel.reserve(rows);
			kernel.rows.set(values);
		}
		const flat = new Float32Array(DIMENSIONS).fill(1);
		for (const query of [flat, flat.map(() => -1), queries[0]!, new Float32Array(DIMENSIONS)]) {
			expect(simd.setQuery(query)).toBe(plain.setQuery(query));
			for (let first = 0; first < rows; first++) {
				for (let count = 0; first + count <= rows; count++) {
					expect([...simd.scan(first, count).slice(0, count)]).toEqual([
						...plain.scan(first, count).slice(0, count),
					]);
				}
			}
			const slots = Uint32Array.of(12, 0, 5, 5, 1);
			expect([...simd.gather(slots).slice(0, 5)]).toEqual([...plain.gather(slots).slice(0, 5)]);
		}
		expect(simd.scan(0, 1)[0]).toBe(0);
		simd.setQuery(flat);
		expect(simd.scan(0, 1)[0]).toBe(127 * 32_767 * DIMENSIONS);
	});

	test('rows stay where they are when the memory grows', () => {
		const kernel = simdKernel()!;
		kernel.reserve(2);
		kernel.rows.set(quantised(vectors[0]!).values, DIMENSIONS);
		kernel.reserve(5000);
		expect(kernel.capacity).toBeGreaterThanOrEqual(5000);
		kernel.setQuery(vectors[0]!);
		expect(kernel.scan(1, 1)[0]).toBeGreaterThan(0);
	});
});

describe.each([
	['SIMD', () => createVectorTable(simdKernel())],
	['plain', () => createVectorTable(new PlainKernel())],
])('vector table, %s', (_, create) => {
	test('similarities are the cosines of the rounded rows', () => {
		const table = create();
		const { values, scale } = quantised(vectors[0]!);
		table.set(7, values, scale, 2);
		const exact = unit(Float32Array.from(values)).reduce(
			(sum, value, i) => sum + value * queries[0]![i]!,
			0,
		);
		expect(table.similarity(7, queries[0]!)).toBeCloseTo(exact, 4);
		expect(table.search(queries[0]!, 3)).toEqual([
			{ slot: 7, similarity: table.similarity(7, queries[0]!) },
		]);
		expect(table.similarity(6, queries[0]!)).toBe(0);
		expect(table.similarity(1_000_000, queries[0]!)).toBe(0);
		expect([...table.similarities([7, 6, 99], queries[0]!)]).toEqual([
			table.similarity(7, queries[0]!),
			0,
			0,
		]);
		expect(table.row(7)!.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
		expect(table.row(6)).toBeUndefined();
		expect(table.raw(7)).toEqual(values);
	});

	test('what a scan found out is not told of rows that changed since', () => {
		const table = create();
		for (const slot of [0, 1, 2]) {
			const { values, scale } = quantised(vectors[slot]!);
			table.set(slot, values, scale, 2);
		}
		const [query, other] = [queries[0]!, queries[1]!];
		const before = [0, 1, 2].map(slot => table.similarity(slot, query));
		const scanned = new Map(table.search(query, 3).map(hit => [hit.slot, hit.similarity]));
		for (const slot of [0, 1, 2]) {
			expect(table.similarity(slot, query)).toBe(before[slot]);
			expect(scanned.get(slot)).toBe(before[slot]);
		}
		const { values, scale } = quantised(vectors[3]!);
		table.set(1, values, scale, 2);
		table.remove(2);
		expect(table.similarity(1, query)).not.toBe(before[1]);
		expect(table.similarity(1, query)).toBe(table.similarities([1], query)[0]);
		expect(table.similarity(2, query)).toBe(0);
		table.search(other, 3);
		expect(table.similarity(0, query)).toBe(before[0]);
	});

	test('any sequence of setting, replacing and removing answers like a plain list', () => {
		const action = fc.record({
			slot: fc.nat(80),
			vector: fc.nat(vectors.length - 1),
			type: fc.constantFrom('set' as const, 'set' as const, 'remove' as const),
			precision: fc.constantFrom(1 as const, 2 as const),
		});
		fc.assert(
			fc.property(
				fc.array(action, { maxLength: 60 }),
				fc.nat(4),
				fc.integer({ min: 1, max: 20 }),
				fc.array(fc.nat(80), { maxLength: 90 }),
				(actions, q, k, admitted) => {
					const table = create();
					const plain = new Map<number, Int8Array>();
					let changes = 0;
					table.onChange(() => changes++);
					for (const { slot, vector, type, precision } of actions) {
						if (type === 'remove') {
							table.remove(slot);
							plain.delete(slot);
							expect(table.precision(slot)).toBe(0);
						} else {
							const { values, scale } = quantised(vectors[vector]!);
							table.set(slot, values, scale, precision);
							plain.set(slot, values);
							expect(table.precision(slot)).toBe(precision);
						}
					}
					expect(table.size).toBe(plain.size);
					expect(changes).toBeLessThanOrEqual(actions.length);
					const query = queries[q]!;
					const admit = new Uint32Array(3);
					for (const slot of admitted) admit[slot >>> 5]! |= 1 << (slot & 31);
					for (const filter of [undefined, admit]) {
						const expected = [...plain]
							.filter(([slot]) => filter === undefined || admitted.includes(slot))
							.map(([slot, values]) => {
								const row = unit(Float32Array.from(values));
								return {
									slot,
									similarity: row.reduce((sum, value, i) => sum + value * query[i]!, 0),
								};
							})
							.sort((a, b) => b.similarity - a.similarity || a.slot - b.slot)
							.slice(0, k);
						const found = table.search(query, k, filter);
						expect(found.length).toBe(expected.length);
						for (const [i, hit] of found.entries())
							expect(hit.similarity).toBeCloseTo(expected[i]!.similarity, 4);
					}
				},
			),
			{ numRuns: 60 },
		);
	});

	test('a table of more than one block finds each row by itself', () => {
		const table = create();
		const many = BLOCK + 37;
		const slots = Uint32Array.from({ length: many }, (_, i) => i);
		const values = new Int8Array(many * DIMENSIONS);
		const random = randomNumbers(9);
		for (let i = 0; i < values.length; i++) values[i] = Math.floor(random() * 255) - 127;
		table.setMany(slots, values, new Float32Array(many).fill(0.01), 2);
		expect(table.size).toBe(many);
		for (const slot of [0, 1, BLOCK - 1, BLOCK, many - 1]) {
			const [best] = table.search(table.row(slot)!, 1);
			expect(best!.slot).toBe(slot);
			expect(best!.similarity).toBeCloseTo(1, 3);
		}
	});
});

test('an empty table and a zero query answer quietly', () => {
	const table = createVectorTable();
	expect(table.search(queries[0]!, 10)).toEqual([]);
	expect([...table.similarities([3], queries[0]!)]).toEqual([0]);
	const { values, scale } = quantised(vectors[0]!);
	table.set(0, values, scale, 1);
	expect(table.search(new Float32Array(DIMENSIONS), 10)).toEqual([{ slot: 0, similarity: 0 }]);
	table.set(1, new Int8Array(DIMENSIONS), 0, 1);
	expect(table.similarity(1, queries[0]!)).toBe(0);
});
