import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LodestoneError } from '../shared/errors';

/** A file of a served folder. */
export interface ConfinedPath {
	/** Root-relative, with `/`, as the index spells it. */
	readonly path: string;
	readonly absolute: string;
}

/**
 * The file that an agent names, if it lies in the folder and no link leads to it or out of it.
 *
 * @param root Real path of the folder.
 * @param named Root-relative with `/`, or absolute.
 * @throws {LodestoneError} `bad-argument` for a path out of the folder, `not-found` when there is no such file.
 */
export function confinedPath(root: string, named: string): ConfinedPath {
	if (named.trim() === '' || named.includes('\0'))
		throw new LodestoneError('bad-argument', 'The path is empty or malformed.', 'Name a file.');
	const absolute = isAbsolute(named) ? resolve(named) : resolve(root, named);
	const inside = relative(root, absolute);
	if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
		throw new LodestoneError(
			'bad-argument',
			'The path leads out of the served folders.',
			'Name a file by its path relative to the folder, as search returns it.',
		);
	let real: string;
	try {
		real = realpathSync.native(absolute);
	} catch (error) {
		throw new LodestoneError(
			'not-found',
			'There is no such file in this folder.',
			'Use a path as search returns it.',
			{ cause: error },
		);
	}
	// Compared with what was asked for, not only with the root: the index follows no links, so neither does this.
	if (real !== join(root, inside))
		throw new LodestoneError(
			'bad-argument',
			'The path goes through a symbolic link, which is not followed.',
			'Use a path as search returns it.',
		);
	return { path: sep === '/' ? inside : inside.replaceAll(sep, '/'), absolute };
}
