import { createHash } from 'node:crypto';
import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	openSync,
	readSync,
	type Stats,
} from 'node:fs';
import path from 'node:path';
import { hasGeneratedHeader, minifiedRule, secretRule } from './contentTraits';
import { decodeText } from './decodeText';
import { checkSize, failure, NOT_A_FILE } from './entryChecks';
import type { SourceText } from './types';

// Neither flag exists on Windows, where node leaves them undefined.
const NO_FOLLOW = constants.O_NOFOLLOW as number | undefined;
const OPEN_FLAGS =
	constants.O_RDONLY | (NO_FOLLOW ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** Grown to the largest file so far; a file's bytes are dead once its text is decoded. */
let buffer = Buffer.alloc(64 * 1024);

/**
 * Reads and decodes one file, or says why it is left out: too large, empty, binary, wrongly encoded, minified, secret, gone, not
 * to be read. Synchronous, for a worker thread. Never follows a link in the last place and never waits for a pipe.
 *
 * @param file absolute path
 * @param maxBytes files over this size are `too-large`
 */
export function readSource(file: string, maxBytes: number): SourceText {
	const name = path.basename(file);
	let descriptor: number | undefined;
	try {
		if (NO_FOLLOW === undefined && lstatSync(file).isSymbolicLink()) {
			return { ok: false, reason: 'link-loop', detail: 'it is a symbolic link' };
		}
		descriptor = openSync(file, OPEN_FLAGS);
		return readOpen(descriptor, name, maxBytes);
	} catch (error) {
		return { ok: false, ...failure(error, name) };
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}

/** A file's text with what tells whether it is still the same. */
export interface StampedText {
	readonly text: string;
	/** Of its bytes, as `SourceText` has it. */
	readonly hash: string;
	readonly stamp: FileStamp;
}

/** What of a file's state changes with its content. */
export type FileStamp = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>;

/**
 * The text of a file that is indexed, for showing: opened and decoded as `readSource` does, without the judgement over its content
 * (the caller compares hashes of the pieces it shows).
 *
 * @returns undefined when it cannot be read as text any more.
 */
export function readText(file: string, maxBytes: number): string | undefined {
	return readBytes(file, maxBytes, textOf);
}

/** The same, with its hash and stamp. */
export function readStamped(file: string, maxBytes: number): StampedText | undefined {
	return readBytes(file, maxBytes, (bytes, stamp) => {
		const text = textOf(bytes);
		return text === undefined ? undefined : { text, hash: hashOf(bytes), stamp };
	});
}

function textOf(bytes: Uint8Array): string | undefined {
	const decoded = decodeText(bytes);
	return decoded.ok ? decoded.text : undefined;
}

/** @param use Must not keep the bytes. */
function readBytes<T>(
	file: string,
	maxBytes: number,
	use: (bytes: Uint8Array, stat: Stats) => T | undefined,
): T | undefined {
	let descriptor: number | undefined;
	try {
		if (NO_FOLLOW === undefined && lstatSync(file).isSymbolicLink()) return undefined;
		descriptor = openSync(file, OPEN_FLAGS);
		const stat = fstatSync(descriptor);
		if (!stat.isFile() || stat.size > maxBytes) return undefined;
		return use(buffer.subarray(0, readAll(descriptor, stat.size, maxBytes)), stat);
	} catch {
		return undefined;
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}

function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

function readOpen(descriptor: number, name: string, maxBytes: number): SourceText {
	const before = fstatSync(descriptor);
	if (!before.isFile()) return { ok: false, ...NOT_A_FILE };
	const unfit = checkSize(before.size, maxBytes);
	if (unfit !== undefined) return { ok: false, ...unfit };
	const length = readAll(descriptor, before.size, maxBytes);
	const after = fstatSync(descriptor);
	// It may have grown or been cut while it was read; what counts are the bytes at hand.
	const grown = checkSize(length, maxBytes);
	if (grown !== undefined) return { ok: false, ...grown };
	const bytes = buffer.subarray(0, length);
	const decoded = decodeText(bytes);
	if (!decoded.ok) return decoded;
	const { text, encoding, lossy } = decoded;
	const refused = refuse(text, name);
	if (refused !== undefined) return refused;
	return {
		ok: true,
		text,
		hash: hashOf(bytes),
		encoding,
		lossy,
		generated: hasGeneratedHeader(text),
		size: after.size,
		mtimeMs: after.mtimeMs,
	};
}

/** Why a text is left out by what it holds; for texts that come from elsewhere too, such as an unsaved editor. */
export function refuse(text: string, name: string): (SourceText & { ok: false }) | undefined {
	const lower = name.toLowerCase();
	const dot = lower.lastIndexOf('.');
	const extension = dot <= 0 ? '' : lower.slice(dot + 1);
	if (!/\S/.test(text)) return { ok: false, reason: 'empty', detail: 'it holds only white space' };
	const secret = secretRule(text, lower, extension);
	if (secret !== undefined) return { ok: false, reason: 'secret', detail: secret };
	const minified = minifiedRule(text, extension);
	if (minified !== undefined) return { ok: false, reason: 'minified', detail: minified };
	return undefined;
}

/** Reads to the end, or to one byte over the limit, into `buffer`. Returns the number of bytes. */
function readAll(descriptor: number, size: number, maxBytes: number): number {
	let length = 0;
	for (;;) {
		const wanted = Math.min(Math.max(size, length) + 1, maxBytes + 1);
		if (buffer.length < wanted) {
			const larger = Buffer.alloc(Math.max(wanted, Math.min(buffer.length * 2, maxBytes + 1)));
			buffer.copy(larger, 0, 0, length);
			buffer = larger;
		}
		const read = readSync(
			descriptor,
			buffer,
			length,
			Math.min(buffer.length, maxBytes + 1) - length,
			null,
		);
		length += read;
		if (read === 0 || length > maxBytes) return length;
	}
}
