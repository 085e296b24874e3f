import { LodestoneError } from '../../shared/errors';

/** Terms of one chunk by term id, as the keyword index takes them; ids ascending and distinct, counts 1..255. */
export interface ChunkPostings {
	readonly bodyIds: Uint32Array;
	readonly bodyCounts: Uint8Array;
	readonly nameIds: Uint32Array;
	readonly nameCounts: Uint8Array;
	/** Number of body terms with repetitions. */
	readonly length: number;
}

/**
 * Packs a file's chunks for the catalogue. Layout, all numbers as LEB128 varints:
 * `chunks, per chunk: length, bodyPairs, namePairs, per pair: id delta, count` and 4 bytes of FNV-1a over what stands
 * before, little-endian. About 2.4 bytes a pair.
 */
export function encodeTerms(chunks: readonly ChunkPostings[]): Uint8Array {
	let pairs = 0;
	for (const chunk of chunks) pairs += chunk.bodyIds.length + chunk.nameIds.length;
	const bytes = new Uint8Array(5 + 15 * chunks.length + 10 * pairs + 4);
	let at = writeVarint(bytes, 0, chunks.length);
	for (const chunk of chunks) {
		at = writeVarint(bytes, at, chunk.length);
		at = writeVarint(bytes, at, chunk.bodyIds.length);
		at = writeVarint(bytes, at, chunk.nameIds.length);
		at = writePairs(bytes, at, chunk.bodyIds, chunk.bodyCounts);
		at = writePairs(bytes, at, chunk.nameIds, chunk.nameCounts);
	}
	const sum = fnv1a(bytes, at);
	for (let i = 0; i < 4; i++) bytes[at++] = (sum >>> (8 * i)) & 0xff;
	return bytes.slice(0, at);
}

function writePairs(
	bytes: Uint8Array,
	start: number,
	ids: Uint32Array,
	counts: Uint8Array,
): number {
	let at = start;
	let previous = 0;
	for (let i = 0; i < ids.length; i++) {
		const id = ids[i] ?? 0;
		at = writeVarint(bytes, at, id - previous);
		at = writeVarint(bytes, at, counts[i] ?? 1);
		previous = id;
	}
	return at;
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
	let at = start;
	let rest = value >>> 0;
	while (rest > 127) {
		bytes[at++] = (rest & 127) | 128;
		rest >>>= 7;
	}
	bytes[at++] = rest;
	return at;
}

function fnv1a(bytes: Uint8Array, end: number): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
	return hash >>> 0;
}

/**
 * Unpacks a file's chunks.
 *
 * @param termCount Ids must be below it.
 * @throws {LodestoneError} `store-damaged` when the checksum, an id or the structure is wrong.
 */
export function decodeTerms(blob: Uint8Array, termCount: number): ChunkPostings[] {
	return new Reader(blob, termCount).chunks();
}

class Reader {
	private at = 0;
	private readonly end: number;
	/** All pairs of the file; a pair takes two bytes at least, which bounds their number. */
	private readonly ids: Uint32Array;
	private readonly counts: Uint8Array;
	private taken = 0;

	constructor(
		private readonly bytes: Uint8Array,
		private readonly termCount: number,
	) {
		this.end = bytes.length - 4;
		const most = Math.max(0, this.end >>> 1);
		this.ids = new Uint32Array(most);
		this.counts = new Uint8Array(most);
		if (this.end < 1) throw damaged('too short');
		let sum = 0;
		for (let i = 0; i < 4; i++) sum |= (bytes[this.end + i] ?? 0) << (8 * i);
		if (sum >>> 0 !== fnv1a(bytes, this.end)) throw damaged('wrong checksum');
	}

	chunks(): ChunkPostings[] {
		const count = this.varint();
		if (count > this.end) throw damaged('impossible count');
		const chunks: ChunkPostings[] = [];
		for (let i = 0; i < count; i++) chunks.push(this.chunk());
		if (this.at !== this.end) throw damaged('bytes left over');
		return chunks;
	}

	private chunk(): ChunkPostings {
		const length = this.varint();
		const bodyPairs = this.varint();
		const namePairs = this.varint();
		// Checked before anything is allocated: a pair takes two bytes at least.
		if (2 * (bodyPairs + namePairs) > this.end - this.at) throw damaged('impossible count');
		// Views of two arrays a file: an array each would be four allocations a chunk, a million for a large workspace.
		const at = this.taken;
		this.taken += bodyPairs + namePairs;
		const bodyIds = this.ids.subarray(at, at + bodyPairs);
		const bodyCounts = this.counts.subarray(at, at + bodyPairs);
		this.pairs(bodyIds, bodyCounts);
		const nameIds = this.ids.subarray(at + bodyPairs, this.taken);
		const nameCounts = this.counts.subarray(at + bodyPairs, this.taken);
		this.pairs(nameIds, nameCounts);
		return { bodyIds, bodyCounts, nameIds, nameCounts, length };
	}

	/** The inner loop of opening an index: nearly all numbers have one byte, or two. */
	private pairs(ids: Uint32Array, counts: Uint8Array): void {
		const { bytes, end, termCount } = this;
		let id = 0;
		for (let i = 0; i < ids.length; i++) {
			let { at } = this;
			let delta = bytes[at++] ?? 0;
			if (delta > 127) {
				const second = bytes[at++] ?? 0;
				delta = (delta & 127) | (second << 7);
				if (second > 127) {
					delta = this.varint();
					({ at } = this);
				}
			}
			let count = bytes[at++] ?? 0;
			if (count > 127) count = (count & 127) | ((bytes[at++] ?? 0) << 7);
			if (at > end) throw damaged('cut off');
			this.at = at;
			id += delta;
			if (id >= termCount || (i > 0 && delta === 0) || count < 1 || count > 255) {
				throw damaged('term out of range');
			}
			ids[i] = id;
			counts[i] = count;
		}
	}

	private varint(): number {
		let value = 0;
		for (let shift = 0; shift < 35; shift += 7) {
			if (this.at >= this.end) throw damaged('cut off');
			const byte = this.bytes[this.at++] ?? 0;
			value += (byte & 127) * 2 ** shift;
			if (byte < 128) return value;
		}
		throw damaged('number too long');
	}
}

function damaged(what: string): LodestoneError {
	return new LodestoneError(
		'store-damaged',
		`The stored words of a file are damaged (${what}).`,
		'The file is read again.',
	);
}

/** Scratch space of `sortPairs`. */
let keys = new Float64Array(1024);

/** Sorts (position, count) pairs by term id into `ids` and `counts`, counts cut at 255. */
function sortPairs(
	pairs: Uint32Array,
	termIds: Uint32Array,
	ids: Uint32Array,
	counts: Uint8Array,
): void {
	const n = ids.length;
	if (keys.length < n) keys = new Float64Array(n * 2);
	// One float64 key a pair sorts natively: id in the high part, count in the low byte.
	const used = keys.subarray(0, n);
	for (let i = 0; i < n; i++) {
		const id = termIds[pairs[2 * i] ?? 0] ?? 0;
		used[i] = id * 256 + Math.min(pairs[2 * i + 1] ?? 1, 255);
	}
	used.sort();
	for (let i = 0; i < n; i++) {
		const key = used[i] ?? 0;
		ids[i] = Math.floor(key / 256);
		counts[i] = key % 256;
	}
}

/**
 * Sorts the pairs of one chunk as `FileTermCollector` gives them and maps positions to ids.
 *
 * @param pairs (position, count) pairs.
 * @param ids Term id of each position of the file's terms.
 * @returns Ids ascending, counts cut at 255.
 */
export function sortedPairs(
	pairs: Uint32Array,
	ids: Uint32Array,
): { readonly ids: Uint32Array; readonly counts: Uint8Array } {
	const sorted = new Uint32Array(pairs.length >>> 1);
	const counts = new Uint8Array(sorted.length);
	sortPairs(pairs, ids, sorted, counts);
	return { ids: sorted, counts };
}

/** Splits a file's `termPairs` into its chunks' postings. `lengths` are the body lengths that `addChunk` returned. */
export function chunkPostings(
	termPairs: Uint32Array,
	ids: Uint32Array,
	lengths: ArrayLike<number>,
): ChunkPostings[] {
	const chunks: ChunkPostings[] = [];
	// Views of two arrays a file, as in `Reader.chunk`.
	const most = termPairs.length >>> 1;
	const allIds = new Uint32Array(most);
	const allCounts = new Uint8Array(most);
	let taken = 0;
	let at = 0;
	const take = (from: number, to: number): { ids: Uint32Array; counts: Uint8Array } => {
		const end = taken + ((to - from) >>> 1);
		const field = { ids: allIds.subarray(taken, end), counts: allCounts.subarray(taken, end) };
		sortPairs(termPairs.subarray(from, to), ids, field.ids, field.counts);
		taken = end;
		return field;
	};
	for (let i = 0; i < lengths.length; i++) {
		const bodyEnd = at + 2 + 2 * (termPairs[at] ?? 0);
		const nameEnd = bodyEnd + 2 * (termPairs[at + 1] ?? 0);
		const body = take(at + 2, bodyEnd);
		const names = take(bodyEnd, nameEnd);
		chunks.push({
			bodyIds: body.ids,
			bodyCounts: body.counts,
			nameIds: names.ids,
			nameCounts: names.counts,
			length: lengths[i] ?? 0,
		});
		at = nameEnd;
	}
	return chunks;
}
