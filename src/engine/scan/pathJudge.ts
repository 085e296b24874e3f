import { lstatSync, readdirSync, type Stats } from 'node:fs';
import path from 'node:path';
import { pathProblem } from '../../shared/paths';
import { isEvidence } from './builtinRules';
import {
	checkSize,
	classifyLink,
	failure,
	isSkip,
	kindOf,
	NOT_A_FILE,
	tryLstat,
} from './entryChecks';
import {
	childPath,
	type FolderRules,
	GIT_IGNORE_FILE,
	OWN_IGNORE_FILE,
	RuleBook,
	type Skip,
} from './folderRules';
import { resolveRoot } from './resolveRoot';
import type { PathVerdict, ScanRules } from './types';
import { ownEnvironment, type WalkOptions } from './walkFolder';

/** Judges single paths as `walkFolder` would. Holds what it read of the folders, and notices when that has changed. */
export interface PathJudge {
	/**
	 * The verdict over one root-relative path (with `/`) as it is on disk now. `indexed` says for a folder that it is walked. Like
	 * the walk it does not read file contents: binary and minified files are told by `readSource`.
	 */
	judge(relative: string): PathVerdict;
	/** Forgets all it knows, settings of git included. */
	invalidate(): void;
}

/**
 * True when a change at this path can change the verdict over other paths: ignore files, git's own settings, and files that
 * the built-in rules take as evidence (`package.json` beside `dist`). Then walk again.
 */
export function affectsOtherPaths(relative: string): boolean {
	const name = relative.slice(relative.lastIndexOf('/') + 1);
	if (name === GIT_IGNORE_FILE || name === OWN_IGNORE_FILE || name === '.git') return true;
	return /(^|\/)\.git\/(info\/exclude|config|HEAD)$/.test(relative) || isEvidence(name);
}

/**
 * @throws LodestoneError `not-found`, `not-a-folder`, `no-permission` for the root, `bad-argument` for a bad glob.
 */
export function createPathJudge(
	root: string,
	rules: ScanRules,
	options: Pick<WalkOptions, 'environment'> = {},
): PathJudge {
	const realRoot = resolveRoot(root);
	const create = (): RuleBook =>
		new RuleBook(realRoot, rules, options.environment ?? ownEnvironment());
	return new CachingJudge(realRoot, create, rules.maxFileBytes);
}

const STYLE = process.platform === 'win32' ? 'win32' : 'posix';
/** Stands for "not there" among the stamps. */
const ABSENT = '';
/** A stamp this young may hide a later change within the clock's grain: then it is not trusted (as in git's index). */
const RACY_MS = 100;

interface Known {
	readonly rules: FolderRules | Skip;
	/** Stamps of the folder and of the files its rules were read from. */
	readonly stamps: readonly (readonly [file: string, stamp: string])[];
	readonly parent: FolderRules | undefined;
	readonly forced: boolean;
	readonly racy: boolean;
}

class CachingJudge implements PathJudge {
	private readonly known = new Map<string, Known>();
	private book: RuleBook;

	constructor(
		private readonly root: string,
		private readonly createBook: () => RuleBook,
		private readonly maxFileBytes: number,
	) {
		this.book = createBook();
	}

	invalidate(): void {
		this.known.clear();
		this.book = this.createBook();
	}

	judge(relative: string): PathVerdict {
		if (relative === '' || relative === '.') return INDEXED;
		const problem = pathProblem(relative, STYLE);
		if (problem !== undefined) return skipped({ reason: 'bad-name', detail: problem });
		const parts = relative.split('/');
		let folder = this.folder(undefined, '', false);
		for (const [depth, name] of parts.entries()) {
			if (isSkip(folder)) return inFolder(parts.slice(0, depth), folder);
			const last = depth === parts.length - 1;
			const file = childPath(folder, name);
			const stat = tryLstat(path.join(this.root, file), name);
			// A path that is gone is still judged by the rules: as a file, or, with more to come, a folder.
			const isFolder = isSkip(stat) ? !last : stat.isDirectory();
			const verdict = this.book.judge(folder, name, isFolder);
			const skip = verdict.skip ?? (isSkip(stat) ? stat : this.checkEntry(file, stat));
			if (skip !== undefined) {
				return last ? skipped(skip) : inFolder(parts.slice(0, depth + 1), skip);
			}
			if (!isFolder) {
				if (last) return INDEXED;
				return skipped({ reason: 'vanished', detail: `${file} is a file, not a folder` });
			}
			folder = this.folder(folder, name, verdict.skip === undefined && verdict.forced);
		}
		return isSkip(folder) ? skipped(folder) : INDEXED;
	}

	private checkEntry(relative: string, stat: Stats): Skip | undefined {
		switch (kindOf(stat)) {
			case 'folder':
				return undefined;
			case 'file':
				return checkSize(stat.size, this.maxFileBytes);
			case 'link':
				return classifyLink(this.root, path.join(this.root, relative));
			case 'other':
				return NOT_A_FILE;
		}
	}

	/** The rules of a folder, from the cache while nothing they depend on has changed. */
	private folder(
		parent: FolderRules | undefined,
		name: string,
		forced: boolean,
	): FolderRules | Skip {
		const relative = parent === undefined ? '' : childPath(parent, name);
		const known = this.known.get(relative);
		if (
			known !== undefined &&
			known.parent === parent &&
			known.forced === forced &&
			!known.racy &&
			known.stamps.every(([file, stamp]) => stampOf(file) === stamp)
		) {
			return known.rules;
		}
		const folder = path.join(this.root, relative);
		const before = stampOf(folder);
		const rules = this.open(folder, parent, name, forced);
		const sources = isSkip(rules) ? [] : rules.sources;
		const stamps = [
			[folder, before] as const,
			...sources.map(file => [file, stampOf(file)] as const),
		];
		const youngest = Date.now() - RACY_MS;
		const racy = stamps.some(([, stamp]) => Number(stamp.split(' ')[0]) > youngest);
		this.known.set(relative, { rules, stamps, parent, forced, racy });
		return rules;
	}

	private open(
		folder: string,
		parent: FolderRules | undefined,
		name: string,
		forced: boolean,
	): FolderRules | Skip {
		let names: string[];
		try {
			names = readdirSync(folder);
		} catch (error) {
			return failure(error, name);
		}
		if (parent === undefined) return this.book.openRoot(names);
		return this.book.openFolder(parent, name, names, forced);
	}
}

const INDEXED: PathVerdict = { indexed: true, reason: undefined, detail: '' };

function skipped({ reason, detail }: Skip): PathVerdict {
	return { indexed: false, reason, detail };
}

function inFolder(folder: readonly string[], { reason, detail }: Skip): PathVerdict {
	return {
		indexed: false,
		reason,
		detail: `its folder ${folder.join('/')} is left out: ${detail}`,
	};
}

/** Changes with the entry: modification time in ms, then size and inode. */
function stampOf(file: string): string {
	try {
		const stat = lstatSync(file);
		return `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
	} catch {
		return ABSENT;
	}
}
