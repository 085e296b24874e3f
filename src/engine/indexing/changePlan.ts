import type { ScannedFile } from '../scan/types';

/** What the catalogue knows of a file's state on disk. */
export interface KnownFile {
	readonly path: string;
	readonly hash: string;
	readonly size: number;
	readonly mtimeMs: number;
	readonly indexedMs: number;
}

/**
 * How long after an mtime a later write may still carry the same mtime: the tick of the file system's clock. A whole second in the
 * stamp suggests a coarse clock (FAT: 2 s); others tick in milliseconds. git calls such entries "racily clean" and hashes them again.
 */
function racyMs(mtimeMs: number): number {
	return mtimeMs % 1_000 === 0 ? 2_000 : 50;
}

/** @returns true when size and mtime prove that the file is the one that was indexed. */
export function isUnchanged(known: KnownFile, seen: ScannedFile): boolean {
	return (
		known.hash !== '' &&
		known.size === seen.size &&
		known.mtimeMs === seen.mtimeMs &&
		seen.mtimeMs + racyMs(seen.mtimeMs) < known.indexedMs
	);
}
