import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { affectsOtherPaths, type PathJudge } from '../scan/pathJudge';
import type { ScannedFile, SkippedEntry, WalkBatch } from '../scan/types';

/** True when events at these paths cannot be judged one by one: folders, and files whose content rules over others. */
export function needsFullWalk(root: string, paths: readonly string[]): boolean {
	return paths.some(path => {
		if (path === '' || affectsOtherPaths(path)) return true;
		try {
			return lstatSync(join(root, path)).isDirectory();
		} catch {
			// Gone: whether it was a file or a folder, what the index has at or under it is removed.
			return false;
		}
	});
}

/** The walk over single files, by the same rules as `walkFolder`; files that are gone are simply not in it. */
export async function* walkPaths(
	root: string,
	paths: readonly string[],
	judge: PathJudge,
): AsyncGenerator<WalkBatch> {
	const files: ScannedFile[] = [];
	const skipped: SkippedEntry[] = [];
	for (const path of new Set(paths)) {
		let stat;
		try {
			stat = lstatSync(join(root, path));
		} catch {
			continue;
		}
		const verdict = judge.judge(path);
		if (verdict.indexed && stat.isFile())
			files.push({ path, size: stat.size, mtimeMs: stat.mtimeMs, ino: stat.ino });
		else if (verdict.reason !== undefined)
			skipped.push(
				leftOutFolder(path, judge) ?? {
					path,
					isFolder: false,
					reason: verdict.reason,
					detail: verdict.detail,
				},
			);
	}
	yield await Promise.resolve({ files, skipped });
}

/** The outermost folder on the way to a path that is itself left out: a walk lists it, and nothing beneath. */
function leftOutFolder(path: string, judge: PathJudge): SkippedEntry | undefined {
	for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
		const folder = path.slice(0, at);
		const { indexed, reason, detail } = judge.judge(folder);
		if (!indexed && reason !== undefined) return { path: folder, isFolder: true, reason, detail };
	}
	return undefined;
}

/** The paths, and the folders above them that are gone too: what is known at or under them is out of date. */
export function withGoneParents(root: string, paths: readonly string[]): readonly string[] {
	const all = new Set(paths);
	for (const path of paths)
		for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
			if (existsSync(join(root, path.slice(0, at)))) break;
			all.add(path.slice(0, at));
		}
	return [...all];
}
