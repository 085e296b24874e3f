import { LodestoneError } from '../../shared/errors';
import { compileGlob } from './glob';
import { foldAscii } from './globTokens';

/** True for a root-relative path with `/`; a folder's own path is given with `/` at its end. */
export type PathPredicate = (path: string) => boolean;

const MAX_PATTERN = 1000;
/** Of one list: each costs time at each path. */
const MAX_PATTERNS = 1000;
/** Patterns that one pattern's braces may stand for. */
const MAX_ALTERNATIVES = 256;

export interface GlobFilterOptions {
	/** ASCII letters in either case; for file systems that do not tell them apart. */
	readonly ignoreCase?: boolean;
}

/**
 * Compiles search and settings globs to one predicate: let through what some `include` matches (or all, when there is
 * none) and no `exclude` does.
 *
 * `*`, `?`, `[a-z]`, `[!x]`, `**` between slashes, `{a,b}`. A pattern without `/` matches at any depth, one with `/` counts from
 * the root (a leading `./` or `/` is allowed). A pattern that matches a folder matches all beneath it; with `/` at its end
 * only what lies beneath.
 *
 * @throws LodestoneError `bad-argument` for patterns that are too long, leave the folder, or have broken or too many braces.
 */
export function compileGlobFilter(
	include: readonly string[],
	exclude: readonly string[],
	options: GlobFilterOptions = {},
): PathPredicate {
	const wanted = compileGlobs(include, options);
	const unwanted = compileGlobs(exclude, options);
	return path =>
		(wanted.length === 0 || firstMatch(wanted, path) !== undefined) &&
		firstMatch(unwanted, path) === undefined;
}

/** A glob as it was written, and what it matches. */
export interface CompiledGlob {
	readonly text: string;
	readonly matches: PathPredicate;
}

/** Compiles each pattern by itself, so that a verdict can name the one that decided. Blank patterns are dropped. */
export function compileGlobs(
	patterns: readonly string[],
	options: GlobFilterOptions = {},
): CompiledGlob[] {
	if (patterns.length > MAX_PATTERNS)
		throw new LodestoneError(
			'bad-argument',
			`There are ${patterns.length} globs, over the limit of ${MAX_PATTERNS}.`,
			'Use fewer globs.',
		);
	return patterns
		.filter(text => text.trim() !== '')
		.map(text => ({ text, matches: compilePattern(text, options) }));
}

export function firstMatch(globs: readonly CompiledGlob[], path: string): CompiledGlob | undefined {
	return globs.find(glob => glob.matches(path));
}

function compilePattern(text: string, options: GlobFilterOptions): PathPredicate {
	const ignoreCase = options.ignoreCase ?? false;
	const parts = expandBraces(normalise(text), text).map(one => compileOne(one, ignoreCase));
	const [only] = parts;
	return parts.length === 1 && only !== undefined ? only : path => parts.some(part => part(path));
}

/** Blanks, `./` and doubled slashes off; refuses what cannot be meant. */
function normalise(text: string): string {
	if (text.length > MAX_PATTERN) {
		throw badGlob(text, `is longer than ${MAX_PATTERN} characters`, 'Use a shorter glob.');
	}
	const pattern = text
		.trim()
		.replace(/\/{2,}/g, '/')
		.replace(/^(\.\/)+/, '/');
	if (pattern.split('/').includes('..')) {
		throw badGlob(text, 'leads out of the folder', 'Give a glob relative to the folder.');
	}
	return pattern;
}

function compileOne(pattern: string, ignoreCase: boolean): PathPredicate {
	// `src/` and `src/**` say the same.
	const bare = pattern.replace(/(\/\*\*)*\/?$/, '');
	const beneathOnly = bare !== pattern;
	const rooted = bare.includes('/');
	const glob = bare.startsWith('/') ? bare.slice(1) : bare;
	if (glob === '' || glob === '.') return () => true;
	const fold = ignoreCase ? foldAscii : (path: string) => path;
	if (!/[*?[\\]/.test(glob)) return literalPredicate(fold(glob), rooted, beneathOnly, fold);
	const suffix = /^\*(\.[^*?[\\/]+)$/.exec(glob)?.[1];
	if (suffix !== undefined && !rooted && !beneathOnly) {
		const end = fold(suffix);
		const inside = `${end}/`;
		return path => fold(path).endsWith(end) || fold(path).includes(inside);
	}
	return compileGlob(rooted ? glob : `**/${glob}`, {
		pathname: true,
		ignoreCase,
		beneath: beneathOnly ? 'only' : 'also',
	});
}

function literalPredicate(
	name: string,
	rooted: boolean,
	beneathOnly: boolean,
	fold: (path: string) => string,
): PathPredicate {
	const beneath = `${name}/`;
	if (rooted) {
		return raw => {
			const path = fold(raw);
			return path.startsWith(beneath) || (!beneathOnly && path === name);
		};
	}
	return raw => {
		const path = `/${fold(raw)}`;
		return path.includes(`/${beneath}`) || (!beneathOnly && path.endsWith(`/${name}`));
	};
}

/** `{a,b}` to one pattern each; braces nest, and are plain characters after a backslash or in a set. */
function expandBraces(pattern: string, text: string): string[] {
	const open = findOpenBrace(pattern);
	if (open < 0) return [pattern];
	const cuts = [open];
	let depth = 0;
	let end = -1;
	for (let i = open; i < pattern.length && end < 0; i++) {
		const c = pattern.charAt(i);
		if (c === '\\') i++;
		else if (c === '{') depth++;
		else if (c === '}' && --depth === 0) end = i;
		else if (c === ',' && depth === 1) cuts.push(i);
	}
	if (end < 0) throw badGlob(text, 'has a { without its }', 'Close the brace, or write [{].');
	cuts.push(end);
	const tails = expandBraces(pattern.slice(end + 1), text);
	const expanded: string[] = [];
	for (let i = 1; i < cuts.length; i++) {
		for (const middle of expandBraces(pattern.slice((cuts[i - 1] ?? 0) + 1, cuts[i]), text)) {
			for (const tail of tails) expanded.push(pattern.slice(0, open) + middle + tail);
			if (expanded.length > MAX_ALTERNATIVES) {
				throw badGlob(text, `stands for over ${MAX_ALTERNATIVES} patterns`, 'Use fewer braces.');
			}
		}
	}
	return expanded;
}

function findOpenBrace(pattern: string): number {
	for (let i = 0; i < pattern.length; i++) {
		const c = pattern.charAt(i);
		if (c === '\\') i++;
		else if (c === '{') return i;
		else if (c === '[') {
			const close = pattern.indexOf(']', i + 2);
			if (close > 0) i = close;
		}
	}
	return -1;
}

function badGlob(text: string, problem: string, remedy: string): LodestoneError {
	const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
	return new LodestoneError('bad-argument', `The glob "${shown}" ${problem}.`, remedy);
}
