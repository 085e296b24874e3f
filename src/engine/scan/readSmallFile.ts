import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** A rules file larger than this is not one. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The text of a rules file; undefined when it is missing, unreadable, too large, or no regular file. Never blocks on a pipe.
 *
 * @param followLink git reads a `.gitignore` only when it is no symbolic link, an `info/exclude` also when it is one
 */
export function readSmallFile(file: string, followLink = true): string | undefined {
	// O_NOFOLLOW and O_NONBLOCK do not exist on Windows, where node leaves them undefined.
	const noFollow = followLink ? 0 : ((constants.O_NOFOLLOW as number | undefined) ?? 0);
	const nonBlock = (constants.O_NONBLOCK as number | undefined) ?? 0;
	let descriptor: number | undefined;
	try {
		descriptor = openSync(file, constants.O_RDONLY | noFollow | nonBlock);
		const stat = fstatSync(descriptor);
		if (!stat.isFile() || stat.size > MAX_BYTES) return undefined;
		return readFileSync(descriptor, 'utf8');
	} catch {
		return undefined;
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}
