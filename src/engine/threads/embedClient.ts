import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LodestoneError } from '../../shared/errors';
import { modelFingerprint } from '../embed/fingerprint';
import { readModelManifest } from '../embed/modelManifest';
import type { Embedder, TimedVectors, TokenIds } from '../embed/types';
import { silentLogger, type Logger, type RuntimePaths } from '../ports';
import type { EmbedReply, EmbedRequest, EmbedWorkerData, WorkerFailure } from './embedProtocol';

export interface EmbedClientOptions {
	readonly paths: Pick<RuntimePaths, 'workers' | 'models'>;
	/** Threads of one run; default `defaultThreads()`. */
	readonly intraOpThreads?: number;
	/** OS niceness of the model's threads on Linux, 0..19, default 0. It holds for queries too: a thread cannot take it back. */
	readonly niceness?: number;
	/** Tokens of one run, default 512: as fast as larger ones, about 40 ms on 2 cores, which is what a query may have to wait. */
	readonly tokenBudget?: number;
	/** Which ONNX Runtime; default `native`. */
	readonly runtime?: 'native' | 'wasm';
	readonly logger?: Logger;
}

const TOKEN_BUDGET = 512;
/** A worker that died is started anew at the next call, this often: then something is wrong that a restart does not heal. */
const MAX_RESTARTS = 2;
const CLOSE_MS = 2000;
const RESTART_REMEDY = 'Restart Lodestone; if it happens again, report it with the log.';

/** Half of the logical cores (most come in pairs), both of two, at most 4: more threads gain little in runs as small as ours. */
export function defaultThreads(cores = availableParallelism()): number {
	return cores <= 2 ? Math.max(1, cores) : Math.min(4, Math.ceil(cores / 2));
}

interface Waiter<T> {
	readonly resolve: (value: T) => void;
	readonly reject: (error: LodestoneError) => void;
}

interface Call extends Waiter<TimedVectors> {
	/** Lets go of the abort signal. */
	readonly release: () => void;
}

const cancelled = (): LodestoneError =>
	new LodestoneError('cancelled', 'The embedding was cancelled.');

/**
 * The embedder of a process: a worker thread with one ONNX session, started at once. Calls made while the model loads wait for it.
 */
export class EmbedClient implements Embedder {
	readonly fingerprint: string;
	/** Settles when the model is loaded and warm, about 0.2 s; rejects with `model-missing`, `model-failed` or `native-missing`. */
	readonly ready: Promise<void>;
	readonly #calls = new Map<number, Call>();
	/** Undefined after its death, until the next call. */
	#worker: Worker | undefined;
	#starting: Waiter<void> | undefined;
	#failure: LodestoneError | undefined;
	#nextId = 1;
	#restarts = 0;
	#duty = 1;
	#disposed = false;

	/** @throws {LodestoneError} `model-missing` if the model folder has no manifest. */
	constructor(private readonly options: EmbedClientOptions) {
		this.fingerprint = modelFingerprint(readModelManifest(options.paths.models));
		this.ready = new Promise((resolve, reject) => {
			this.#starting = { resolve, reject };
		});
		// Whoever awaits it sees the failure; nobody has to, for each call fails with the same error.
		this.ready.catch(() => undefined);
		this.#worker = this.#start();
	}

	async embedBatch(texts: readonly TokenIds[], signal?: AbortSignal): Promise<Float32Array> {
		if (texts.length === 0) return new Float32Array(0);
		const ends = new Uint32Array(texts.length);
		let total = 0;
		for (const [i, text] of texts.entries()) ends[i] = total += text.length;
		const ids = new Uint16Array(total);
		for (const [i, text] of texts.entries()) ids.set(text, (ends[i] ?? 0) - text.length);
		return (await this.#call(id => ({ type: 'tokens', id, ids, ends }), signal)).vectors;
	}

	async embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array> {
		return (await this.embedTexts([text], signal)).vectors;
	}

	async embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<TimedVectors> {
		if (texts.length === 0) {
			return { vectors: new Float32Array(0), tokeniseMs: 0, waitMs: 0, embedMs: 0 };
		}
		return this.#call(id => ({ type: 'texts', id, texts }), signal);
	}

	setDuty(duty: number): void {
		this.#duty = duty <= 0 ? 0 : Math.min(1, Math.max(0.01, duty));
		if (this.#worker !== undefined) send(this.#worker, { type: 'duty', duty: this.#duty });
	}

	async dispose(): Promise<void> {
		if (this.#disposed) return;
		this.#disposed = true;
		const worker = this.#worker;
		this.#rejectAll(new LodestoneError('cancelled', 'The engine is closing.'));
		if (worker === undefined) return;
		const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
		worker.ref();
		send(worker, { type: 'close' });
		// While the model loads the worker hears nothing: it is ended when it takes too long.
		const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
		await ended;
		clearTimeout(timer);
	}

	#call(request: (id: number) => EmbedRequest, signal?: AbortSignal): Promise<TimedVectors> {
		if (this.#disposed || signal?.aborted === true) return Promise.reject(cancelled());
		const worker = this.#living();
		if (worker instanceof LodestoneError) return Promise.reject(worker);
		const id = this.#nextId++;
		return new Promise<TimedVectors>((resolve, reject) => {
			const abort = (): void => {
				// The caller is let go at once; the worker drops what it has not run.
				this.#take(id)?.reject(cancelled());
				send(worker, { type: 'cancel', id });
				this.#holdProcess();
			};
			const release = (): void => signal?.removeEventListener('abort', abort);
			signal?.addEventListener('abort', abort, { once: true });
			this.#calls.set(id, { resolve, reject, release });
			send(worker, request(id));
			this.#holdProcess();
		});
	}

	/** The worker, started again if it died and may be. */
	#living(): Worker | LodestoneError {
		if (this.#worker !== undefined) return this.#worker;
		const failure = this.#failure ?? new LodestoneError('model-failed', 'The worker has ended.');
		// A missing or damaged file stays so until the program is installed anew.
		const healable = failure.code === 'model-failed' && this.#restarts < MAX_RESTARTS;
		if (!healable) return failure;
		this.#restarts++;
		this.#worker = this.#start();
		return this.#worker;
	}

	#start(): Worker {
		const { paths, intraOpThreads, niceness, tokenBudget } = this.options;
		const workerData: EmbedWorkerData = {
			models: paths.models,
			intraOpThreads: Math.max(1, intraOpThreads ?? defaultThreads()),
			niceness: niceness ?? 0,
			tokenBudget: tokenBudget ?? TOKEN_BUDGET,
			runtime: this.options.runtime ?? 'native',
		};
		const worker = new Worker(join(paths.workers, 'embedWorker.js'), { workerData, name: 'embed' });
		worker.on('message', (message: EmbedReply) => {
			this.#receive(message);
		});
		worker.on('error', error => {
			const why = error instanceof Error ? error.message : String(error);
			this.#died(worker, `The embedding worker failed: ${why}`);
		});
		worker.on('exit', code => {
			this.#died(worker, `The embedding worker ended with code ${code}.`);
		});
		if (this.#duty < 1) send(worker, { type: 'duty', duty: this.#duty });
		return worker;
	}

	#receive(message: EmbedReply): void {
		switch (message.type) {
			case 'ready':
				this.#log('info', 'embedding model ready', { ms: Math.round(message.loadMs) });
				this.#starting?.resolve();
				this.#starting = undefined;
				break;
			case 'unusable':
				this.#fail(asError(message.failure));
				break;
			case 'vectors': {
				const { vectors, times } = message;
				this.#take(message.id)?.resolve({ vectors, ...times });
				break;
			}
			case 'error':
				this.#take(message.id)?.reject(asError(message.failure));
		}
		this.#holdProcess();
	}

	#take(id: number): Call | undefined {
		const call = this.#calls.get(id);
		this.#calls.delete(id);
		call?.release();
		return call;
	}

	#died(worker: Worker, why: string): void {
		if (this.#worker !== worker) return;
		if (this.#disposed) this.#worker = undefined;
		else this.#fail(new LodestoneError('model-failed', why, RESTART_REMEDY));
	}

	#fail(error: LodestoneError): void {
		this.#worker = undefined;
		this.#failure = error;
		this.#log('error', error.message, { code: error.code });
		this.#rejectAll(error);
	}

	#rejectAll(error: LodestoneError): void {
		this.#starting?.reject(error);
		this.#starting = undefined;
		for (const id of [...this.#calls.keys()]) this.#take(id)?.reject(error);
	}

	/** An idle worker does not keep the process alive; one with calls does. */
	#holdProcess(): void {
		if (this.#calls.size > 0 || this.#starting !== undefined) this.#worker?.ref();
		else this.#worker?.unref();
	}

	#log(level: 'info' | 'error', message: string, fields: Record<string, string | number>): void {
		(this.options.logger ?? silentLogger).log(level, message, fields);
	}
}

function send(worker: Worker, request: EmbedRequest): void {
	worker.postMessage(request);
}

function asError({ code, message, remedy }: WorkerFailure): LodestoneError {
	return new LodestoneError(code, message, remedy);
}
