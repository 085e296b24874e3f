import type { SkipReason } from '../../shared/types';

/** Rules that decide what is indexed; part of the catalogue's settings hash. */
export interface ScanRules {
	/** Globs over root-relative paths; empty = everything. */
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	readonly respectGitignore: boolean;
	/** Files over this many bytes are skipped as `too-large`. Default 1 MiB. */
	readonly maxFileBytes: number;
}

/** Paths are root-relative with `/`; `mtimeMs` is the stat's float, `size` in bytes. */
export interface ScannedFile {
	readonly path: string;
	readonly size: number;
	readonly mtimeMs: number;
	/** inode as a number (may be imprecise above 2^53); used only as a hint that a file was replaced. */
	readonly ino: number;
}

export interface SkippedEntry {
	readonly path: string;
	readonly isFolder: boolean;
	readonly reason: SkipReason;
	/** The rule, its file and line, or the limit: what `explain` prints. */
	readonly detail: string;
}

/** A batch of a walk, in directory order; at most a few hundred entries, so that the caller can yield. */
export interface WalkBatch {
	readonly files: readonly ScannedFile[];
	readonly skipped: readonly SkippedEntry[];
}

/** Decides over single paths by the same rules as the walk (file events, `explain`). */
export interface PathVerdict {
	readonly indexed: boolean;
	readonly reason: SkipReason | undefined;
	readonly detail: string;
}

/** Text of a source file, or why there is none. */
export type SourceText =
	| {
			readonly ok: true;
			/** Decoded text with the BOM removed; line ends as in the file. */
			readonly text: string;
			/** First 16 bytes of sha256 over the raw bytes, hex. */
			readonly hash: string;
			readonly encoding: 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';
			/** Stat taken from the same open handle, after reading. */
			readonly size: number;
			readonly mtimeMs: number;
			/** A header in the first lines says that a program wrote it: indexed, but ranked lower. */
			readonly generated: boolean;
			/** Bytes that are not UTF-8 were replaced by U+FFFD, as an editor does; under 2 % of the file. */
			readonly lossy: boolean;
	  }
	| { readonly ok: false; readonly reason: SkipReason; readonly detail: string };
