import { crc32 } from 'node:zlib';
import { DIMENSIONS } from '../embed/types';

/** One vector: `precision` 1 draft, 2 refined. */
export interface StoredVector {
	readonly precision: 1 | 2;
	readonly scale: number;
	/** Int8Array(384). */
	readonly values: Int8Array;
}

/** A key of an embedding: first bytes of a sha256. */
export const KEY_BYTES = 16;

/** Scale (float32), CRC-32 over key, scale, precision and values, 384 int8; little-endian. */
export const VECTOR_BYTES = 4 + 4 + DIMENSIONS;

/** @param into VECTOR_BYTES long; a new array when left out. @returns `into`. */
export function encodeVector(
	key: Uint8Array,
	vector: StoredVector,
	into = new Uint8Array(VECTOR_BYTES),
): Uint8Array {
	const view = new DataView(into.buffer, into.byteOffset, VECTOR_BYTES);
	const values = new Uint8Array(vector.values.buffer, vector.values.byteOffset, DIMENSIONS);
	view.setFloat32(0, vector.scale, true);
	// The checksum is over the scale as stored (float32), not as given.
	view.setUint32(4, checksum(key, vector.precision, view.getFloat32(0, true), values), true);
	into.set(values, 8);
	return into;
}

/** @returns the vector, as a view of `bytes`; undefined when they are none or their checksum does not hold. */
export function decodeVector(
	key: Uint8Array,
	precision: number,
	bytes: unknown,
): StoredVector | undefined {
	if (!(bytes instanceof Uint8Array) || bytes.byteLength !== VECTOR_BYTES) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, VECTOR_BYTES);
	const scale = view.getFloat32(0, true);
	const values = bytes.subarray(8);
	if (view.getUint32(4, true) !== checksum(key, precision, scale, values)) return undefined;
	return {
		precision: precision === 2 ? 2 : 1,
		scale,
		values: new Int8Array(values.buffer, values.byteOffset, DIMENSIONS),
	};
}

const head = new Float32Array(2);
const headBytes = new Uint8Array(head.buffer);

function checksum(key: Uint8Array, precision: number, scale: number, values: Uint8Array): number {
	head[0] = scale;
	head[1] = precision;
	return crc32(values, crc32(headBytes, crc32(key)));
}
