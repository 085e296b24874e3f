import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { badUse } from './optionValues';

/**
 * The root-relative path, with `/`, of a file as a person names it: relative to the folder, or to where they are.
 *
 * @param folder The folder as named, absolute.
 * @param root Its real path.
 * @throws {LodestoneError} `bad-argument` when the file lies outside the folder.
 */
export function pathInFolder(folder: string, root: string, file: string, cwd: string): string {
	const candidates = isAbsolute(file) ? [file] : [join(folder, file), resolve(cwd, file)];
	const found = candidates.find(candidate => existsSync(candidate)) ?? candidates[0] ?? file;
	for (const [base, path] of [
		[folder, found],
		[root, realParent(found)],
	] as const) {
		const inside = relative(base, path);
		if (inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside))
			return sep === '/' ? inside : inside.replaceAll(sep, '/');
	}
	throw badUse(`${file} is not inside ${folder}.`, 'Name a file of the folder.');
}

/** Resolves links of the folders above a file, but not the file itself: a link is asked about as a link. */
function realParent(path: string): string {
	try {
		return join(realpathSync.native(dirname(path)), basename(path));
	} catch {
		return path;
	}
}
