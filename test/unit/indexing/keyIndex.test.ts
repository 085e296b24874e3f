import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyIndex } from '../../../src/engine/indexing/keyIndex';

/** Keys that collide in their first bytes, so that the search must go on. */
const key = (n: number): Uint8Array => {
	const bytes = new Uint8Array(16);
	bytes[0] = n % 3;
	bytes[15] = n;
	return bytes;
};

describe('KeyIndex', () => {
	it('finds slots by key like a Map, whatever is set and removed', () => {
		const step = fc.record({ n: fc.nat(60), remove: fc.boolean() });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 400 }), steps => {
				const index = new KeyIndex();
				const model = new Map<number, number>();
				const free: number[] = [];
				let end = 0;
				for (const { n, remove } of steps) {
					const slot = model.get(n);
					if (remove && slot !== undefined) {
						index.remove(slot);
						index.remove(slot);
						model.delete(n);
						free.push(slot);
					} else if (!remove && slot === undefined) {
						const taken = free.pop() ?? end++;
						index.set(taken, key(n));
						model.set(n, taken);
					}
				}
				expect(index.size).toBe(model.size);
				for (let n = 0; n <= 60; n++) expect(index.find(key(n))).toBe(model.get(n));
				for (const [n, slot] of model) expect(index.keyOf(slot)).toEqual(key(n));
			}),
		);
	});

	it('grows', () => {
		const index = new KeyIndex();
		const bytes = (i: number): Uint8Array =>
			new Uint8Array(Float64Array.of(Math.sqrt(i + 2), i).buffer);
		for (let i = 0; i < 20_000; i++) index.set(i, bytes(i));
		for (let i = 0; i < 20_000; i += 7) index.remove(i);
		for (let i = 0; i < 20_000; i++) expect(index.find(bytes(i))).toBe(i % 7 === 0 ? undefined : i);
	});
});
