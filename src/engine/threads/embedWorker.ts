import { setPriority } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { LodestoneError } from '../../shared/errors';
import { EmbedQueue, type EmbedRun } from '../embed/embedQueue';
import { readModelFile, readModelManifest, verifyModelFile } from '../embed/modelManifest';
import { createOnnxEncoder, type OnnxEncoder } from '../embed/onnxEncoder';
import { QUERY_TOKENS } from '../embed/textFormat';
import { createTokenizer } from '../embed/tokenizer';
import type { TextTokenizer } from '../embed/types';
import type { EmbedReply, EmbedRequest, EmbedWorkerData, WorkerFailure } from './embedProtocol';

/** The embed worker: one ONNX session for its whole life, two lanes, one run at a time. */

if (parentPort === null) throw new Error('embedWorker.js runs as a worker thread only');
const port = parentPort;
const data = workerData as EmbedWorkerData;
const reply = (message: EmbedReply, transfer: ArrayBuffer[] = []): void =>
	port.postMessage(message, transfer);

function failure(error: unknown): WorkerFailure {
	if (error instanceof LodestoneError) {
		return { code: error.code, message: error.message, remedy: error.remedy };
	}
	const message = error instanceof Error ? error.message : String(error);
	return { code: 'model-failed', message: `The embedding worker failed: ${message}`, remedy: '' };
}

/** Times of a job's life, by `performance.now()`. */
interface Clocked {
	readonly arrivedMs: number;
	readonly tokeniseMs: number;
	startedMs: number;
}

/** For so long after a query background runs are smaller: the next query is near and shall wait less. */
const ALERT_MS = 10_000;
/** And for so long, smaller still: somebody is typing. One text of the largest size, which costs a sixth of the speed. */
const TYPING_MS = 2_000;
/** For so long after a query's own run none begins: the answer is ranked meanwhile, and the processors are for that. */
const ANSWERING_MS = 25;

class EmbedWorker {
	readonly #queue = new EmbedQueue();
	readonly #clocks = new Map<number, Clocked>();
	#running = false;
	#closing = false;
	#duty = 1;
	#backgroundFromMs = 0;
	#lastUrgentMs = -Infinity;
	#wake: NodeJS.Timeout | undefined;

	constructor(
		private readonly encoder: OnnxEncoder,
		private readonly tokenizer: TextTokenizer,
	) {}

	receive(request: EmbedRequest): void {
		const arrivedMs = performance.now();
		switch (request.type) {
			case 'texts': {
				this.#lastUrgentMs = arrivedMs;
				const rows = request.texts.map(text => this.tokenizer.encode(text, QUERY_TOKENS));
				this.#add(request.id, 'urgent', rows, arrivedMs);
				break;
			}
			case 'tokens': {
				const rows: Uint16Array[] = [];
				let start = 0;
				for (const end of request.ends) {
					rows.push(request.ids.subarray(start, end));
					start = end;
				}
				this.#add(request.id, 'background', rows, arrivedMs);
				break;
			}
			case 'cancel':
				this.#queue.drop(request.id);
				this.#clocks.delete(request.id);
				break;
			case 'duty':
				this.#duty = request.duty;
				this.#backgroundFromMs = 0;
				void this.#pump();
				break;
			case 'close':
				this.#closing = true;
				void this.#pump();
		}
	}

	#add(id: number, lane: 'urgent' | 'background', rows: Uint16Array[], arrivedMs: number): void {
		this.#clocks.set(id, { arrivedMs, tokeniseMs: performance.now() - arrivedMs, startedMs: 0 });
		this.#queue.add({ id, lane, rows });
		void this.#pump();
	}

	/** Runs until nothing is left. Between runs the event loop turns, so that queries and cancellations are seen. */
	async #pump(): Promise<void> {
		if (this.#running) return;
		this.#running = true;
		clearTimeout(this.#wake);
		for (;;) {
			await nextTurn();
			if (this.#closing) break;
			const nowMs = performance.now();
			const allowed = this.#duty > 0 && nowMs >= this.#backgroundFromMs;
			const run = this.#queue.next(this.#tokenBudget(nowMs), allowed);
			if (run === undefined) break;
			await this.#execute(run);
		}
		this.#running = false;
		if (this.#closing) await this.#close();
		else if (this.#queue.hasBackground && this.#duty > 0) {
			const waitMs = Math.max(1, this.#backgroundFromMs - performance.now());
			this.#wake = setTimeout(() => void this.#pump(), waitMs);
		}
	}

	#tokenBudget(nowMs: number): number {
		const sinceMs = nowMs - this.#lastUrgentMs;
		if (sinceMs < TYPING_MS) return data.tokenBudget / 4;
		return sinceMs < ALERT_MS ? data.tokenBudget / 2 : data.tokenBudget;
	}

	async #execute(run: EmbedRun): Promise<void> {
		const { job } = run;
		const startedMs = performance.now();
		const clock = this.#clocks.get(job.id);
		if (clock !== undefined && clock.startedMs === 0) clock.startedMs = startedMs;
		try {
			const rows = Array.from(run.positions, position => job.rows[position] ?? new Uint16Array());
			const vectors = this.#queue.finish(run, await this.encoder.run(rows));
			if (vectors !== undefined) this.#answer(job.id, vectors);
		} catch (error) {
			this.#queue.drop(job.id);
			this.#clocks.delete(job.id);
			reply({ type: 'error', id: job.id, failure: failure(error) });
		}
		const nowMs = performance.now();
		// Held since the run began: what comes after the pause owes nothing.
		if (job.lane === 'urgent') {
			this.#backgroundFromMs = Math.max(this.#backgroundFromMs, nowMs + ANSWERING_MS);
		} else if (this.#duty > 0) {
			this.#backgroundFromMs = nowMs + (nowMs - startedMs) * (1 / this.#duty - 1);
		}
	}

	#answer(id: number, vectors: Float32Array): void {
		const clock = this.#clocks.get(id);
		this.#clocks.delete(id);
		if (clock === undefined) return;
		const { arrivedMs, tokeniseMs, startedMs } = clock;
		const times = {
			tokeniseMs,
			waitMs: startedMs - arrivedMs - tokeniseMs,
			embedMs: performance.now() - startedMs,
		};
		reply({ type: 'vectors', id, vectors, times }, [vectors.buffer as ArrayBuffer]);
	}

	async #close(): Promise<void> {
		await this.encoder.dispose();
		port.close();
	}
}

/** Low priority for this thread and for the session's threads, which inherit it. Elsewhere than on Linux it would slow the whole process. */
function lowerPriority(niceness: number): void {
	if (process.platform !== 'linux' || niceness <= 0) return;
	try {
		setPriority(0, Math.min(19, niceness));
	} catch {
		// Not allowed in some containers; then indexing has normal priority.
	}
}

async function start(): Promise<void> {
	const startedMs = performance.now();
	// Messages wait in the port until the model is there: no listener yet.
	lowerPriority(data.niceness);
	const manifest = readModelManifest(data.models);
	const modelPath = verifyModelFile(data.models, manifest, 'model');
	const encoder = await createOnnxEncoder(modelPath, {
		intraOpThreads: data.intraOpThreads,
		runtime: data.runtime,
	});
	const json = readModelFile(data.models, manifest, 'tokenizer').toString('utf8');
	const tokenizer = createTokenizer(json);
	// The first run allocates and fills caches: a person's first query shall not pay for it.
	await encoder.run([tokenizer.encode('warm up', QUERY_TOKENS)]);
	const worker = new EmbedWorker(encoder, tokenizer);
	port.on('message', (request: EmbedRequest) => worker.receive(request));
	reply({ type: 'ready', loadMs: performance.now() - startedMs });
}

start().catch((error: unknown) => {
	reply({ type: 'unusable', failure: failure(error) });
	port.close();
});
