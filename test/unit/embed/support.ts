import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');
export const MODELS = join(ROOT, 'models');

export interface ReferenceVector {
	readonly text: string;
	readonly ids: readonly number[];
	readonly float32: readonly number[];
	readonly int8: readonly number[];
	readonly draft: readonly number[];
}

export function referenceVectors(): ReferenceVector[] {
	const path = join(ROOT, 'test/fixtures/reference-vectors.json');
	return JSON.parse(readFileSync(path, 'utf8')) as ReferenceVector[];
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}
