import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isUnchanged } from '../indexing/changePlan';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { PathJudge } from '../scan/pathJudge';
import { sampleBelow } from './random';

const FILES = 200;
const FOLDERS = 20;

export interface StaleSample {
	readonly checked: number;
	/** Paths that are not as the index has them: changed, gone or new. */
	readonly changed: readonly string[];
	/** Of these, changed for longer than the limit. */
	readonly overdue: number;
}

/**
 * Compares a sample of known files, and the content of a sample of folders, with the disk: what the watcher missed. About 1 ms
 * for 200 files.
 *
 * @param limitMs How long a change may be unknown.
 */
export function sampleStaleness(
	root: string,
	index: WorkspaceIndex,
	judge: PathJudge,
	limitMs: number,
	nowMs: number,
	random: () => number,
): StaleSample {
	const entries = [...index.files.values()].filter(file => !file.overlay);
	const sample = sampleBelow(entries.length, FILES, random).flatMap(at => entries[at] ?? []);
	const changed = new Map<string, number>();
	for (const entry of sample) {
		const seen = statOf(join(root, entry.path));
		if (seen === undefined) changed.set(entry.path, Infinity);
		else if (!isUnchanged(entry, { path: entry.path, ino: 0, ...seen })) {
			// A stat that is the same only proves too little ("racily clean"): worth reading again, but no sign of a miss.
			const same = seen.size === entry.size && seen.mtimeMs === entry.mtimeMs;
			changed.set(entry.path, same ? 0 : nowMs - seen.mtimeMs);
		}
	}
	const folders = [...new Set(sample.map(({ path }) => dirname(path)))].slice(0, FOLDERS);
	for (const folder of folders)
		for (const path of filesOf(root, folder)) {
			if (index.files.has(path) || index.catalogue.skipped(path) !== undefined) continue;
			const seen = statOf(join(root, path));
			if (seen !== undefined && judge.judge(path).indexed) changed.set(path, nowMs - seen.mtimeMs);
		}
	return {
		checked: sample.length,
		changed: [...changed.keys()],
		overdue: [...changed.values()].filter(age => age > limitMs).length,
	};
}

function statOf(path: string): { size: number; mtimeMs: number } | undefined {
	try {
		const stat = lstatSync(path);
		return stat.isFile() ? { size: stat.size, mtimeMs: stat.mtimeMs } : undefined;
	} catch {
		return undefined;
	}
}

/** Root-relative paths of the regular files right in a folder. */
function filesOf(root: string, folder: string): string[] {
	try {
		return readdirSync(join(root, folder), { withFileTypes: true })
			.filter(entry => entry.isFile())
			.map(entry => (folder === '.' ? entry.name : `${folder}/${entry.name}`));
	} catch {
		return [];
	}
}
