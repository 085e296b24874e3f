/**
 * Root-relative paths with `/`, as the index keeps them, to and from absolute ones. Pure string work for either system, so
 * that Windows paths are tested on Linux. Nothing here touches the disk: links are the scanner's business.
 */
import { LodestoneError } from './errors';

export type PathStyle = 'posix' | 'win32';

export interface PathOptions {
	readonly style: PathStyle;
	/** Whether `A` and `a` name the same file; by default on win32 only. */
	readonly ignoreCase?: boolean;
}

/** Names that Windows gives to devices, in every folder, with any extension, and with blanks before it. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|:|$)/i;

/**
 * The path of `absolute` below `root`, with `/`; empty for the root itself, undefined when it is not below it or either is not
 * absolute. Understands drive letters in either case, UNC shares, `\\?\` prefixes, doubled and trailing separators, `.` and `..`.
 */
export function toRelative(
	root: string,
	absolute: string,
	options: PathOptions,
): string | undefined {
	const from = splitAbsolute(root, options.style);
	const to = splitAbsolute(absolute, options.style);
	if (from === undefined || to === undefined) return undefined;
	const fold = folder(options);
	if (fold(from.head) !== fold(to.head)) return undefined;
	if (to.parts.length < from.parts.length) return undefined;
	if (!from.parts.every((part, i) => fold(part) === fold(to.parts[i] ?? ''))) return undefined;
	return to.parts.slice(from.parts.length).join('/');
}

/**
 * The absolute path of a root-relative one, in the root's own style.
 *
 * @throws LodestoneError `bad-argument` when `relative` is absolute, leads out of the root, or names a device or stream.
 */
export function safeJoin(root: string, relative: string, style: PathStyle): string {
	const problem = pathProblem(relative, style);
	if (problem !== undefined) {
		throw new LodestoneError(
			'bad-argument',
			`The path "${relative.slice(0, 200)}" ${problem}.`,
			'Give a path inside the folder, with "/" between its parts.',
		);
	}
	const separator = style === 'win32' ? '\\' : '/';
	const base =
		/[/\\]$/.test(root) && (style === 'win32' || root.endsWith('/')) ? root : root + separator;
	return base + (style === 'win32' ? relative.replaceAll('/', '\\') : relative);
}

/**
 * What is wrong with a root-relative path, as the end of a sentence ("leads out of the folder"); undefined when it is
 * sound. On win32 also what that system would read differently: backslashes, drives, streams (`a:b`), devices (`nul.txt`), dots
 * and blanks at the end of a name.
 */
export function pathProblem(relative: string, style: PathStyle = 'posix'): string | undefined {
	if (relative === '') return 'is empty';
	if (relative.includes('\0')) return 'has a NUL in it';
	if (relative.startsWith('/')) return 'is absolute';
	const windows = style === 'win32';
	if (windows && /^([a-z]:|\\)/i.test(relative)) return 'is absolute';
	for (const part of relative.split('/')) {
		if (part === '..') return 'leads out of the folder';
		if (part === '' || part === '.') return 'has an empty part';
		if (!windows) continue;
		if (part.includes('\\')) return 'has a backslash in it';
		if (part.includes(':')) return 'names a drive or a stream';
		if (DEVICE.test(part)) return 'names a device';
		if (/[. ]$/.test(part)) return 'has a part that ends in a dot or a blank';
		if (/[\u0000-\u001f<>"|?*]/.test(part)) return 'has a character that Windows forbids';
	}
	return undefined;
}

/** True when both paths name the same place, by the style's rules. */
export function samePath(a: string, b: string, options: PathOptions): boolean {
	return toRelative(a, b, options) === '';
}

function folder({ style, ignoreCase }: PathOptions): (part: string) => string {
	return (ignoreCase ?? style === 'win32') ? part => part.toLowerCase() : part => part;
}

interface Split {
	/** Drive (`C:`) or share (`\\server\share`); empty on posix. */
	readonly head: string;
	readonly parts: readonly string[];
}

/** Undefined for what is not absolute, or climbs above its head. */
function splitAbsolute(path: string, style: PathStyle): Split | undefined {
	if (style === 'posix') {
		return path.startsWith('/') ? withParts('', path.split('/')) : undefined;
	}
	// `\\?\C:\x` and `\\?\UNC\server\share` are long forms of the plain ones.
	const plain = path
		.replaceAll('/', '\\')
		.replace(/^\\\\[?.]\\UNC\\/i, '\\\\')
		.replace(/^\\\\[?.]\\/, '');
	const drive = /^[a-z]:(?=\\|$)/i.exec(plain)?.[0];
	if (drive !== undefined) return withParts(drive, plain.slice(drive.length).split('\\'));
	const share = /^\\\\[^\\]+\\[^\\]+/.exec(plain)?.[0];
	if (share !== undefined) return withParts(share, plain.slice(share.length).split('\\'));
	return undefined;
}

function withParts(head: string, raw: readonly string[]): Split | undefined {
	const parts: string[] = [];
	for (const part of raw) {
		if (part === '' || part === '.') continue;
		if (part !== '..') parts.push(part);
		else if (parts.pop() === undefined) return undefined;
	}
	return { head, parts };
}
