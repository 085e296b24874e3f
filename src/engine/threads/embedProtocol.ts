import type { ErrorCode } from '../../shared/errors';

/** What the embed worker needs for its whole life, as `workerData`. */
export interface EmbedWorkerData {
	/** Folder with `manifest.json` and the files it names. */
	readonly models: string;
	/** Threads of one run, ≥ 1. */
	readonly intraOpThreads: number;
	/** OS niceness of the worker's threads on Linux, 0..19; 0 leaves it. */
	readonly niceness: number;
	/** Tokens of one run, padding included. */
	readonly tokenBudget: number;
	readonly runtime: 'native' | 'wasm';
}

export type EmbedRequest =
	/** Urgent: tokenised in the worker, so that the main thread needs no tokenizer. */
	| { readonly type: 'texts'; readonly id: number; readonly texts: readonly string[] }
	/** Background: text i has the ids [ends[i-1], ends[i]). */
	| {
			readonly type: 'tokens';
			readonly id: number;
			readonly ids: Uint16Array;
			readonly ends: Uint32Array;
	  }
	| { readonly type: 'cancel'; readonly id: number }
	/** Share of the time that background runs may take, 0 ≤ duty ≤ 1. */
	| { readonly type: 'duty'; readonly duty: number }
	| { readonly type: 'close' };

export interface EmbedTimes {
	readonly tokeniseMs: number;
	/** From the arrival in the worker to the start of the first run. */
	readonly waitMs: number;
	/** From the start of the first run to the end of the last. */
	readonly embedMs: number;
}

export interface WorkerFailure {
	readonly code: ErrorCode;
	readonly message: string;
	readonly remedy: string;
}

export type EmbedReply =
	| { readonly type: 'ready'; readonly loadMs: number }
	/** The model cannot be used; the worker ends itself. */
	| { readonly type: 'unusable'; readonly failure: WorkerFailure }
	| {
			readonly type: 'vectors';
			readonly id: number;
			/** Row-major [texts, 384]. */
			readonly vectors: Float32Array;
			readonly times: EmbedTimes;
	  }
	| { readonly type: 'error'; readonly id: number; readonly failure: WorkerFailure };
