import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { makeQuestion, type Place, type Question } from './questions';

/** Commits looked at, newest first. */
const COMMITS = 400;
const MOST_FILES = 5;
const MOST_PLACES = 8;
const LEAST_WORDS = 4;
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 32 << 20;
/** Subjects that tell nothing of the code. */
const EMPTY_SUBJECT =
	/^(?:merge|revert|bump|release|version|v?\d|wip|fixup|squash|update (?:deps|dependenc|changelog|readme)|format|lint|typo|initial)\b/i;

/**
 * git as a reader only: nothing that a repository's own configuration names is run, nothing is fetched, and no repository above
 * the folder is looked at.
 */
const SAFE = [
	'--no-pager',
	'-c',
	'core.fsmonitor=false',
	'-c',
	'core.hooksPath=/dev/null',
	'-c',
	'log.showSignature=false',
	'-c',
	'diff.external=',
];

/** Runs git in a folder. @returns undefined when it is missing, fails or takes too long. */
export function readGit(root: string, args: readonly string[]): Promise<string | undefined> {
	return new Promise(resolve => {
		execFile(
			'git',
			[...SAFE, ...args],
			{
				cwd: root,
				timeout: TIMEOUT_MS,
				maxBuffer: MAX_OUTPUT,
				env: {
					...process.env,
					GIT_CEILING_DIRECTORIES: dirname(root),
					GIT_OPTIONAL_LOCKS: '0',
					GIT_NO_LAZY_FETCH: '1',
					GIT_TERMINAL_PROMPT: '0',
				},
				windowsHide: true,
			},
			(error, stdout) => resolve(error === null ? stdout : undefined),
		);
	});
}

/** Subjects of small commits ask for the functions that they changed; none without git history. */
export async function commitQuestions(root: string, index: WorkspaceIndex): Promise<Question[]> {
	if (!existsSync(join(root, '.git'))) return [];
	const log = await readGit(root, [
		'log',
		'--no-merges',
		'--no-ext-diff',
		'--no-textconv',
		'--no-renames',
		'--relative',
		'-U0',
		'-n',
		String(COMMITS),
		'--format=%x01%s',
	]);
	return (log ?? '')
		.split('\u0001')
		.slice(1)
		.flatMap(commit => commitQuestion(commit, index) ?? []);
}

/** @param commit Subject, then the diff without context. */
export function commitQuestion(commit: string, index: WorkspaceIndex): Question | undefined {
	const end = commit.indexOf('\n');
	const text = subjectText(end < 0 ? commit : commit.slice(0, end));
	if (text.split(/\s+/).length < LEAST_WORDS || EMPTY_SUBJECT.test(text)) return undefined;
	const changes = changedText(end < 0 ? '' : commit.slice(end));
	if (changes.size === 0 || changes.size > MOST_FILES) return undefined;
	const places: Place[] = [];
	let language = '';
	for (const [path, changed] of changes) {
		const file = index.files.get(path);
		if (file === undefined) continue;
		language ||= file.language;
		for (const [symbol] of index.labelsOf(file).names)
			if (symbol.length > 2 && changed.has(symbol)) places.push({ path, symbol });
	}
	if (places.length === 0 || places.length > MOST_PLACES) return undefined;
	return makeQuestion('commit', text, language, places);
}

/** The subject without its ticket, type and scope. */
function subjectText(subject: string): string {
	return subject
		.replace(/\s*\(#\d+\)\s*$/, '')
		.replace(/^\[[^\]]*\]\s*/, '')
		.replace(/^[a-z]+(?:\([^)]*\))?!?:\s+/, '')
		.trim();
}

/** Words on the hunk heads and the changed lines, by file: a hunk's head names the function that it lies in. */
function changedText(diff: string): Map<string, ReadonlySet<string>> {
	const changes = new Map<string, Set<string>>();
	let words: Set<string> | undefined;
	for (const line of diff.split('\n')) {
		if (line.startsWith('diff --git ')) words = undefined;
		else if (line.startsWith('+++ b/')) {
			words = new Set();
			changes.set(line.slice(6).replace(/\t$/, ''), words);
		} else if (words !== undefined) {
			const head = /^@@ [^@]* @@ ?(.*)$/.exec(line)?.[1];
			// A call on a changed line names a function that did not change: only heads and definitions count.
			const said =
				head ??
				(/^[+-].*\b(?:function|def|fn|func|class|interface|struct)\b/.test(line) ? line : '');
			for (const word of said.match(/[A-Za-z_$][\w$]*/g) ?? []) words.add(word);
		}
	}
	return changes;
}
