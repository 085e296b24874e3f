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
	/** Terms with global ids: see `encodeTerms`. */
	readonly terms: Uint8Array;
}

/** Checksum over everything in a block, so that a flipped bit is noticed when it is loaded. */
export function blockChecksum(block: ChunkBlock): number {
	let crc = crc32(new Uint8Array(block.numbers.buffer, block.numbers.byteOffset, block.numbers.byteLength));
	crc = crc32(block.names, crc);
	crc = crc32(block.docs, crc);
	crc = crc32(block.contentHashes, crc);
	return crc32(block.terms, crc);
}

/** Terms of one chunk with global ids. Pairs are ordered by id; counts are at least 1. */
export interface TermLists {
	readonly bodyIds: Uint32Array;
	readonly bodyCounts: Uint32Array;
	readonly nameIds: Uint32Array;
	readonly nameCounts: Uint32Array;
}

/**
 * Encodes the terms of a file's chunks: per chunk the two list lengths, then id differences and counts, all LEB128.
 * About 2.4 bytes a pair on code.
 */
export function encodeTerms(chunks: readonly TermLists[]): Uint8Array {
	let capacity = 16;
	for (const chunk of chunks) capacity += 10 + 10 * (chunk.bodyIds.length + chunk.nameIds.length);
	const out = new Uint8Array(capacity);
	let at = 0;
	const put = (value: number): void => {
		while (value > 0x7f) {
			out[at++] = (value & 0x7f) | 0x80;
			value >>>= 7;
		}
		out[at++] = value;
	};
	const list = (ids: Uint32Array, counts: Uint32Array): void => {
		let previous = 0;
		for (let i = 0; i < ids.length; i++) {
			const id = ids[i] ?? 0;
			put(id - previous);
			put(counts[i] ?? 1);
			previous = id;
		}
	};
	for (const chunk of chunks) {
		put(chunk.bodyIds.length);
		put(chunk.nameIds.length);
		list(chunk.bodyIds, chunk.bodyCounts);
		list(chunk.nameIds, chunk.nameCounts);
	}
	return out.slice(0, at);
}

/**
 * Decodes what `encodeTerms` wrote.
 *
 * @param termCount Number of known terms; an id at or over it means damage.
 * @throws {LodestoneError} `store-damaged`.
 */
export function decodeTerms(bytes: Uint8Array, count: number, termCount: number): TermLists[] {
	let at = 0;
	const get = (): number => {
		let value = 0;
		let shift = 0;
		for (;;) {
			const byte = bytes[at++];
			if (byte === undefined || shift > 28) throw damagedTerms();
			value |= (byte & 0x7f) << shift;
			if (byte < 0x80) return value >>> 0;
			shift += 7;
		}
	};
	const list = (length: number): [Uint32Array, Uint32Array] => {
		// Each pair takes at least two bytes: a longer list cannot be true and must not allocate.
		if (length > bytes.length) throw damagedTerms();
		const ids = new Uint32Array(length);
		const counts = new Uint32Array(length);
		let id = 0;
		for (let i = 0; i < length; i++) {
			id += get();
			if (id >= termCount) throw damagedTerms();
			ids[i] = id;
			counts[i] = get();
		}
		return [ids, counts];
	};
	const chunks: TermLists[] = [];
	for (let c = 0; c < count; c++) {
		const bodyLength = get();
		const nameLength = get();
		const [bodyIds, bodyCounts] = list(bodyLength);
		const [nameIds, nameCounts] = list(nameLength);
		chunks.push({ bodyIds, bodyCounts, nameIds, nameCounts });
	}
	if (at !== bytes.length) throw damagedTerms();
	return chunks;
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
export function checkBlock(block: ChunkBlock): void {
	if (
		block.numbers.length !== block.count * CHUNK_NUMBERS ||
		block.contentHashes.length !== block.count * 8
	)
		throw new LodestoneError('store-damaged', 'A block of chunks in the index is damaged.');
	for (let i = 0; i < block.count; i++)
		if (((block.numbers[i * CHUNK_NUMBERS + N_KIND] ?? 0) & 0xff) > 31)
			throw new LodestoneError('store-damaged', 'A block of chunks in the index is damaged.');
}

function damagedTerms(): LodestoneError {
	return new LodestoneError('store-damaged', 'A block of terms in the index is damaged.');
}
