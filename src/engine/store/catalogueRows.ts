import type { SkipReason } from '../../shared/types';
import type { FileFacts } from './chunkBlock';

export interface FileRow {
	readonly id: number;
	readonly path: string;
	readonly hash: string;
	readonly size: number;
	readonly mtimeMs: number;
	/** When the file was read, epoch ms: an mtime at or after it proves nothing ("racily clean", as git calls it). */
	readonly indexedMs: number;
	readonly language: string;
	readonly flags: number;
	readonly fallback: string;
	readonly seq: number;
}

export interface SlotRow {
	readonly slot: number;
	/** 16 bytes. */
	readonly key: Uint8Array;
	/** 1 draft, 2 refined. */
	readonly precision: number;
	/** The draft vector's bytes, see `vectorBytes.ts`; undefined for a refined one, which lies in the shared store. */
	readonly draft: Uint8Array | undefined;
}

export interface SkippedRow {
	readonly path: string;
	readonly isFolder: boolean;
	readonly reason: SkipReason;
	readonly detail: string;
	/** Stat of a file that was read before it was left out, so that it is not read again; −1 when its name alone decided. */
	readonly size: number;
	readonly mtimeMs: number;
}

/** As node:sqlite gives it. */
export type Row = Record<string, unknown>;

/** What a block's checksum covers of its file's row. */
export function rowFacts(row: Row): FileFacts {
	return {
		path: text(row, 'path'),
		hash: text(row, 'hash'),
		language: text(row, 'language'),
		flags: Number(row['flags']),
		fallback: text(row, 'fallback'),
	};
}

/** A text column; the schema makes it one. */
export function text(row: Row, column: string): string {
	const value = row[column];
	return typeof value === 'string' ? value : '';
}

/** A blob column; node:sqlite 22 stores an empty array as NULL. */
export function bytes(row: Row, column: string): Uint8Array {
	const value = row[column];
	return value instanceof Uint8Array ? value : new Uint8Array();
}

/** An mtime that says: read this file again, whatever its hash. */
export const FORGOTTEN = -1;

export function fileRow(row: Row): FileRow {
	return {
		id: Number(row['id']),
		path: text(row, 'path'),
		hash: Number(row['mtime']) === FORGOTTEN ? '' : text(row, 'hash'),
		size: Number(row['size']),
		mtimeMs: Number(row['mtime']),
		indexedMs: Number(row['indexed']),
		language: text(row, 'language'),
		flags: Number(row['flags']),
		fallback: text(row, 'fallback'),
		seq: Number(row['seq']),
	};
}

export function skippedRow(row: Row): SkippedRow {
	return {
		path: text(row, 'path'),
		isFolder: Number(row['folder']) === 1,
		reason: row['reason'] as SkipReason,
		detail: text(row, 'detail'),
		size: Number(row['size']),
		mtimeMs: Number(row['mtime']),
	};
}

/** Text that was read as the bytes that it is. */
export function decoded(utf8: Uint8Array): string {
	return Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString('utf8');
}
