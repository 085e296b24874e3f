import { type Dirent, lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Skip } from './folderRules';

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** What an entry is, links not followed. */
export function kindOf(entry: Dirent | Stats): EntryKind {
	if (entry.isFile()) return 'file';
	if (entry.isDirectory()) return 'folder';
	return entry.isSymbolicLink() ? 'link' : 'other';
}

/** What a device, pipe or socket is left out for. */
export const NOT_A_FILE: Skip = {
	reason: 'not-a-file',
	detail: 'it is a pipe, socket or device',
};

/** What a regular file's size says; undefined when it is fine. */
export function checkSize(size: number, maxFileBytes: number): Skip | undefined {
	if (size === 0) return { reason: 'empty', detail: 'it has no bytes' };
	if (size <= maxFileBytes) return undefined;
	return {
		reason: 'too-large',
		detail: `${size} bytes, over the limit of ${maxFileBytes} bytes`,
	};
}

/**
 * Why a symbolic link (or junction) is left out. Always: one that leads out of the folder would index what nobody opened,
 * one that stays inside leads to what is indexed under its own path.
 *
 * @param realRoot the root, links resolved
 */
export function classifyLink(realRoot: string, link: string): Skip {
	let target: string;
	try {
		target = realpathSync.native(link);
	} catch (error) {
		switch (systemCode(error)) {
			case 'ELOOP':
				return { reason: 'link-loop', detail: 'the link leads back to itself' };
			case 'ENOENT':
			case 'ENOTDIR':
				return { reason: 'vanished', detail: 'the link leads to nothing' };
			default:
				return { reason: 'no-permission', detail: 'where the link leads cannot be read' };
		}
	}
	if (!contains(realRoot, target)) {
		return { reason: 'link-outside', detail: 'the link leads out of the folder' };
	}
	let parent: string;
	try {
		parent = realpathSync.native(path.dirname(link));
	} catch (error) {
		return failure(error, path.basename(link));
	}
	if (contains(target, parent)) {
		return { reason: 'link-loop', detail: 'the link leads to a folder that it lies in' };
	}
	const shown = path.relative(realRoot, target).split(path.sep).join('/');
	return { reason: 'link-inside', detail: `the link leads to ${shown}, judged under that path` };
}

function contains(folder: string, target: string): boolean {
	if (target === folder) return true;
	return target.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** The verdict over an entry that the file system refused. */
export function failure(error: unknown, name: string): Skip {
	switch (systemCode(error)) {
		case 'ENOENT':
		case 'ENOTDIR':
			// Node hands out names that are not UTF-8 with U+FFFD in them, and then cannot find them.
			return name.includes('\ufffd')
				? { reason: 'bad-name', detail: 'its name is not valid UTF-8' }
				: { reason: 'vanished', detail: 'it is no longer there' };
		case 'EACCES':
		case 'EPERM':
			return { reason: 'no-permission', detail: 'no permission to read it' };
		case 'ENAMETOOLONG':
			return { reason: 'bad-name', detail: 'its path is too long for the system' };
		case 'ELOOP':
			return { reason: 'link-loop', detail: 'it is a symbolic link' };
		default:
			return { reason: 'unreadable', detail: `the system answers ${systemCode(error)}` };
	}
}

/** lstat that answers with the verdict where it fails. */
export function tryLstat(file: string, name: string): Stats | Skip {
	try {
		return lstatSync(file);
	} catch (error) {
		return failure(error, name);
	}
}

export function isSkip(value: object): value is Skip {
	return 'reason' in value;
}

export function systemCode(error: unknown): string {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string')
		return error.code;
	throw error;
}
