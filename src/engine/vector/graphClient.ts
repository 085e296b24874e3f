import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LodestoneError } from '../../shared/errors';
import type { Logger } from '../ports';
import type {
	GraphMethod,
	GraphParams,
	GraphReply,
	GraphRequest,
	GraphResult,
	GraphWorkerData,
} from './graphProtocol';

/** The graph worker of a process, shared by its workspaces. Started by the first call. */
export interface GraphClient {
	/** False once it is clear that there will be no graph here (no native module, worker died); search is then exact. */
	readonly available: boolean;
	/** @throws {LodestoneError} `native-missing`, `store-damaged`, `not-found`, `internal`, `cancelled` after dispose. */
	call<K extends GraphMethod>(
		method: K,
		params: GraphParams<K>,
		transfer?: ArrayBuffer[],
	): Promise<GraphResult<K>>;
	dispose(): Promise<void>;
}

export interface GraphClientOptions {
	/** Folder with `hnswWorker.js`. */
	readonly workersDir: string;
	/** OS niceness of the worker thread on Linux. */
	readonly niceness: number;
	readonly logger: Logger;
	/** Asked once, before the native module is loaded; default: it may be. */
	readonly admit?: () => Promise<boolean>;
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
	return new WorkerGraphClient(options);
}

interface Pending {
	resolve(result: GraphResult<GraphMethod>): void;
	reject(error: LodestoneError): void;
}

class WorkerGraphClient implements GraphClient {
	private worker: Worker | undefined;
	private usable = true;
	private admitted: Promise<boolean> | undefined;
	private disposed = false;
	private nextId = 1;
	private readonly pending = new Map<number, Pending>();

	constructor(private readonly options: GraphClientOptions) {}

	get available(): boolean {
		return this.usable && !this.disposed;
	}

	async call<K extends GraphMethod>(
		method: K,
		params: GraphParams<K>,
		transfer: ArrayBuffer[] = [],
	): Promise<GraphResult<K>> {
		this.admitted ??= this.options.admit?.() ?? Promise.resolve(true);
		if (!(await this.admitted)) this.usable = false;
		if (this.disposed) throw new LodestoneError('cancelled', 'The engine is closing.');
		if (!this.usable) throw unavailable();
		this.worker ??= this.start();
		const { worker } = this;
		const id = this.nextId++;
		const request: GraphRequest = { id, method, params };
		return new Promise<GraphResult<K>>((resolve, reject) => {
			// The reply to a request has the result type of its method.
			this.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
			worker.ref();
			worker.postMessage(request, transfer);
		});
	}

	async dispose(): Promise<void> {
		this.disposed = true;
		this.rejectAll(new LodestoneError('cancelled', 'The engine is closing.'));
		await this.worker?.terminate();
		this.worker = undefined;
	}

	private start(): Worker {
		const workerData: GraphWorkerData = { niceness: this.options.niceness };
		const worker = new Worker(join(this.options.workersDir, 'hnswWorker.js'), { workerData });
		worker.on('message', (reply: GraphReply) => this.receive(reply));
		worker.on('error', error => this.fail(error.message));
		worker.on('exit', code => this.fail(`it ended with code ${code}`));
		worker.unref();
		return worker;
	}

	private receive(reply: GraphReply): void {
		const pending = this.pending.get(reply.id);
		this.pending.delete(reply.id);
		// An idle worker does not keep the process alive.
		if (this.pending.size === 0) this.worker?.unref();
		if (pending === undefined) return;
		if ('result' in reply) pending.resolve(reply.result);
		else {
			const { code, message } = reply.failure;
			if (code === 'native-missing') this.fail(message);
			pending.reject(new LodestoneError(code, message));
		}
	}

	/** The worker is not started again: a recycled thread may fail to load the addon, and exact search serves as well. */
	private fail(why: string): void {
		if (!this.available) return;
		this.usable = false;
		this.options.logger.log('warn', `No graph search: ${why}. Search is exact instead.`);
		this.rejectAll(unavailable());
	}

	private rejectAll(error: LodestoneError): void {
		for (const pending of this.pending.values()) pending.reject(error);
		this.pending.clear();
	}
}

function unavailable(): LodestoneError {
	return new LodestoneError(
		'native-missing',
		'The graph worker is not available.',
		'Search is exact instead.',
	);
}
