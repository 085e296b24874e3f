import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LodestoneError } from '../../../src/shared/errors';
import {
	decodeTerms,
	encodeTerms,
	sortedPairs,
	type ChunkPostings,
} from '../../../src/engine/lexical/termBlob';

const TERMS = 1 << 22;
const pairs = fc
	.uniqueArray(fc.integer({ min: 0, max: TERMS - 1 }), { maxLength: 30 })
	.chain(ids =>
		fc.tuple(
			fc.constant(ids.sort((a, b) => a - b)),
			fc.array(fc.integer({ min: 1, max: 255 }), { minLength: ids.length, maxLength: ids.length }),
		),
	);
const chunk = fc
	.tuple(pairs, pairs, fc.nat(100_000))
	.map(([body, names, length]): ChunkPostings => ({
		bodyIds: Uint32Array.from(body[0]),
		bodyCounts: Uint8Array.from(body[1]),
		nameIds: Uint32Array.from(names[0]),
		nameCounts: Uint8Array.from(names[1]),
		length,
	}));

test('comes back as it went in', () => {
	fc.assert(
		fc.property(fc.array(chunk, { maxLength: 8 }), chunks => {
			expect(decodeTerms(encodeTerms(chunks), TERMS)).toEqual(chunks);
		}),
	);
});

test('any flipped bit, any cut and any unknown term is reported as damage', () => {
	fc.assert(
		fc.property(
			fc.array(chunk, { minLength: 1, maxLength: 3 }),
			fc.nat(),
			fc.nat(7),
			(chunks, place, bit) => {
				const blob = encodeTerms(chunks);
				const flipped = blob.slice();
				flipped[place % blob.length]! ^= 1 << bit;
				for (const bad of [flipped, blob.slice(0, place % blob.length)]) {
					expect(() => decodeTerms(bad, TERMS)).toThrow(LodestoneError);
				}
				const highest = Math.max(-1, ...chunks.flatMap(c => [...c.bodyIds, ...c.nameIds]));
				if (highest >= 0) expect(() => decodeTerms(blob, highest)).toThrow(/damaged/);
			},
		),
	);
});

test('sortedPairs maps positions to ids and sorts them, counts cut at 255', () => {
	const { ids, counts } = sortedPairs(
		Uint32Array.of(0, 3, 1, 999, 2, 1),
		Uint32Array.of(70_000, 5, 4_000_000),
	);
	expect([...ids]).toEqual([5, 70_000, 4_000_000]);
	expect([...counts]).toEqual([255, 3, 1]);
});
