import { posix, win32 } from 'node:path';

/** How paths behave on the machine the extension runs on. */
export interface PathRules {
	readonly windows: boolean;
	/** Two spellings that differ in case name one file. */
	readonly ignoreCase: boolean;
}

export const pathRules = (platform: NodeJS.Platform): PathRules => ({
	windows: platform === 'win32',
	// The default of the file system; a case-sensitive volume there only makes two names count as one.
	ignoreCase: platform === 'win32' || platform === 'darwin',
});

const lib = (rules: PathRules) => (rules.windows ? win32 : posix);
const fold = (path: string, rules: PathRules) => (rules.ignoreCase ? path.toLowerCase() : path);

/**
 * Path below a folder, with `/`; `undefined` when it lies outside or is the folder itself.
 *
 * @param root Absolute. @param absolute Absolute, in the machine's own spelling.
 */
export function relativePath(root: string, absolute: string, rules: PathRules): string | undefined {
	const path = lib(rules);
	const from = path.normalize(root).replace(/[\\/]+$/, '');
	const to = path.normalize(absolute);
	const separator = rules.windows ? '\\' : '/';
	if (!fold(to, rules).startsWith(fold(from + separator, rules))) return undefined;
	const relative = to.slice(from.length + 1);
	if (relative === '') return undefined;
	return rules.windows ? relative.replaceAll('\\', '/') : relative;
}

/**
 * Absolute path of a root-relative one that came from outside (a message, an index); `undefined` for anything that would
 * leave the folder: absolute paths, drives, `..`, NUL.
 */
export function resolveInside(
	root: string,
	relative: string,
	rules: PathRules,
): string | undefined {
	if (relative === '' || relative.includes('\0')) return undefined;
	if (posix.isAbsolute(relative) || (rules.windows && /^[A-Za-z]:|^[\\/]|:/.test(relative)))
		return undefined;
	const segments = rules.windows ? relative.split(/[\\/]/) : relative.split('/');
	if (segments.some(segment => segment === '..' || segment === '')) return undefined;
	return lib(rules).join(root, ...segments);
}

export const samePath = (a: string, b: string, rules: PathRules): boolean =>
	fold(lib(rules).normalize(a), rules) === fold(lib(rules).normalize(b), rules);

/** The innermost of several roots that holds a path. */
export function owningRoot<T extends { readonly root: string }>(
	folders: readonly T[],
	absolute: string,
	rules: PathRules,
): T | undefined {
	return folders
		.filter(folder => relativePath(folder.root, absolute, rules) !== undefined)
		.sort((a, b) => b.root.length - a.root.length)[0];
}
