import { crc32 } from 'node:zlib';
import { LodestoneError } from '../../shared/errors';
import { CHUNK_NUMBERS, N_KIND, type ChunkNames } from '../indexing/fileAnalysis';

/**
 * All chunks of one file as one catalogue row: written and replaced in one statement, loaded without a row per chunk
 * (350,000 rows of ten columns cost 1.6 s to read; 25,000 blocks a tenth), and covered by one checksum.
 */
export interface ChunkBlock {
	readonly count: number;
	/** [count, CHUNK_NUMBERS]. */
	readonly numbers: Uint32Array;
	/** JSON of `ChunkNames[]`. */
	readonly names: string;
	/** JSON of `string[]`. */
	readonly docs: string;
	/** [count, 8]. */
	readonly contentHashes: Uint8Array;
	/** Terms with their ids in the dictionary: see `termBlob.ts`. */
	readonly terms: Uint8Array;
}

/** A block as the loader reads it: names and docs stay bytes. */
export type LoadableBlock = Omit<ChunkBlock, 'names' | 'docs'> & {
	readonly names: Uint8Array;
	readonly docs: Uint8Array;
};

/** What the block's checksum covers of its file's row. Size and times are not in it: they only decide when a file is hashed again. */
export interface FileFacts {
	readonly path: string;
	readonly hash: string;
	readonly language: string;
	readonly flags: number;
	readonly fallback: string;
}

/** Checksum over everything in a block and over its file's row, so that a flipped bit is noticed when it is loaded. */
export function blockChecksum(block: ChunkBlock | LoadableBlock, file: FileFacts): number {
	const facts = [file.path, file.hash, file.language, file.flags, file.fallback].join('\0');
	const { numbers } = block;
	let crc = continued(
		crc32(facts),
		new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
	);
	crc = continued(crc, block.names);
	crc = continued(crc, block.docs);
	crc = continued(crc, block.contentHashes);
	return continued(crc, block.terms);
}

/** Node's `crc32` of some empty arrays forgets what came before and returns 0: the checksum of a file without chunks never held. */
function continued(crc: number, bytes: Uint8Array | string): number {
	return bytes.length === 0 ? crc : crc32(bytes, crc);
}

/** Parses a block's names. @throws {LodestoneError} `store-damaged` when they do not fit `count`. */
export function parseNames(json: string, count: number): ChunkNames[] {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (error) {
		throw new LodestoneError('store-damaged', 'A block of names in the index is damaged.', '', {
			cause: error,
		});
	}
	if (!Array.isArray(value) || value.length !== count)
		throw new LodestoneError('store-damaged', 'A block of names in the index is damaged.');
	// The checksum vouches for the inner shape: it was written by this program.
	return value as ChunkNames[];
}

/** Checks the shape of a block against its count. @throws {LodestoneError} `store-damaged`. */
export function checkBlock(block: Omit<ChunkBlock, 'names' | 'docs' | 'terms'>): void {
	if (
		block.numbers.length !== block.count * CHUNK_NUMBERS ||
		block.contentHashes.length !== block.count * 8
	)
		throw new LodestoneError('store-damaged', 'A block of chunks in the index is damaged.');
	for (let i = 0; i < block.count; i++)
		if (((block.numbers[i * CHUNK_NUMBERS + N_KIND] ?? 0) & 0xff) > 31)
			throw new LodestoneError('store-damaged', 'A block of chunks in the index is damaged.');
}
