import { CHUNK_KINDS, type ChunkKind, type SkipReason } from '../../shared/types';

/** Numbers kept for each chunk, in this order, in `FileAnalysis.numbers` and in the catalogue. */
export const CHUNK_NUMBERS = 8;
/** Columns of one chunk's numbers. Lines and columns 0-based, columns UTF-16, `endLine` inclusive, `endColumn` exclusive. */
export const N_START_LINE = 0;
export const N_START_COLUMN = 1;
export const N_END_LINE = 2;
export const N_END_COLUMN = 3;
/** `kind index | part index << 8 | part count << 16` (count 0 = not split). */
export const N_KIND = 4;
/** Number of body tokens: BM25's document length. */
export const N_LENGTH = 5;
/** UTF-16 length of the chunk's text. */
export const N_CHARS = 6;
/** Slot of the embedded text in this workspace; filled in by the writer. */
export const N_SLOT = 7;
/** In place of a slot: a chunk beyond the limit of vectors, found by its words alone, on purpose. */
export const NO_SLOT = 0xffffffff;

/** Bits of a file's `flags`. */
export const FLAG_GENERATED = 1;
export const FLAG_FALLBACK = 2;

/** Names of one chunk, as stored: small arrays keep the JSON short. */
export type ChunkNames = readonly [
	symbol: string,
	scope: readonly string[],
	definitions: readonly string[],
];

/**
 * Everything that the index needs of one file, computed in a parse worker and handed over as strings and typed arrays.
 * n = number of chunks.
 */
export interface FileAnalysis {
	readonly ok: true;
	readonly path: string;
	/** 32 hex digits. */
	readonly hash: string;
	readonly size: number;
	readonly mtimeMs: number;
	readonly language: string;
	readonly flags: number;
	/** Why the grammar was not used, if it was not: see `ChunkedFile.fallback`. */
	readonly fallback: string;
	readonly count: number;
	/** [n, CHUNK_NUMBERS]. */
	readonly numbers: Uint32Array;
	/** JSON of `ChunkNames[]`. */
	readonly names: string;
	/** JSON of `string[]`: first sentence of each doc comment. */
	readonly docs: string;
	/** [n, 8]: first bytes of sha256 of each chunk's text. */
	readonly contentHashes: Uint8Array;
	/** [n, 16]: first bytes of sha256(fingerprint, embedded text). */
	readonly keys: Uint8Array;
	/** Token ids of all embedded texts, one after the other; chunk i is [tokenEnds[i-1], tokenEnds[i]). */
	readonly tokenIds: Uint16Array;
	readonly tokenEnds: Uint32Array;
	/** Draft vectors: int8 [n, 384] with a scale each. */
	readonly drafts: Int8Array;
	readonly draftScales: Float32Array;
	/** Distinct terms of the file; chunks refer to them by position. */
	readonly terms: readonly string[];
	/** Per chunk: number of body pairs, number of name pairs, then (term position, count) pairs. */
	readonly termPairs: Uint32Array;
}

/** The file's bytes are those that the catalogue knows: only the stat changed. */
export interface FileUnchanged {
	readonly ok: 'same';
	readonly path: string;
	readonly hash: string;
	readonly size: number;
	readonly mtimeMs: number;
}

export interface FileSkipped {
	readonly ok: false;
	readonly path: string;
	readonly reason: SkipReason;
	readonly detail: string;
}

export type FileResult = FileAnalysis | FileUnchanged | FileSkipped;

const KIND_INDEX = new Map<ChunkKind, number>(CHUNK_KINDS.map((kind, index) => [kind, index]));

export function packKind(
	kind: ChunkKind,
	part: { index: number; count: number } | undefined,
): number {
	const code = KIND_INDEX.get(kind) ?? 0;
	if (part === undefined) return code;
	return code | (Math.min(part.index, 255) << 8) | (Math.min(part.count, 255) << 16);
}

export function unpackKind(code: number): {
	kind: ChunkKind;
	part: { index: number; count: number } | undefined;
} {
	const count = (code >>> 16) & 0xff;
	return {
		kind: CHUNK_KINDS[code & 0xff] ?? 'text',
		part: count === 0 ? undefined : { index: (code >>> 8) & 0xff, count },
	};
}
