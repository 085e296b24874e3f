import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultFolderSettings, type FolderSettings } from '../engineTypes';
import { storePaths } from './storePaths';

/**
 * The rules that a folder was last indexed with, by a window or by the command line: without them, the update before a search would
 * bring back what was left out. Kept beside the index, gone with it.
 */
export function rememberedRules(storeRoot: string, root: string): FolderSettings {
	try {
		return parsed(JSON.parse(readFileSync(rulesFile(storeRoot, root), 'utf8')));
	} catch {
		// Absent or broken: the defaults are always right to start from.
		return defaultFolderSettings;
	}
}

/** Keeps rules for programs that open the folder later; a store that cannot be written has told so already. */
export function rememberRules(storeRoot: string, root: string, rules: FolderSettings): void {
	if (sameRules(rules, rememberedRules(storeRoot, root))) return;
	try {
		writeFileSync(rulesFile(storeRoot, root), rulesText(rules), { mode: 0o600 });
	} catch {
		/* the next program falls back to what was remembered before, or to the defaults */
	}
}

function sameRules(a: FolderSettings, b: FolderSettings): boolean {
	return rulesText(a) === rulesText(b);
}

/** Rules as text, for comparing: always in this order, and nothing else that an object may hold. */
export function rulesText({
	include,
	exclude,
	respectGitignore,
	maxFileBytes,
}: FolderSettings): string {
	return JSON.stringify({ include, exclude, respectGitignore, maxFileBytes });
}

function rulesFile(storeRoot: string, root: string): string {
	return join(storePaths(storeRoot, root).index, 'rules.json');
}

function parsed(value: unknown): FolderSettings {
	const found = (typeof value === 'object' && value !== null ? value : {}) as Record<
		string,
		unknown
	>;
	const globs = (list: unknown): string[] =>
		Array.isArray(list) ? list.filter(item => typeof item === 'string') : [];
	const size = found['maxFileBytes'];
	return {
		include: globs(found['include']),
		exclude: globs(found['exclude']),
		respectGitignore: found['respectGitignore'] !== false,
		maxFileBytes: typeof size === 'number' && size > 0 ? size : defaultFolderSettings.maxFileBytes,
	};
}
