import { lstatSync } from 'node:fs';
import { readStamped, type FileStamp } from '../scan/readSource';
import { lineStarts } from './lineIndex';

/** A file's text, ready to be shown. */
export interface ShownText {
	readonly text: string;
	/** Where its lines begin: see `lineStarts`. */
	readonly starts: Uint32Array;
	/** Of the file's bytes, as the index has it; undefined for a text that is not a file's. */
	readonly hash: string | undefined;
}

interface Kept extends ShownText {
	readonly stamp: FileStamp;
}

/** UTF-16 units kept: the files of about twenty answers, 4 MB where they are ASCII. */
const KEPT_UNITS = 4 * 1024 * 1024;
/** A text longer than this share would push out too many others. */
const MOST_OF_ALL = 1 / 8;
/** A stamp this young may hide a later change within the file system's grain (2 s on FAT): then nothing is kept. */
const RACY_MS = 2_500;

/**
 * Texts of the files that answers showed last. One question is often asked word by word, and its answers show the same files; a file
 * is read again when its stamp is another one. The least recently shown goes first.
 */
export class TextCache {
	/** By absolute path; the last shown last. */
	readonly #kept = new Map<string, Kept>();
	#units = 0;

	constructor(private readonly capacity = KEPT_UNITS) {}

	/** @returns undefined when the file cannot be read as text. */
	read(file: string, maxBytes: number): ShownText | undefined {
		const known = this.#kept.get(file);
		if (known !== undefined) {
			this.#kept.delete(file);
			if (isStill(file, known.stamp)) {
				this.#kept.set(file, known);
				return known;
			}
			this.#units -= known.text.length;
		}
		const read = readStamped(file, maxBytes);
		if (read === undefined) return undefined;
		const shown = { ...read, starts: lineStarts(read.text) };
		const age = Date.now() - Math.max(read.stamp.mtimeMs, read.stamp.ctimeMs);
		if (age > RACY_MS && read.text.length <= this.capacity * MOST_OF_ALL) this.#keep(file, shown);
		return shown;
	}

	clear(): void {
		this.#kept.clear();
		this.#units = 0;
	}

	#keep(file: string, shown: Kept): void {
		this.#kept.set(file, shown);
		this.#units += shown.text.length;
		for (const [oldest, { text }] of this.#kept) {
			if (this.#units <= this.capacity) break;
			this.#kept.delete(oldest);
			this.#units -= text.length;
		}
	}
}

function isStill(file: string, stamp: FileStamp): boolean {
	try {
		const now = lstatSync(file);
		return (
			now.ino === stamp.ino &&
			now.size === stamp.size &&
			now.mtimeMs === stamp.mtimeMs &&
			now.ctimeMs === stamp.ctimeMs &&
			now.dev === stamp.dev
		);
	} catch {
		return false;
	}
}
