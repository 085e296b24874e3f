import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '..', '..', '..');
export const PROGRAM = join(REPOSITORY, 'bin', 'lodestone.js');

export interface Ended {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
	readonly ms: number;
}

export interface RunOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	/** Another Node than the one that runs the tests. */
	readonly node?: string;
	readonly nodeArgs?: readonly string[];
	/** Called with the running process, to send signals. */
	readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the real command line as a person would. */
export function lodestone(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
	const started = performance.now();
	const child = spawn(
		options.node ?? process.execPath,
		[...(options.nodeArgs ?? []), PROGRAM, ...args],
		{
			cwd: options.cwd ?? tmpdir(),
			env: { ...cleanEnv(), ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	options.onStart?.(child);
	let out = '';
	let err = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
	return new Promise((done, failed) => {
		child.on('error', failed);
		child.on('close', code => done({ code, out, err, ms: performance.now() - started }));
	});
}

/** Runs it and parses what it printed; the test fails when that is not one JSON value. */
export async function lodestoneJson<T>(
	args: readonly string[],
	options: RunOptions = {},
): Promise<T> {
	const ended = await lodestone([...args, '--json'], options);
	try {
		return JSON.parse(ended.out) as T;
	} catch {
		throw new Error(`not JSON (exit ${ended.code}): ${ended.out}\n${ended.err}`);
	}
}

/** A fresh folder with its real path, and a way to take it away. */
export function temporaryFolder(name: string): { path: string; remove: () => void } {
	const path = realpathSync(mkdtempSync(join(tmpdir(), `lodestone-e2e-${name}-`)));
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const UNWANTED = new Set([
	'NO_COLOR',
	'FORCE_COLOR',
	'LODESTONE_STORE',
	'LODESTONE_LOG',
	'LODESTONE_DEBUG',
	'NODE_OPTIONS',
]);

/** Without what would change the output on a developer's machine. */
function cleanEnv(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNWANTED.has(name)));
}
