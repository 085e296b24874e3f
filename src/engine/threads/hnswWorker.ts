import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { LodestoneError } from '../../shared/errors';
import { GraphHost } from '../vector/graphHost';
import { loadHnsw } from '../vector/hnswModule';
import type { GraphReply, GraphRequest, GraphWorkerData } from '../vector/graphProtocol';

/** Entry of the graph worker: holds the HNSW graphs of the process. A long insertion lets searches in between. */
const data = workerData as GraphWorkerData;
const port = parentPort;
if (port === null) throw new Error('hnswWorker.js runs as a worker thread only');

if (data.niceness > 0 && process.platform === 'linux') {
	try {
		// On Linux this reaches the calling thread alone.
		setPriority(0, data.niceness);
	} catch {
		/* politeness is not worth a failure */
	}
}

const host = loadHost();
// A failure is reported to each call; without this line Node would end the worker for it.
host.catch(() => undefined);

port.on('message', (request: GraphRequest) => void handle(request));

async function handle({ id, method, params }: GraphRequest): Promise<void> {
	let reply: GraphReply;
	try {
		reply = { id, result: await (await host).call(method, params) };
	} catch (error) {
		const code = error instanceof LodestoneError ? error.code : 'internal';
		reply = {
			id,
			failure: { code, message: error instanceof Error ? error.message : String(error) },
		};
	}
	port?.postMessage(reply);
}

async function loadHost(): Promise<GraphHost> {
	try {
		return new GraphHost(await loadHnsw());
	} catch (error) {
		throw new LodestoneError('native-missing', 'hnswlib-node cannot be loaded here.', '', {
			cause: error,
		});
	}
}
