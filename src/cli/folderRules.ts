import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storePaths } from '../engine/store/storePaths';
import { defaultFolderSettings, type FolderSettings } from '../engine/engineTypes';
import type { RuleOptions } from './invocation';

/**
 * The rules that a folder was last indexed with: without them, the update before a search would bring back what
 * `index --exclude` left out. Kept beside the index, gone with it.
 */
export function rememberedRules(storeRoot: string, root: string): FolderSettings {
	try {
		return parsed(JSON.parse(readFileSync(rulesFile(storeRoot, root), 'utf8')));
	} catch {
		// Absent or broken: the defaults are always right to start from.
		return defaultFolderSettings;
	}
}

/** Keeps rules for later commands; a store that cannot be written has told so already. */
export function rememberRules(storeRoot: string, root: string, rules: FolderSettings): void {
	try {
		writeFileSync(rulesFile(storeRoot, root), JSON.stringify(rules), { mode: 0o600 });
	} catch {
		/* the next command falls back to the defaults */
	}
}

/** Rules given on the command line, over those remembered. */
export function mergedRules(remembered: FolderSettings, given: RuleOptions): FolderSettings {
	return {
		include: given.include ?? remembered.include,
		exclude: given.exclude ?? remembered.exclude,
		respectGitignore: given.noIgnore === undefined ? remembered.respectGitignore : !given.noIgnore,
		maxFileBytes: given.maxFileBytes ?? remembered.maxFileBytes,
	};
}

export function sameRules(a: FolderSettings, b: FolderSettings): boolean {
	return JSON.stringify(mergedRules(a, NOTHING)) === JSON.stringify(mergedRules(b, NOTHING));
}

const NOTHING: RuleOptions = {
	include: undefined,
	exclude: undefined,
	noIgnore: undefined,
	maxFileBytes: undefined,
};

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
