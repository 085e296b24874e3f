import { compileGlob, toByteString } from './glob';
import { foldAscii } from './globTokens';

/** One line of an ignore file. */
export interface IgnoreRule {
	/** As written, without trailing blanks. */
	readonly text: string;
	/** Where it stands: a path for people, such as `src/.gitignore`. */
	readonly source: string;
	/** 1-based. */
	readonly line: number;
	/** `!pattern`: what it matches is not ignored. */
	readonly negated: boolean;
}

/** `name` forms look at the last component only; `path` at the path from the file's folder. */
type Form =
	| { readonly form: 'name'; readonly name: string }
	| { readonly form: 'suffix'; readonly suffix: string }
	| { readonly form: 'name-glob'; readonly matches: (name: string) => boolean }
	/** `head` is what stands before the first wildcard; `matches` tests what comes after it. */
	| {
			readonly form: 'path';
			readonly head: string;
			readonly matches: ((rest: string) => boolean) | undefined;
	  };

type CompiledRule = IgnoreRule & Form & { readonly folderOnly: boolean };

/** The rules of one ignore file, matched exactly as git matches them. */
export class IgnoreFile {
	/** Plain names, by far the most rules, are looked up: position of the last rule for files, for folders. */
	private readonly names = new Map<string, { file: number; folder: number }>();
	/** Positions of all other rules, last first. */
	private readonly others: readonly number[];

	constructor(
		private readonly rules: readonly CompiledRule[],
		private readonly ignoreCase: boolean,
	) {
		const others: number[] = [];
		for (const [at, rule] of rules.entries()) {
			if (rule.form === 'name') {
				const known = this.names.get(rule.name) ?? { file: -1, folder: -1 };
				this.names.set(rule.name, { file: rule.folderOnly ? known.file : at, folder: at });
			} else {
				others.push(at);
			}
		}
		this.others = others.reverse();
	}

	get size(): number {
		return this.rules.length;
	}

	/**
	 * The rule that decides over an entry: the last one that matches; undefined when none does.
	 * Folders above the entry are the caller's business: in git, an ignored folder's contents cannot come back.
	 *
	 * @param path path from the folder that the file stands in, with `/`
	 * @param name last component of `path`
	 */
	decide(path: string, name: string, isFolder: boolean): IgnoreRule | undefined {
		const nameBytes = this.bytes(name);
		const known = this.names.get(nameBytes);
		const best = known === undefined ? -1 : isFolder ? known.folder : known.file;
		let pathBytes: string | undefined;
		for (const at of this.others) {
			if (at < best) break;
			const rule = this.rules[at];
			if (rule === undefined || (rule.folderOnly && !isFolder)) continue;
			if (rule.form === 'path') pathBytes ??= this.bytes(path);
			if (matchesRule(rule, nameBytes, pathBytes ?? '')) return rule;
		}
		return best < 0 ? undefined : this.rules[best];
	}

	private bytes(value: string): string {
		const bytes = toByteString(value);
		return this.ignoreCase ? foldAscii(bytes) : bytes;
	}
}

function matchesRule(rule: CompiledRule, name: string, path: string): boolean {
	switch (rule.form) {
		case 'name':
			return name === rule.name;
		case 'suffix':
			return name.endsWith(rule.suffix);
		case 'name-glob':
			return rule.matches(name);
		case 'path':
			if (rule.matches === undefined) return path === rule.head;
			return path.startsWith(rule.head) && rule.matches(path.slice(rule.head.length));
	}
}

/** Compiles the text of a `.gitignore`, an `info/exclude`, a global excludes file or a `.lodestoneignore`. */
export function parseIgnoreFile(text: string, source: string, ignoreCase: boolean): IgnoreFile {
	const rules: CompiledRule[] = [];
	for (const [index, raw] of text
		.replace(/^\ufeff/, '')
		.split('\n')
		.entries()) {
		if (raw.startsWith('#')) continue;
		// C strings end at a NUL; git adds a last line end, so a CR before the end of the file goes too.
		const line = trimTrailingSpaces(raw.replace(/\r$/, '').replace(/\0.*$/s, ''));
		const rule = compileRule(line, ignoreCase);
		if (rule === undefined) continue;
		const negated = line.startsWith('!');
		rules.push({ ...rule, text: line, source, line: index + 1, negated });
	}
	return new IgnoreFile(rules, ignoreCase);
}

function compileRule(
	line: string,
	ignoreCase: boolean,
): (Form & { readonly folderOnly: boolean }) | undefined {
	let pattern = toByteString(line.startsWith('!') ? line.slice(1) : line);
	const folderOnly = pattern.endsWith('/');
	if (folderOnly) pattern = pattern.slice(0, -1);
	if (pattern === '') return undefined;
	const fold = (value: string): string => (ignoreCase ? foldAscii(value) : value);
	const inPath = pattern.includes('/');
	if (pattern.startsWith('/')) pattern = pattern.slice(1);
	const wild = firstWildcard(pattern);
	if (inPath) {
		// What stands before the first wildcard is cut off before globbing, as in git: `ab**/c` then matches `ab/x/c`.
		const glob = pattern.slice(wild);
		const matches = glob === '' ? undefined : compileGlob(glob, { pathname: true, ignoreCase });
		return { form: 'path', folderOnly, head: fold(pattern.slice(0, wild)), matches };
	}
	if (wild === pattern.length) return { form: 'name', folderOnly, name: fold(pattern) };
	const rest = pattern.slice(1);
	if (pattern.startsWith('*') && firstWildcard(rest) === rest.length) {
		return { form: 'suffix', folderOnly, suffix: fold(rest) };
	}
	const matches = compileGlob(pattern, { pathname: false, ignoreCase });
	return { form: 'name-glob', folderOnly, matches };
}

/** Length of the part before the first special character. */
function firstWildcard(pattern: string): number {
	const at = pattern.search(/[*?[\\]/);
	return at < 0 ? pattern.length : at;
}

/** Unescaped spaces at the end do not count, `\ ` does; tabs count, as in git. */
function trimTrailingSpaces(line: string): string {
	let end = line.length;
	for (let i = 0; i < line.length; i++) {
		if (line.charAt(i) === '\\') i++;
		else if (line.charAt(i) === ' ') continue;
		end = Math.min(i + 1, line.length);
	}
	// A lone backslash at the very end keeps the line as it is; all spaces is an empty line.
	return /^ *$/.test(line) ? '' : line.slice(0, end);
}
