import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import { LodestoneError } from '../../shared/errors';
import { readPacked } from '../packedFile';
import { PAD } from './tokenizer';
import { DIMENSIONS, type TokenIds } from './types';

export interface OnnxOptions {
	/** Threads that compute one run; ≥ 1. */
	readonly intraOpThreads: number;
	/** The native module (default), or the same runtime as WebAssembly: about as fast at our small runs, vectors equal to 6 digits. */
	readonly runtime?: 'native' | 'wasm';
}

/** The transformer in this thread. Runs block the thread: they belong into a worker. */
export interface OnnxEncoder {
	/**
	 * @param rows 1 or more texts, padded here to the longest of them.
	 * @returns Float32Array row-major [rows.length, 384], unit rows.
	 * @throws {LodestoneError} `model-failed` if the run fails or a vector is not finite.
	 */
	run(rows: readonly TokenIds[]): Promise<Float32Array>;
	dispose(): Promise<void>;
}

const REMEDY = 'Restart Lodestone; if it happens again, report it with the log.';
/** A unit row may be off by this much: int8 arithmetic does not touch the normalisation, which is in float32. */
const LENGTH_TOLERANCE = 1e-2;

/**
 * How the session runs: one thread pool, operators one after the other.
 *
 * Idle threads of the pool sleep instead of spinning: on a busy machine (our own parse workers are enough) a run then takes half the
 * time and CPU (median 233 ms against 478 ms, 2 cores at load 15), on an idle one about 5 % more.
 *
 * Without the CPU arena and memory patterns: same speed at our small runs (512 tokens: 12,272 against 11,238 tokens/s, median of
 * interleaved runs), and memory stays at 125–140 MB for the process, where the arena keeps growing with each new shape (144 MB at 512
 * tokens, 309 MB at 4,096).
 */
export function sessionOptions({ intraOpThreads }: OnnxOptions): InferenceSession.SessionOptions {
	return {
		executionProviders: ['cpu'],
		intraOpNumThreads: intraOpThreads,
		interOpNumThreads: 1,
		executionMode: 'sequential',
		graphOptimizationLevel: 'all',
		enableCpuMemArena: false,
		enableMemPattern: false,
		extra: { session: { intra_op: { allow_spinning: '0' } } },
		// Errors only: warnings would land on the process's stderr.
		logSeverityLevel: 3,
	};
}

/**
 * Loads the model into an ONNX Runtime session.
 *
 * @param modelPath A file that was checked against the manifest.
 * @throws {LodestoneError} `native-missing` if ONNX Runtime cannot be loaded, `model-failed` if it refuses the model.
 */
export async function createOnnxEncoder(
	modelPath: string,
	options: OnnxOptions,
): Promise<OnnxEncoder> {
	const wasm = options.runtime === 'wasm';
	const ort = wasm ? loadWasm(options.intraOpThreads) : await loadRuntime();
	let session: InferenceSession;
	try {
		session = wasm
			? await ort.InferenceSession.create(readFileSync(modelPath), WASM_SESSION)
			: await ort.InferenceSession.create(modelPath, sessionOptions(options));
	} catch (error) {
		throw failed('ONNX Runtime cannot load the embedding model', error);
	}
	const buildInputs = inputBuilder(ort.Tensor);
	return {
		run: async rows => {
			let output: Tensor | undefined;
			try {
				output = (await session.run(buildInputs(rows)))['sentence_embedding'];
			} catch (error) {
				throw failed('The embedding model failed on a batch', error);
			}
			const vectors = output?.data;
			if (!(vectors instanceof Float32Array) || vectors.length !== rows.length * DIMENSIONS) {
				throw failed('The embedding model gave an answer of the wrong shape');
			}
			checkRows(vectors);
			return vectors;
		},
		dispose: () => session.release(),
	};
}

type Runtime = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

async function loadRuntime(): Promise<Runtime> {
	try {
		return await import('onnxruntime-node');
	} catch (error) {
		throw new LodestoneError(
			'native-missing',
			'ONNX Runtime does not work on this system, so there is no search by meaning.',
			'Keyword search works. Search by meaning needs glibc 2.28 or newer on Linux, macOS on Apple silicon, or Windows.',
			{ cause: error },
		);
	}
}

/** Of onnxruntime-web; the build for CPUs alone. */
export const WASM_FILE = 'ort-wasm-simd-threaded.wasm';

const WASM_SESSION: InferenceSession.SessionOptions = {
	executionProviders: ['wasm'],
	executionMode: 'sequential',
	graphOptimizationLevel: 'all',
	enableCpuMemArena: false,
	enableMemPattern: false,
	logSeverityLevel: 3,
};

/** Its threads count is set once for the thread that loads it, before the first session. */
function loadWasm(threads: number): Runtime {
	try {
		// As a script: packages carry that form alone.
		const require = createRequire(__filename);
		const ort = require('onnxruntime-web') as typeof import('onnxruntime-web');
		ort.env.wasm.numThreads = threads;
		const folder = dirname(require.resolve('onnxruntime-web'));
		ort.env.wasm.wasmBinary = readPacked(join(folder, WASM_FILE));
		return ort;
	} catch (error) {
		throw new LodestoneError(
			'native-missing',
			'ONNX Runtime for WebAssembly cannot be loaded, so there is no search by meaning.',
			'Keyword search works. Install Lodestone again.',
			{ cause: error },
		);
	}
}

function failed(what: string, cause?: unknown): LodestoneError {
	const why = cause instanceof Error ? `: ${cause.message}` : '';
	return new LodestoneError('model-failed', `${what}${why}.`, REMEDY, { cause });
}

function checkRows(vectors: Float32Array): void {
	for (let row = 0; row < vectors.length; row += DIMENSIONS) {
		let squares = 0;
		for (let d = row; d < row + DIMENSIONS; d++) squares += (vectors[d] ?? 0) ** 2;
		// Written so that NaN fails too.
		if (!(Math.abs(squares - 1) < LENGTH_TOLERANCE)) {
			throw failed('The embedding model gave a vector that is not of unit length');
		}
	}
}

/**
 * Makes the function that lays rows out as the model's three int64 inputs. The buffers are reused: a run is over before the next is
 * built. Low halves are written as 32-bit numbers (all supported platforms are little-endian), which spares a BigInt for each token.
 */
function inputBuilder(
	TensorClass: TensorConstructor,
): (rows: readonly TokenIds[]) => Record<string, Tensor> {
	let ids = new BigInt64Array(0);
	let mask = new BigInt64Array(0);
	let types = new BigInt64Array(0);
	return rows => {
		const longest = rows.reduce((most, row) => Math.max(most, row.length), 1);
		const size = rows.length * longest;
		if (ids.length < size) {
			ids = new BigInt64Array(size);
			mask = new BigInt64Array(size);
			types = new BigInt64Array(size);
		}
		const lowIds = new Int32Array(ids.buffer);
		const lowMask = new Int32Array(mask.buffer);
		let at = 0;
		for (const row of rows) {
			for (let i = 0; i < longest; i++, at += 2) {
				const real = i < row.length;
				lowIds[at] = real ? (row[i] ?? PAD) : PAD;
				lowMask[at] = real ? 1 : 0;
			}
		}
		const tensor = (data: BigInt64Array): Tensor =>
			new TensorClass('int64', data.subarray(0, size), [rows.length, longest]);
		return {
			input_ids: tensor(ids),
			attention_mask: tensor(mask),
			token_type_ids: tensor(types),
		};
	};
}
