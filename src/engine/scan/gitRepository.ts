import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isTrue, parseGitConfig } from './gitConfig';
import { type IgnoreFile, parseIgnoreFile } from './ignoreFile';
import { readSmallFile } from './readSmallFile';

/** Where git looks for a person's own settings; injected, so that tests do not depend on who runs them. */
export interface GitEnvironment {
	readonly home: string;
	/** `XDG_CONFIG_HOME`, `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_NOSYSTEM`, `GIT_CONFIG_SYSTEM` are read. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a repository adds to the `.gitignore` files in its folders. */
export interface GitRepository {
	/** `info/exclude` first, then the person's global excludes: the first file with a matching rule decides. */
	readonly excludes: readonly IgnoreFile[];
	/** `core.ignoreCase`: rules match in either case. */
	readonly ignoreCase: boolean;
	/** Files that this was read from, or would have been had they existed: when one changes, read again. */
	readonly sources: readonly string[];
}

/** How deep `include.path` may nest. git allows 10. */
const MAX_INCLUDES = 10;

/**
 * The git folder that the `.git` in `folder` stands for: the folder itself, or where a file (`gitdir: …`, of submodules and
 * worktrees) leads. Undefined when it is not a repository.
 */
export function gitFolderOf(folder: string): string | undefined {
	const dotGit = path.join(folder, '.git');
	try {
		if (statSync(dotGit).isDirectory()) return isGitFolder(dotGit) ? dotGit : undefined;
		const target = /^gitdir: (.+?)\s*$/.exec(readSmallFile(dotGit) ?? '')?.[1];
		if (target === undefined) return undefined;
		const resolved = path.resolve(folder, target);
		return isGitFolder(resolved) ? resolved : undefined;
	} catch {
		return undefined;
	}
}

/** As git tells one: it has a HEAD. A folder that only happens to be called `.git` has not. */
function isGitFolder(folder: string): boolean {
	return statSync(path.join(folder, 'HEAD'), { throwIfNoEntry: false }) !== undefined;
}

/** Reads a repository's own and the person's excludes without starting git. */
export function readGitRepository(gitFolder: string, environment: GitEnvironment): GitRepository {
	const common = commonFolderOf(gitFolder);
	const sources: string[] = [];
	const config = new Map<string, string>();
	for (const file of [...personalConfigFiles(environment), path.join(common, 'config')]) {
		mergeConfig(config, file, environment, sources, 0);
	}
	const ignoreCase = isTrue(config.get('core.ignorecase'));
	const excludes: IgnoreFile[] = [];
	const info = path.join(common, 'info', 'exclude');
	const personal = excludesPath(config.get('core.excludesfile'), environment);
	for (const [file, label] of [
		[info, '.git/info/exclude'],
		[personal, personal],
	] as const) {
		if (file === '') continue;
		sources.push(file);
		const text = readSmallFile(file);
		if (text !== undefined) excludes.push(parseIgnoreFile(text, label, ignoreCase));
	}
	return { excludes, ignoreCase, sources };
}

/** A worktree's git folder names the repository's main one in `commondir`. */
function commonFolderOf(gitFolder: string): string {
	try {
		const common = readFileSync(path.join(gitFolder, 'commondir'), 'utf8').trim();
		return path.resolve(gitFolder, common);
	} catch {
		return gitFolder;
	}
}

function configHome({ home, env }: GitEnvironment): string {
	return env['XDG_CONFIG_HOME'] || path.join(home, '.config');
}

/** System-wide, then the person's; later files win. */
function personalConfigFiles(environment: GitEnvironment): string[] {
	const { home, env } = environment;
	const files: string[] = [];
	if (!isTrue(env['GIT_CONFIG_NOSYSTEM'])) files.push(env['GIT_CONFIG_SYSTEM'] ?? '/etc/gitconfig');
	const global = env['GIT_CONFIG_GLOBAL'];
	if (global !== undefined) files.push(global);
	else
		files.push(path.join(configHome(environment), 'git', 'config'), path.join(home, '.gitconfig'));
	return files.filter(file => file !== '');
}

/** Adds a file's values. `includeIf` is not followed: its conditions are git's own, and it seldom sets excludes. */
function mergeConfig(
	into: Map<string, string>,
	file: string,
	environment: GitEnvironment,
	sources: string[],
	depth: number,
): void {
	sources.push(file);
	const text = readSmallFile(file);
	if (text === undefined) return;
	for (const [key, value] of parseGitConfig(text)) {
		into.set(key, value);
		if (key !== 'include.path' || depth >= MAX_INCLUDES) continue;
		const target = path.resolve(path.dirname(file), expandHome(value, environment));
		mergeConfig(into, target, environment, sources, depth + 1);
	}
}

function excludesPath(setting: string | undefined, environment: GitEnvironment): string {
	if (setting === undefined) return path.join(configHome(environment), 'git', 'ignore');
	// An empty setting means none at all; what a relative one means depends on where git was started.
	const file = expandHome(setting, environment);
	return path.isAbsolute(file) ? file : '';
}

function expandHome(value: string, { home }: GitEnvironment): string {
	return value === '~' || value.startsWith('~/') ? path.join(home, value.slice(1)) : value;
}
