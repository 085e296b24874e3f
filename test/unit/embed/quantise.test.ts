import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantise, quantise } from '../../../src/engine/embed/quantise';
import { dot, referenceVectors } from './support';

describe('quantise', () => {
	it('keeps the cosine within 2e-4 and the length within 1e-5 on real vectors', () => {
		for (const { int8 } of referenceVectors()) {
			const vector = Float32Array.from(int8);
			const back = dequantise(quantise(vector));
			const length = Math.sqrt(dot(vector, vector));
			expect(Math.sqrt(dot(back, back))).toBeCloseTo(length, 5);
			expect(1 - dot(vector, back) / (length * length)).toBeLessThan(2e-4);
		}
	});

	it('keeps the similarity of two vectors within 0.002', () => {
		const vectors = referenceVectors().map(r => Float32Array.from(r.float32));
		for (const a of vectors) {
			for (const b of vectors) {
				const [qa, qb] = [quantise(a), quantise(b)];
				const similarity = dot(qa.values, qb.values) * qa.scale * qb.scale;
				expect(Math.abs(similarity - dot(a, b))).toBeLessThan(0.002);
			}
		}
	});

	it('uses the whole symmetric range for any vector', () => {
		fc.assert(
			fc.property(fc.array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 1 }), list => {
				const vector = Float32Array.from(list);
				const { scale, values } = quantise(vector);
				const largest = Math.max(...values.map(Math.abs));
				expect(scale).toBeGreaterThanOrEqual(0);
				if (vector.some(v => Math.abs(v) > 1e-30)) expect(largest).toBe(127);
			}),
		);
	});

	it('gives zeros for the zero vector', () => {
		expect(quantise(new Float32Array(4))).toEqual({ scale: 0, values: new Int8Array(4) });
	});
});
