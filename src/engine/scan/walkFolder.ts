import { type Dirent, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { LodestoneError } from '../../shared/errors';
import {
	checkSize,
	classifyLink,
	failure,
	isSkip,
	kindOf,
	NOT_A_FILE,
	tryLstat,
} from './entryChecks';
import { childPath, type FolderRules, RuleBook, type Skip } from './folderRules';
import type { GitEnvironment } from './gitRepository';
import { resolveRoot } from './resolveRoot';
import type { ScannedFile, ScanRules, SkippedEntry, WalkBatch } from './types';

export interface WalkOptions {
	readonly signal?: AbortSignal;
	/** Where git's personal settings are found; by default this process's own. */
	readonly environment?: GitEnvironment;
}

const BATCH = 256;
/** The walk gives way to other work at least this often. */
const SLICE_MS = 6;
/** Entries between two looks at the clock. */
const CLOCK_EVERY = 16;

interface Pending {
	readonly parent: FolderRules | undefined;
	readonly name: string;
	readonly forced: boolean;
}

/**
 * Finds the files of a workspace, and names each entry that is left out, with the reason; what lies in a folder that is
 * left out is not listed. Depth first, a folder's files before its folders, names in code unit order: two walks of the same
 * tree agree. Links are never followed.
 *
 * File system calls are synchronous, in slices of a few milliseconds: on a warm cache that takes a fifth of the time
 * of the asynchronous calls, and the event loop is never held for longer.
 *
 * @throws LodestoneError `not-found`, `not-a-folder`, `no-permission` for the root, `bad-argument` for a bad glob,
 * `cancelled` when the signal fires.
 */
export async function* walkFolder(
	root: string,
	rules: ScanRules,
	options: WalkOptions = {},
): AsyncGenerator<WalkBatch, void, undefined> {
	const realRoot = resolveRoot(root);
	const book = new RuleBook(realRoot, rules, options.environment ?? ownEnvironment());
	const walk = new Walk(realRoot, book, rules.maxFileBytes);
	let sliceStart = performance.now();
	const steps = walk.run();
	while (steps.next().done !== true) {
		if (walk.batchSize < BATCH && performance.now() - sliceStart < SLICE_MS) continue;
		if (walk.batchSize > 0) yield walk.takeBatch();
		if (performance.now() - sliceStart >= SLICE_MS) {
			await setImmediate();
			sliceStart = performance.now();
		}
		if (options.signal?.aborted === true) {
			throw new LodestoneError('cancelled', 'The scan was cancelled.');
		}
	}
	if (walk.batchSize > 0) yield walk.takeBatch();
}

export function ownEnvironment(): GitEnvironment {
	return { home: os.homedir(), env: process.env };
}

class Walk {
	private files: ScannedFile[] = [];
	private skipped: SkippedEntry[] = [];
	private readonly pending: Pending[] = [{ parent: undefined, name: '', forced: false }];

	constructor(
		private readonly root: string,
		private readonly book: RuleBook,
		private readonly maxFileBytes: number,
	) {}

	get batchSize(): number {
		return this.files.length + this.skipped.length;
	}

	takeBatch(): WalkBatch {
		const batch = { files: this.files, skipped: this.skipped };
		this.files = [];
		this.skipped = [];
		return batch;
	}

	/** Does the whole walk; each yield is a place where it may rest. */
	*run(): Generator<undefined, void, undefined> {
		for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
			const entries = this.list(next);
			if (entries === undefined) continue;
			const names = entries.map(entry => entry.name);
			const folder = this.open(next, names);
			if (folder === undefined) continue;
			const folders: Pending[] = [];
			for (const [at, entry] of entries.entries()) {
				this.visit(folder, entry, folders);
				if (at % CLOCK_EVERY === 0) yield;
			}
			for (const found of folders.reverse()) this.pending.push(found);
		}
	}

	private list({ parent, name }: Pending): Dirent[] | undefined {
		const relative = parent === undefined ? '' : childPath(parent, name);
		try {
			const entries = readdirSync(path.join(this.root, relative), { withFileTypes: true });
			return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
		} catch (error) {
			const skip = failure(error, name);
			if (parent !== undefined) {
				this.skip(relative, true, skip);
				return undefined;
			}
			throw new LodestoneError(
				skip.reason === 'no-permission' ? 'no-permission' : 'not-found',
				`The folder ${this.root} cannot be read: ${skip.detail}.`,
				'Check that it exists and that you may read it.',
			);
		}
	}

	private open({ parent, name, forced }: Pending, names: string[]): FolderRules | undefined {
		if (parent === undefined) return this.book.openRoot(names);
		const folder = this.book.openFolder(parent, name, names, forced);
		if (!isSkip(folder)) return folder;
		this.skip(childPath(parent, name), true, folder);
		return undefined;
	}

	private visit(folder: FolderRules, entry: Dirent, folders: Pending[]): void {
		const { name } = entry;
		const kind = kindOf(entry);
		const isFolder = kind === 'folder';
		const relative = childPath(folder, name);
		const verdict = this.book.judge(folder, name, isFolder);
		if (verdict.skip !== undefined) {
			this.skip(relative, isFolder, verdict.skip);
		} else if (isFolder) {
			folders.push({ parent: folder, name, forced: verdict.forced });
		} else if (kind === 'link') {
			this.skip(relative, false, classifyLink(this.root, path.join(this.root, relative)));
		} else if (kind === 'other') {
			this.skip(relative, false, NOT_A_FILE);
		} else {
			this.addFile(relative, name);
		}
	}

	private addFile(relative: string, name: string): void {
		const stat = tryLstat(`${this.root}/${relative}`, name);
		if (isSkip(stat)) {
			this.skip(relative, false, stat);
			return;
		}
		// Between listing and stat, a file may have become something else.
		const skip = stat.isFile() ? checkSize(stat.size, this.maxFileBytes) : NOT_A_FILE;
		if (skip !== undefined) this.skip(relative, false, skip);
		else this.files.push({ path: relative, size: stat.size, mtimeMs: stat.mtimeMs, ino: stat.ino });
	}

	private skip(relative: string, isFolder: boolean, { reason, detail }: Skip): void {
		this.skipped.push({ path: relative, isFolder, reason, detail });
	}
}
