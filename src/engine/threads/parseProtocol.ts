import type { FileResult } from '../indexing/fileAnalysis';

/** What a parse worker needs for its whole life, as `workerData`. */
export interface ParseWorkerData {
	readonly grammars: string;
	readonly models: string;
	/** Bytes of `draft.bin`, shared by all workers. */
	readonly draft: SharedArrayBuffer;
	/** Model fingerprint: part of each embedding key. */
	readonly fingerprint: string;
	/** OS niceness of the thread, 0..19; 0 leaves it. */
	readonly niceness: number;
}

/**
 * `workerData` of one worker. It writes into `current`: [0] the id of the request it is at, so that its death can be laid at the right door, and
 * [1] its `threadNumber`, once it runs.
 */
export interface ParseWorkerStart extends ParseWorkerData {
	readonly current: Int32Array;
}

export interface ParseJob {
	/** Root-relative path with `/`. */
	readonly path: string;
	/** File to read; absent when `text` is given (unsaved document). */
	readonly absolutePath?: string;
	readonly text?: string;
	/** When the file still has this hash it is not analysed again. */
	readonly knownHash?: string;
	readonly maxFileBytes: number;
	/** Leave the grammar out: set for a file whose grammar trapped or hung. */
	readonly windowsOnly?: boolean;
}

export interface ParseRequest {
	readonly id: number;
	readonly job: ParseJob;
}

export type ParseReply =
	| { readonly id: number; readonly result: FileResult }
	/** The grammar's WebAssembly trapped: this worker must not be used again. */
	| { readonly id: number; readonly trap: string }
	| { readonly id: number; readonly error: string };
