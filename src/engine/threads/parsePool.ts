import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LodestoneError } from '../../shared/errors';
import type { FileResult } from '../indexing/fileAnalysis';
import type { Logger } from '../ports';
import type {
	ParseJob,
	ParseReply,
	ParseRequest,
	ParseWorkerData,
	ParseWorkerStart,
} from './parseProtocol';
import { cpuMsOf } from './threadTime';

/**
 * A worker that has worked at one file for so many ticks of a second hangs in native code: no deadline inside it fired. Ticks, not a
 * clock: where this process gets no time (a starved machine, a suspended one) no file is to blame.
 */
const HANG_TICKS = 10;
/** CPU time in a tick from which on a worker counts as working. Below, its thread gets no time, and again no file is to blame. */
const WORKING_MS = 100;
/** But one that has not worked for so long waits for something that does not come: a drive that is gone. */
const BLOCKED_TICKS = 120;
/** Requests that a worker holds at a time: one at work and one waiting, so that it never idles between messages. */
const DEPTH = 2;
/** Idle workers are ended after this: their WebAssembly memory never shrinks (80 MB with many grammars). */
const IDLE_MS = 3_000;
/**
 * Except one that has read so few files at most (about 40 MB): it stays so long for the next save, which would otherwise wait for a new
 * one and its grammar. That takes 0.6 to 1 s of CPU time with V8's compilers, and several seconds on a busy machine.
 */
const STANDBY_FILES = 50;
const STANDBY_MS = 60_000;

/**
 * A worker that has read so many files makes room for a new one: grammars of languages that come no more, WebAssembly memory
 * and what the allocator keeps go with it (150 MB at the end of 3,600 files). A life costs 0.7 s of CPU time on a fast machine and
 * 1.7 s on a slow one, nearly all of it V8 that compiles the same code once more: with 600 files a life, L took a fifth longer.
 */
const RETIRE_FILES = 2_000;

export interface ParsePoolOptions {
	readonly workersDir: string;
	readonly data: ParseWorkerData;
	/** Most workers at a time, ≥ 1. */
	readonly size: number;
	readonly logger: Logger;
}

interface Task {
	readonly id: number;
	readonly job: ParseJob;
	readonly resolve: (result: FileResult) => void;
	readonly reject: (error: unknown) => void;
}

interface Member {
	readonly worker: Worker;
	/** In the order sent. */
	readonly tasks: Task[];
	/** Id of the request that the worker is at, written by the worker. */
	readonly current: Int32Array;
	/** Ticks in which it worked since it had an answer or began. */
	ticks: number;
	/** Ticks in which it did not. */
	waited: number;
	/** Its CPU time at the last tick, ms. */
	cpuMs: number;
	/** Files done. */
	done: number;
	dead: boolean;
}

/**
 * Worker threads that turn files into analyses. They hold no native addon, so they can be ended and started at will: a trap, a
 * crash or a hang costs one worker and the file at its head is cut into windows instead.
 */
export class ParsePool {
	readonly #options: ParsePoolOptions;
	readonly #queue: Task[] = [];
	readonly #members: Member[] = [];
	#nextId = 1;
	#size: number;
	#disposed = false;
	#watchdog: NodeJS.Timeout | undefined;
	#idleTimer: NodeJS.Timeout | undefined;

	constructor(options: ParsePoolOptions) {
		this.#options = options;
		this.#size = Math.max(1, options.size);
	}

	/** Jobs that can be in flight without waiting in the queue. */
	get capacity(): number {
		return this.#size * DEPTH;
	}

	/** Workers that live now. */
	get workers(): number {
		return this.#members.length;
	}

	/** Changes the number of workers (one while a person works, more in a first indexing). */
	resize(size: number): void {
		this.#size = Math.max(1, size);
		for (const member of this.#members.slice(this.#size))
			if (member.tasks.length === 0) this.#end(member);
	}

	/**
	 * Analyses one file.
	 *
	 * @throws {LodestoneError} `cancelled` when the pool is disposed; a file's own trouble is a result, not an exception.
	 */
	analyse(job: ParseJob): Promise<FileResult> {
		if (this.#disposed)
			return Promise.reject(new LodestoneError('cancelled', 'The engine is closing.'));
		return new Promise((resolve, reject) => {
			this.#queue.push({ id: this.#nextId++, job, resolve, reject });
			this.#pump();
		});
	}

	/** Ends the workers that have nothing to do: before something else needs the memory. They start again when needed. */
	rest(): void {
		for (const member of [...this.#members]) if (member.tasks.length === 0) this.#end(member);
	}

	async dispose(): Promise<void> {
		this.#disposed = true;
		clearInterval(this.#watchdog);
		clearTimeout(this.#idleTimer);
		const stopped = new LodestoneError('cancelled', 'The engine is closing.');
		for (const task of this.#queue.splice(0)) task.reject(stopped);
		await Promise.all(
			this.#members.splice(0).map(async member => {
				member.dead = true;
				for (const task of member.tasks.splice(0)) task.reject(stopped);
				await member.worker.terminate();
			}),
		);
	}

	#pump(): void {
		if (this.#disposed) return;
		clearTimeout(this.#idleTimer);
		while (this.#queue.length > 0) {
			let member = this.#members
				.filter(m => m.tasks.length < DEPTH && m.done < RETIRE_FILES)
				.sort((a, b) => a.tasks.length - b.tasks.length)[0];
			if ((member === undefined || member.tasks.length > 0) && this.#members.length < this.#size)
				member = this.#start();
			if (member === undefined) break;
			const task = this.#queue.shift();
			if (task === undefined) break;
			if (member.tasks.length === 0) member.ticks = member.waited = 0;
			member.tasks.push(task);
			// A process must not end while it waits for an answer, and must not be kept by idle workers.
			member.worker.ref();
			member.worker.postMessage({ id: task.id, job: task.job } satisfies ParseRequest);
		}
		if (this.#members.every(m => m.tasks.length === 0))
			this.#idleTimer = setTimeout(() => this.#standBy(), IDLE_MS).unref();
	}

	/** Nothing has been done for a while: ends all workers but one for the next save, and that one later. */
	#standBy(): void {
		const least = [...this.#members].sort((a, b) => a.done - b.done)[0];
		for (const member of [...this.#members])
			if (member !== least || member.done > STANDBY_FILES) this.#end(member);
		this.#idleTimer = setTimeout(() => this.rest(), STANDBY_MS).unref();
	}

	#start(): Member {
		const current = new Int32Array(new SharedArrayBuffer(8));
		const worker = new Worker(join(this.#options.workersDir, 'parseWorker.js'), {
			workerData: { ...this.#options.data, current } satisfies ParseWorkerStart,
			name: 'lodestone-parse',
			// A runaway heap ends this worker and not the process.
			// A small young generation: most of what a file needs dies with it, and twenty megabytes a worker are saved.
			resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
		});
		const member: Member = {
			worker,
			tasks: [],
			current,
			ticks: 0,
			waited: 0,
			cpuMs: 0,
			done: 0,
			dead: false,
		};
		worker.on('message', (reply: ParseReply) => this.#onReply(member, reply));
		worker.on('error', error => this.#onDeath(member, `failed: ${error.message}`));
		worker.on('exit', code => this.#onDeath(member, `exited with ${code}`));
		worker.unref();
		this.#members.push(member);
		this.#watchdog ??= setInterval(() => this.#checkHangs(), 1_000).unref();
		return member;
	}

	#onReply(member: Member, reply: ParseReply): void {
		const index = member.tasks.findIndex(task => task.id === reply.id);
		const task = member.tasks[index];
		if (task === undefined) return;
		if ('trap' in reply) {
			// By the time this arrives the worker may be at the next file, which is not to blame.
			this.#onDeath(member, `trapped in ${task.job.path}: ${reply.trap}`, task.id);
			return;
		}
		member.tasks.splice(index, 1);
		member.done++;
		if (member.tasks.length === 0) member.worker.unref();
		if (member.tasks.length === 0 && member.done >= RETIRE_FILES) this.#end(member);
		member.ticks = member.waited = 0;
		if ('error' in reply) this.#giveUp(task, reply.error);
		else task.resolve(reply.result);
		this.#pump();
	}

	/** @param culprit Id of the request that is to blame; the one that the worker says it is at, unless given. */
	#onDeath(member: Member, why: string, culprit = Atomics.load(member.current, 0)): void {
		if (member.dead) return;
		this.#end(member);
		if (this.#disposed) return;
		// Answers that were on their way may be lost with the worker: their files are simply done again. Only one is to blame.
		const tasks = member.tasks.splice(0);
		const head = tasks.find(task => task.id === culprit);
		const rest = tasks.filter(task => task !== head);
		if (head !== undefined) {
			this.#options.logger.log('warn', `A parse worker ${why}`, { path: head.job.path });
			if (head.job.windowsOnly === true) this.#giveUp(head, why);
			else this.#queue.unshift({ ...head, job: { ...head.job, windowsOnly: true } });
		}
		this.#queue.unshift(...rest);
		this.#pump();
	}

	#giveUp(task: Task, why: string): void {
		task.resolve({
			ok: false,
			path: task.job.path,
			reason: 'unreadable',
			detail: `Reading it failed: ${why}.`,
		});
	}

	#end(member: Member): void {
		member.dead = true;
		const index = this.#members.indexOf(member);
		if (index >= 0) this.#members.splice(index, 1);
		void member.worker.terminate();
	}

	#checkHangs(): void {
		for (const member of [...this.#members]) {
			const worked = hasWorked(member);
			if (member.tasks.length === 0) continue;
			if (worked) member.ticks++;
			else member.waited++;
			if (member.ticks > HANG_TICKS || member.waited > BLOCKED_TICKS) this.#onDeath(member, 'hung');
		}
	}
}

/** Whether a worker's thread has had time since the last tick; true where that is not known. */
function hasWorked(member: Member): boolean {
	if (process.platform !== 'linux') return true;
	const thread = Atomics.load(member.current, 1);
	// Not there yet: it starts.
	if (thread === 0) return false;
	const cpuMs = cpuMsOf(thread);
	// Some kernels always say 0.
	if (cpuMs === undefined || cpuMs === 0) return true;
	const worked = cpuMs - member.cpuMs >= WORKING_MS;
	member.cpuMs = cpuMs;
	return worked;
}
