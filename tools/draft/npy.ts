/** Writes arrays in NumPy's format 1.0 (little-endian, C order). */
import { renameSync, writeFileSync } from 'node:fs';

const DTYPES = { Uint16Array: '<u2', Uint32Array: '<u4', Float32Array: '<f4' } as const;

export function writeNpy(
	path: string,
	array: Uint16Array | Uint32Array | Float32Array,
	shape: readonly number[],
): void {
	const descr = DTYPES[array.constructor.name as keyof typeof DTYPES];
	const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
	const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
	const padded = text + ' '.repeat((64 - ((10 + text.length + 1) % 64)) % 64) + '\n';
	const head = Buffer.alloc(10);
	head.write('\x93NUMPY\x01\x00', 'latin1');
	head.writeUInt16LE(padded.length, 8);
	const body = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
	// Renamed when whole: a file that is there is complete.
	writeFileSync(`${path}.part`, Buffer.concat([head, Buffer.from(padded, 'latin1'), body]));
	renameSync(`${path}.part`, path);
}
