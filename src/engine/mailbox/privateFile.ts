import {
	chmodSync,
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	writeFileSync,
	type Stats,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Absent on Windows, where neither links nor pipes can be made in a folder of one's own without the right to. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const NO_WAIT = (constants.O_NONBLOCK as number | undefined) ?? 0;
/** What Windows says while a virus scanner or an indexer holds a file. */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);
const RETRIES_MS = [5, 10, 20, 40, 80];

/**
 * Makes a folder that only its owner may enter, in one that exists. One that is there already must be such a folder.
 *
 * @throws an error of the file system, also when something else stands there or it belongs to somebody else.
 */
export function makePrivateFolder(path: string): void {
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const info = lstatSync(path);
	if (!info.isDirectory() || !isOwn(info)) throw new Error(`${path} is no folder of this person.`);
	if (process.platform !== 'win32' && (info.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}

/** Whether a folder is there, no link, of this person, and closed to all others. */
export function isPrivateFolder(path: string): boolean {
	const info = lstatSync(path, { throwIfNoEntry: false });
	if (info === undefined || !info.isDirectory() || !isOwn(info)) return false;
	return process.platform === 'win32' || (info.mode & 0o077) === 0;
}

/**
 * Puts a file into place in one step: whoever sees its name sees all of it.
 *
 * @param draft Where it is written first, in the same folder.
 * @throws an error of the file system; then neither file is there.
 */
export async function placeFile(path: string, draft: string, text: string): Promise<void> {
	try {
		writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
		await renameHeld(draft, path);
	} catch (error) {
		removeFile(draft);
		throw error;
	}
}

/** Whether somebody else holds the file, and it may be tried again. */
export const isHeld = (error: unknown): boolean =>
	HELD.has((error as NodeJS.ErrnoException).code ?? '');

/** Renames, and again a little later where the system says that somebody holds the file. */
async function renameHeld(from: string, to: string): Promise<void> {
	for (const wait of RETRIES_MS) {
		try {
			renameSync(from, to);
			return;
		} catch (error) {
			if (!isHeld(error)) throw error;
		}
		await sleep(wait);
	}
	renameSync(from, to);
}

/** A file's text and when it was written, epoch ms. */
export interface PrivateText {
	readonly text: string;
	readonly writtenMs: number;
}

/**
 * Reads a small file that this person wrote. Links, pipes, folders, files of others and large files are not read, and nothing is waited for.
 *
 * @returns undefined where there is no such file, or it must not be read.
 */
export function readPrivate(path: string, maxBytes: number): PrivateText | undefined {
	let file: number | undefined;
	try {
		// Before it is opened: opening a device may do something, and Windows knows no flag against links.
		if (!isPlain(lstatSync(path), maxBytes)) return undefined;
		file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
		const info = fstatSync(file);
		if (!isPlain(info, maxBytes)) return undefined;
		const bytes = Buffer.allocUnsafe(info.size);
		let read = 0;
		while (read < bytes.length) {
			const count = readSync(file, bytes, read, bytes.length - read, read);
			if (count === 0) break;
			read += count;
		}
		return { text: bytes.toString('utf8', 0, read), writtenMs: info.mtimeMs };
	} catch {
		return undefined;
	} finally {
		if (file !== undefined) closeSync(file);
	}
}

/** Removes whatever stands there, a folder too; links are not followed. Never fails. */
export function removeFile(path: string): void {
	try {
		rmSync(path, { recursive: true, force: true });
	} catch {
		/* held by somebody: it is swept away later */
	}
}

function isPlain(info: Stats, maxBytes: number): boolean {
	return info.isFile() && info.size <= maxBytes && isOwn(info);
}

function isOwn(info: Stats): boolean {
	return process.getuid === undefined || info.uid === process.getuid();
}
