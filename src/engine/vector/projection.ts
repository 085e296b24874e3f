import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LodestoneError } from '../../shared/errors';
import { DIMENSIONS } from '../embed/types';

/**
 * The fixed orthonormal map 384 → dims under which the graph is built (principal axes of real code vectors, fitted once by
 * tools/projection/fit_projection.py): it keeps most of the similarity at a third of the memory, and what it loses is made good
 * by scoring more candidates exactly.
 */
export interface Projection {
	readonly dims: number;
	/** [dims, 384] row-major. */
	readonly axes: Float32Array;
	/** First 16 hex digits of sha256 over the file: a graph is good for one projection only. */
	readonly fingerprint: string;
}

/**
 * Reads `projection.bin`: float32 [dims, 384], little-endian.
 *
 * @returns undefined when there is no such file: search is then exact only.
 * @throws {LodestoneError} `model-missing` when the file is there but damaged.
 */
export function loadProjection(path: string): Projection | undefined {
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
	const dims = bytes.length / (4 * DIMENSIONS);
	if (!Number.isInteger(dims) || dims < 1 || dims > DIMENSIONS) {
		throw new LodestoneError(
			'model-missing',
			`The file ${path} is damaged.`,
			'Install Lodestone again.',
		);
	}
	// Shared: each graph that is made sends it to the worker, whose collector would notice a copy late.
	const axes = new Float32Array(
		new SharedArrayBuffer(dims * DIMENSIONS * Float32Array.BYTES_PER_ELEMENT),
	);
	for (let i = 0; i < axes.length; i++) axes[i] = bytes.readFloatLE(4 * i);
	return { dims, axes, fingerprint: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

/**
 * Projects a vector and scales it to unit length, as hnswlib takes it. Any scale of the input will do.
 *
 * @param row 384 values from `offset` on.
 * @returns A plain array of `dims` numbers; zeros for a zero row.
 */
export function project(
	{ dims, axes }: Pick<Projection, 'dims' | 'axes'>,
	row: Float32Array | Int8Array,
	offset = 0,
): number[] {
	const result = new Array<number>(dims).fill(0);
	let squares = 0;
	for (let d = 0; d < dims; d++) {
		const start = d * DIMENSIONS;
		let sum = 0;
		for (let i = 0; i < DIMENSIONS; i++) sum += (axes[start + i] ?? 0) * (row[offset + i] ?? 0);
		result[d] = sum;
		squares += sum * sum;
	}
	if (squares === 0) return result;
	const factor = 1 / Math.sqrt(squares);
	for (let d = 0; d < dims; d++) result[d] = (result[d] ?? 0) * factor;
	return result;
}
