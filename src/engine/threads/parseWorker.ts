import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createChunker } from '../chunk/chunker';
import { GrammarTrap } from '../chunk/grammarRuntime';
import { createDigest } from '../embed/digest';
import { createDraftEmbedder } from '../embed/draftTable';
import { readModelFile, readModelManifest } from '../embed/modelManifest';
import { createTokenizer } from '../embed/tokenizer';
import { analyseFile, transferables, type AnalysisTools } from '../indexing/analyseFile';
import { FileTermCollector } from '../lexical/fileTerms';
import type { ParseReply, ParseRequest, ParseWorkerStart } from './parseProtocol';
import { threadNumber } from './threadTime';

/** Entry of a parse worker: one file after the other, results by message. */
const data = workerData as ParseWorkerStart;
const port = parentPort;
if (port === null) throw new Error('parseWorker must run as a worker thread.');

if (data.niceness > 0) {
	try {
		// On Linux this reaches the calling thread alone; elsewhere it is the process's own affair.
		if (process.platform === 'linux') setPriority(0, data.niceness);
	} catch {
		/* politeness is not worth a failure */
	}
}

Atomics.store(data.current, 1, threadNumber());
const tools = makeTools();
/** Jobs run in the order in which they came, although each is asynchronous inside. */
let turn: Promise<void> = Promise.resolve();
port.on('message', (request: ParseRequest) => {
	turn = turn.then(() => handle(request));
});

async function handle({ id, job }: ParseRequest): Promise<void> {
	Atomics.store(data.current, 0, id);
	let reply: ParseReply;
	let transfer: ArrayBuffer[] = [];
	try {
		const result = await analyseFile(job, await tools);
		transfer = transferables(result);
		reply = { id, result };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		reply = error instanceof GrammarTrap ? { id, trap: message } : { id, error: message };
	}
	port?.postMessage(reply, transfer);
}

async function makeTools(): Promise<AnalysisTools> {
	const manifest = readModelManifest(data.models);
	const tokenizer = createTokenizer(
		readModelFile(data.models, manifest, 'tokenizer').toString('utf8'),
	);
	const draft = createDraftEmbedder(data.draft);
	return {
		chunker: await createChunker({ grammarsDir: data.grammars }),
		terms: new FileTermCollector(),
		digest: createDigest(tokenizer, draft.idf),
		tokenizer,
		draft,
		fingerprint: data.fingerprint,
	};
}
