import { execFileSync } from 'node:child_process';
import {
	appendFileSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { program } from '../support/code';
import { BRANCHES, PATHS, type Step } from './steps';

/** Runs git with settings of nobody's own. @returns false when git refused (a conflict, nothing to do). */
export function git(root: string, ...args: string[]): boolean {
	try {
		execFileSync('git', args, {
			cwd: root,
			stdio: 'ignore',
			env: {
				...process.env,
				HOME: '/nonexistent',
				GIT_CONFIG_NOSYSTEM: '1',
				GIT_AUTHOR_NAME: 'T',
				GIT_AUTHOR_EMAIL: 't@example.org',
				GIT_COMMITTER_NAME: 'T',
				GIT_COMMITTER_EMAIL: 't@example.org',
				GIT_EDITOR: 'true',
			},
		});
		return true;
	} catch {
		return false;
	}
}

/** Makes a repository with three branches that share some files and differ in others. */
export function makeTemplate(root: string): void {
	/** Without a git that works every sequence would pass, for nothing would happen. */
	const must = (...args: string[]): void => {
		if (!git(root, ...args)) throw new Error(`git ${args.join(' ')} failed`);
	};
	mkdirSync(root, { recursive: true });
	must('init', '-q', '-b', 'main');
	for (const [i, branch] of BRANCHES.entries()) {
		if (i > 0) must('checkout', '-q', '-b', branch, 'main');
		for (const [n, path] of PATHS.entries())
			if ((n + i) % 3 !== 0) writeAt(root, path, program(path, n + (i === 2 ? 7 : 0)));
			else if (i > 0) rmSync(join(root, path), { force: true });
		must('add', '-A');
		must('commit', '-q', '-m', branch);
	}
	must('checkout', '-q', 'main');
}

/** A working tree, and what a file watcher would have told of it. */
export class Repository {
	/** Paths changed since the last delivery; folders as one event each, as watchers tell. */
	readonly events = new Set<string>();

	constructor(
		readonly root: string,
		template: string,
	) {
		cpSync(template, root, { recursive: true });
	}

	/** Does what a step says to the disk; steps that make no sense now do nothing. */
	apply(step: Step): void {
		switch (step.do) {
			case 'write':
				this.#write(step.path, program(step.path, step.seed));
				break;
			case 'append':
				if (this.#isFile(step.path)) {
					appendFileSync(this.#at(step.path), '\n// the end\n');
					this.events.add(step.path);
				}
				break;
			case 'remove':
				this.#remove(step.path);
				break;
			case 'rename':
				this.#move(step.path, step.to);
				break;
			case 'changeCase': {
				const name = step.path.slice(step.path.lastIndexOf('/') + 1);
				const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
				this.#move(step.path, step.path.slice(0, -name.length) + other);
				break;
			}
			case 'moveFolder':
				if (!`${step.to}/`.startsWith(`${step.from}/`)) this.#move(step.from, step.to);
				break;
			case 'removeFolder':
				this.#remove(step.path);
				break;
			case 'replaceByFolder':
				if (this.#isFile(step.path)) {
					this.#remove(step.path);
					this.#write(`${step.path}/inner.ts`, program('inner.ts', 3));
					this.events.add(step.path);
				}
				break;
			case 'touch':
				if (this.#isFile(step.path)) {
					utimesSync(this.#at(step.path), new Date(), new Date(Date.now() - 5_000));
					this.events.add(step.path);
				}
				break;
			case 'ignore':
				this.#write(step.file, `${step.lines.join('\n')}\n`);
				break;
			case 'commit':
				this.#git([
					['add', '-A'],
					['commit', '-q', '-m', 'more'],
				]);
				break;
			case 'switch':
				// With local changes git may refuse: then the person throws them away.
				this.#git([['checkout', '-q', step.branch]], [['checkout', '-q', '-f', step.branch]]);
				break;
			case 'rebase':
				this.#git(
					[
						['add', '-A'],
						['commit', '-q', '-m', 'mine'],
						['rebase', '-q', '-X', 'theirs', step.branch],
					],
					[['rebase', '--abort']],
				);
				break;
			case 'stash':
				this.#git([['stash', '-q', '-u']]);
				break;
			case 'unstash':
				this.#git([['stash', 'pop', '-q']], [['reset', '-q', '--hard']]);
				break;
			case 'resetHard':
				this.#git([['reset', '-q', '--hard', 'HEAD~1']], [['reset', '-q', '--hard']]);
				break;
			default:
				break;
		}
	}

	/** Runs git commands, the others when one of the first fails; tells of every file that differs afterwards. */
	#git(first: readonly string[][], otherwise: readonly string[][] = []): void {
		const before = this.#stamps();
		const worked = first.map(args => git(this.root, ...args)).every(Boolean);
		if (!worked) for (const args of otherwise) git(this.root, ...args);
		const after = this.#stamps();
		for (const [path, stamp] of after) if (before.get(path) !== stamp) this.events.add(path);
		for (const path of before.keys()) if (!after.has(path)) this.events.add(path);
	}

	#stamps(): Map<string, string> {
		const stamps = new Map<string, string>();
		const visit = (folder: string): void => {
			for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true })) {
				const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
				if (path === '.git') continue;
				if (entry.isDirectory()) visit(path);
				else {
					const { mtimeMs, size, ino, ctimeMs } = lstatSync(this.#at(path));
					stamps.set(path, `${mtimeMs} ${ctimeMs} ${size} ${ino}`);
				}
			}
		};
		visit('');
		return stamps;
	}

	#at(path: string): string {
		return join(this.root, path);
	}

	#isFile(path: string): boolean {
		return existsSync(this.#at(path)) && lstatSync(this.#at(path)).isFile();
	}

	#write(path: string, text: string): void {
		// Where a folder or file stands in the way a person would not get so far.
		for (let at = path; at !== ''; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '')
			if (existsSync(this.#at(at)) && lstatSync(this.#at(at)).isDirectory() === (at === path))
				return;
		writeAt(this.root, path, text);
		this.events.add(path);
	}

	#remove(path: string): void {
		if (!existsSync(this.#at(path))) return;
		rmSync(this.#at(path), { recursive: true });
		this.events.add(path);
	}

	#move(from: string, to: string): void {
		if (from === to || !existsSync(this.#at(from)) || `${to}/`.startsWith(`${from}/`)) return;
		if (`${from}/`.startsWith(`${to}/`)) return;
		for (let at = dirname(to); at !== '.'; at = dirname(at)) if (this.#isFile(at)) return;
		this.#remove(to);
		mkdirSync(dirname(this.#at(to)), { recursive: true });
		renameSync(this.#at(from), this.#at(to));
		this.events.add(from).add(to);
	}
}

function writeAt(root: string, path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}
