import path from 'node:path';
import type { SkipReason } from '../../shared/types';
import {
	builtinContentsRule,
	builtinFileRule,
	builtinFolderRule,
	builtinHardRule,
	type BuiltinSkip,
} from './builtinRules';
import { type GitEnvironment, gitFolderOf, readGitRepository } from './gitRepository';
import { type CompiledGlob, compileGlobs, firstMatch } from './globFilter';
import { type IgnoreFile, type IgnoreRule, parseIgnoreFile } from './ignoreFile';
import { readSmallFile } from './readSmallFile';
import type { ScanRules } from './types';

export const OWN_IGNORE_FILE = '.lodestoneignore';
export const GIT_IGNORE_FILE = '.gitignore';

export interface Skip {
	readonly reason: SkipReason;
	readonly detail: string;
}

/** Let through; `forced` by a `!` rule of a `.lodestoneignore`, which also lifts the rules over a folder's contents. */
export type EntryVerdict =
	{ readonly skip: Skip } | { readonly skip: undefined; readonly forced: boolean };

/** Ignore files that apply in a folder, nearest first: the first one with a matching rule decides. */
interface Chain {
	readonly file: IgnoreFile;
	/** Length of its folder's path, with the last `/`, in the coordinates of `RuleBook`. */
	readonly offset: number;
	readonly next: Chain | undefined;
}

/** The rules that hold for the entries of one folder. Immutable. */
export interface FolderRules {
	/** Root-relative, empty for the root. */
	readonly path: string;
	/** Names of its entries. */
	readonly names: readonly string[];
	readonly git: Chain | undefined;
	readonly own: Chain | undefined;
	/** Whether it lies in a git repository; then also that repository's `core.ignoreCase`. */
	readonly repository: { readonly ignoreCase: boolean } | undefined;
	/** Files outside this folder's listing that its rules were read from; a change makes them void. */
	readonly sources: readonly string[];
}

const PASS: EntryVerdict = { skip: undefined, forced: false };
const FORCED: EntryVerdict = { skip: undefined, forced: true };

/**
 * All rules of a workspace, in their order: version control and secrets (never lifted), the exclude setting,
 * `.lodestoneignore` (whose `!` rules lift all that follows), git's ignore files, built-in lists, the include setting.
 *
 * As in git, nothing comes back out of a folder that is left out, and rules of a `.gitignore` end at a repository that lies
 * inside another. `.gitignore` files count without a repository too, in a downloaded copy for example. A file that
 * git tracks although a rule ignores it is left out: the git index is not read.
 *
 * Holds no state about folders: see `FolderRules`.
 */
export class RuleBook {
	/**
	 * Path from the outermost folder whose ignore files apply (the top of the repository that the root lies in) to the root,
	 * with `/` at its end; empty when they are the same. Paths that start there are what ignore files are matched against.
	 */
	private prefix = '';
	private readonly include: readonly CompiledGlob[];
	private readonly exclude: readonly CompiledGlob[];

	/** @throws LodestoneError `bad-argument` for a bad glob. */
	constructor(
		readonly root: string,
		private readonly rules: ScanRules,
		private readonly environment: GitEnvironment,
	) {
		this.include = compileGlobs(rules.include);
		this.exclude = compileGlobs(rules.exclude);
	}

	/** The rules at the root, those of the folders above it up to the top of its repository included. */
	openRoot(names: readonly string[]): FolderRules {
		const top = this.topFolder();
		this.prefix = top === this.root ? '' : `${toSlashes(path.relative(top, this.root))}/`;
		let above: FolderRules | undefined;
		if (this.prefix !== '') {
			above = this.openAbove(top);
			if (above === undefined) this.prefix = '';
		}
		const opened = this.open('', names, above);
		return { ...opened, sources: [...(above?.sources ?? []), ...opened.sources] };
	}

	/** The rules inside a folder that `judge` let through, or why its contents say that it is left out. */
	openFolder(
		parent: FolderRules,
		name: string,
		names: readonly string[],
		forced: boolean,
	): FolderRules | Skip {
		if (!forced) {
			const skip = builtinContentsRule(name, names);
			if (skip !== undefined) return builtinSkip(skip);
		}
		return this.open(childPath(parent, name), names, parent);
	}

	/** The verdict over one entry of a folder by its name and place; size and contents are judged elsewhere. */
	judge(folder: FolderRules, name: string, isFolder: boolean): EntryVerdict {
		const parent = lastName(folder.path);
		const hard = builtinHardRule(name, isFolder, parent);
		if (hard !== undefined) return { skip: builtinSkip(hard) };
		const relative = childPath(folder, name);
		const excluded = firstMatch(this.exclude, isFolder ? `${relative}/` : relative);
		if (excluded !== undefined) {
			return { skip: { reason: 'excluded', detail: `exclude glob "${excluded.text}"` } };
		}
		const full = this.prefix + relative;
		const own = decide(folder.own, full, name, isFolder);
		if (own !== undefined && !own.negated) return ignored('lodestoneignore', own);
		if (own === undefined) {
			const git = decide(folder.git, full, name, isFolder);
			if (git !== undefined && !git.negated) return ignored('gitignore', git);
			const keptByGit = this.rules.respectGitignore && folder.repository !== undefined;
			const builtin = isFolder
				? builtinFolderRule(name, { names: folder.names, parent, keptByGit })
				: builtinFileRule(name, parent);
			if (builtin !== undefined) return { skip: builtinSkip(builtin) };
		}
		if (!isFolder && this.include.length > 0 && firstMatch(this.include, relative) === undefined) {
			return { skip: { reason: 'not-included', detail: 'no include glob matches it' } };
		}
		return own === undefined ? PASS : FORCED;
	}

	private open(
		relative: string,
		names: readonly string[],
		parent: FolderRules | undefined,
	): FolderRules {
		const folder = path.join(this.root, relative);
		const full = this.prefix + relative;
		return this.read(
			folder,
			relative,
			full === '' || full.endsWith('/') ? full : `${full}/`,
			names,
			parent,
		);
	}

	/** @param full the folder's path in the coordinates of ignore files, with `/` at its end unless empty */
	private read(
		folder: string,
		relative: string,
		full: string,
		names: readonly string[],
		parent: FolderRules | undefined,
	): FolderRules {
		let git = parent?.git;
		let repository = parent?.repository;
		const sources: string[] = [];
		if (names.includes('.git')) {
			sources.push(path.join(folder, '.git', 'HEAD'));
			const gitFolder = gitFolderOf(folder);
			if (gitFolder !== undefined) {
				const found = readGitRepository(gitFolder, this.environment);
				sources.push(...found.sources);
				repository = { ignoreCase: found.ignoreCase };
				git = undefined;
				for (const file of [...found.excludes].reverse()) {
					git = { file, offset: full.length, next: git };
				}
			}
		}
		if (!this.rules.respectGitignore) git = undefined;
		const ignoreCase = repository?.ignoreCase ?? FOLDS_CASE;
		const add = (name: string, next: Chain | undefined): Chain | undefined => {
			if (!names.includes(name)) return next;
			sources.push(path.join(folder, name));
			const text = readSmallFile(path.join(folder, name), false);
			if (text === undefined) return next;
			const label = relative === '' ? name : `${relative}/${name}`;
			const file = parseIgnoreFile(text, label, ignoreCase);
			return file.size === 0 ? next : { file, offset: full.length, next };
		};
		if (this.rules.respectGitignore) git = add(GIT_IGNORE_FILE, git);
		const own = add(OWN_IGNORE_FILE, parent?.own);
		return { path: relative, names, git, own, repository, sources };
	}

	/** The top of the innermost repository that the root lies in; the root itself when there is none. */
	private topFolder(): string {
		for (let folder = this.root; ; folder = path.dirname(folder)) {
			if (gitFolderOf(folder) !== undefined) return folder;
			if (path.dirname(folder) === folder) return this.root;
		}
	}

	/**
	 * The rules of the folders from the repository's top down to the root's parent. Undefined when they would leave out the
	 * root itself: who opens an ignored folder wants to see it, so then only rules from the root on count.
	 */
	private openAbove(top: string): FolderRules | undefined {
		let rules: FolderRules | undefined;
		const sources: string[] = [];
		let full = '';
		const parts = this.prefix.slice(0, -1).split('/');
		for (const [depth, part] of parts.entries()) {
			const folder = path.join(top, full);
			const label = '../'.repeat(parts.length - depth).slice(0, -1);
			// Only these names matter here, and asking for more could fail for lack of rights.
			rules = this.read(folder, label, full, ['.git', GIT_IGNORE_FILE, OWN_IGNORE_FILE], rules);
			sources.push(...rules.sources);
			for (const chain of [rules.git, rules.own]) {
				const rule = decide(chain, full + part, part, true);
				if (rule !== undefined && !rule.negated) return undefined;
			}
			full += `${part}/`;
		}
		return rules && { ...rules, sources };
	}
}

/** Where git itself would set `core.ignoreCase` in a new repository. */
const FOLDS_CASE = process.platform === 'win32' || process.platform === 'darwin';

export function childPath(folder: FolderRules, name: string): string {
	return folder.path === '' ? name : `${folder.path}/${name}`;
}

function decide(
	chain: Chain | undefined,
	full: string,
	name: string,
	isFolder: boolean,
): IgnoreRule | undefined {
	for (let link = chain; link !== undefined; link = link.next) {
		const rule = link.file.decide(full.slice(link.offset), name, isFolder);
		if (rule !== undefined) return rule;
	}
	return undefined;
}

function ignored(reason: SkipReason, rule: IgnoreRule): EntryVerdict {
	return { skip: { reason, detail: `rule "${rule.text}" in ${rule.source}, line ${rule.line}` } };
}

function builtinSkip({ reason, rule }: BuiltinSkip): Skip {
	return { reason, detail: `built-in rule: ${rule}` };
}

function lastName(relative: string): string {
	return relative.slice(relative.lastIndexOf('/') + 1);
}

function toSlashes(relative: string): string {
	return path.sep === '/' ? relative : relative.split(path.sep).join('/');
}
