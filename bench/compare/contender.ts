import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RankedSpan } from '../score/types';

/** What a contender is asked to do; children get it as one JSON argument. */
export interface Task {
	/** Absolute; the folder to search in. */
	readonly corpus: string;
	/** Files that the contender makes go here; empty at the start. */
	readonly scratch: string;
	/** Asked `rounds` times, timed, after a few of them to warm up. */
	readonly queries: readonly string[];
	readonly rounds: number;
	/** Asked once, answers kept: the questions that have known targets. */
	readonly questions: readonly string[];
	/** What only this contender needs. */
	readonly more?: Readonly<Record<string, string>>;
}

/** One whole run of one contender, a cold process. */
export interface Run {
	/** From the start of the process until it could answer; 0 for who needs no index. */
	readonly searchableSeconds: number;
	/** The highest resident memory of the process, MB (10^6 bytes); of a search for who needs no index. */
	readonly peakRssMb: number;
	/** What it leaves on disk for the next start; 0 for who needs no index. */
	readonly indexBytes: number;
	/** Pieces that it searches among: chunks, windows or files; 0 when it does not say. */
	readonly pieces: number;
	/** Milliseconds of each timed query. */
	readonly queryMs: readonly number[];
	/** Answers to `questions`, in their order, best first. */
	readonly answers: readonly (readonly RankedSpan[])[];
}

/** The messages of a child, one JSON object a line on standard output. */
export type ChildMessage =
	| { readonly event: 'searchable'; readonly pieces: number }
	| {
			readonly event: 'done';
			readonly indexBytes: number;
			readonly queryMs: readonly number[];
			readonly answers: readonly (readonly RankedSpan[])[];
	  };

const POLL_MS = 20;

/**
 * Starts a contender's process and takes its figures: the clock runs from the start of the process, programs' own start included, for all alike.
 *
 * @throws {Error} when the process fails or leaves without having told.
 */
export async function runChild(
	command: string,
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
	const started = performance.now();
	const child = spawn(command, [...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, ...environment },
	});
	let peakRssMb = 0;
	const poll = setInterval(() => {
		if (child.pid !== undefined) peakRssMb = Math.max(peakRssMb, peakRssOfTree(child.pid));
	}, POLL_MS);
	let stderr = '';
	child.stderr.on(
		'data',
		(piece: Buffer) => (stderr = `${stderr}${piece.toString()}`.slice(-4_000)),
	);
	let searchable: { seconds: number; pieces: number } | undefined;
	let done: Extract<ChildMessage, { event: 'done' }> | undefined;
	createInterface({ input: child.stdout }).on('line', line => {
		if (!line.startsWith('{')) return;
		const message = JSON.parse(line) as ChildMessage;
		if (message.event === 'searchable')
			searchable = { seconds: (performance.now() - started) / 1000, pieces: message.pieces };
		else done = message;
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	}).finally(() => clearInterval(poll));
	if (code !== 0 || searchable === undefined || done === undefined)
		throw new Error(`${command} ended with ${code}: ${causeIn(stderr)}`);
	return {
		searchableSeconds: searchable.seconds,
		peakRssMb,
		indexBytes: done.indexBytes,
		pieces: searchable.pieces,
		queryMs: done.queryMs,
		answers: done.answers,
	};
}

/** The line that names the error: Node prints a stack after it, Python before it. */
export function causeIn(stderr: string): string {
	const lines = stderr.trim().split('\n');
	return lines.find(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}

/** Peak memory so far of a process and its living descendants in MB, as the kernel counts it; 0 where it does not tell. */
export function peakRssOfTree(pid: number): number {
	try {
		const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
		let sum = (Number(kib ?? 0) * 1024) / 1e6;
		for (const task of readdirSync(`/proc/${pid}/task`)) {
			const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim();
			for (const childPid of children === '' ? [] : children.split(' '))
				sum += peakRssOfTree(Number(childPid));
		}
		return sum;
	} catch {
		return 0; // It has ended meanwhile, or this is not Linux.
	}
}
