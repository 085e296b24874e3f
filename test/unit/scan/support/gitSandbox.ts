import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ScanRules, SkippedEntry } from '../../../../src/engine/scan/types';
import { walkFolder } from '../../../../src/engine/scan/walkFolder';
import type { GitEnvironment } from '../../../../src/engine/scan/gitRepository';

export const ALL: ScanRules = {
	include: [],
	exclude: [],
	respectGitignore: true,
	maxFileBytes: 1024 * 1024,
};

export interface GitAnswer {
	readonly ignored: boolean;
	readonly source: string;
	readonly line: number;
	readonly pattern: string;
}

/** A folder with its own home, so that neither the tester's git settings nor their files matter. */
export class Sandbox {
	readonly base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'lodestone-scan-')));
	readonly root = path.join(this.base, 'work');
	readonly home = path.join(this.base, 'home');
	readonly environment: GitEnvironment = { home: this.home, env: { GIT_CONFIG_NOSYSTEM: '1' } };

	constructor() {
		mkdirSync(this.root);
		mkdirSync(this.home);
	}

	/** Writes files, folders as needed; contents by path relative to the root. */
	write(files: Readonly<Record<string, string | Uint8Array>>): void {
		for (const [file, text] of Object.entries(files)) {
			const target = path.join(this.root, file);
			mkdirSync(path.dirname(target), { recursive: true });
			writeFileSync(target, text);
		}
	}

	git(args: readonly string[], options: { cwd?: string; input?: string } = {}): Buffer {
		return execFileSync('git', [...args], {
			cwd: options.cwd ?? this.root,
			input: options.input ?? '',
			env: {
				PATH: process.env['PATH'],
				HOME: this.home,
				GIT_CONFIG_NOSYSTEM: '1',
				GIT_AUTHOR_NAME: 'a',
				GIT_AUTHOR_EMAIL: 'a@b',
				GIT_COMMITTER_NAME: 'a',
				GIT_COMMITTER_EMAIL: 'a@b',
			},
			stdio: ['pipe', 'pipe', 'pipe'],
		});
	}

	/** git's own verdict over paths relative to `cwd`, whether tracked or not. */
	checkIgnore(paths: readonly string[], cwd = this.root): Map<string, GitAnswer> {
		let out: Buffer;
		try {
			const args = ['check-ignore', '--no-index', '-v', '-n', '-z', '--stdin'];
			out = this.git(args, { cwd, input: paths.map(one => `${one}\0`).join('') });
		} catch (error) {
			// Exit status 1: none is ignored.
			const failed = error as { status?: number; stdout?: Buffer };
			if (failed.status !== 1 || failed.stdout === undefined) throw error;
			out = failed.stdout;
		}
		const fields = out.toString('utf8').split('\0');
		const answers = new Map<string, GitAnswer>();
		for (let i = 0; i + 3 < fields.length; i += 4) {
			const [source = '', line = '', pattern = '', name = ''] = fields.slice(i, i + 4);
			const ignored = pattern !== '' && !pattern.startsWith('!');
			answers.set(name, { ignored, source, line: Number(line), pattern });
		}
		return answers;
	}

	async walk(
		rules: Partial<ScanRules> = {},
		root = this.root,
	): Promise<{ files: string[]; skipped: Map<string, SkippedEntry> }> {
		const files: string[] = [];
		const skipped = new Map<string, SkippedEntry>();
		const options = { environment: this.environment };
		for await (const batch of walkFolder(root, { ...ALL, ...rules }, options)) {
			files.push(...batch.files.map(file => file.path));
			for (const entry of batch.skipped) skipped.set(entry.path, entry);
		}
		return { files, skipped };
	}

	dispose(): void {
		rmSync(this.base, { recursive: true, force: true });
	}
}
