import { join } from 'node:path';
import { createOnnxEncoder } from '../embed/onnxEncoder';
import { readModelManifest } from '../embed/modelManifest';
import { loadHnsw } from '../vector/hnswModule';
import type { TrialKind } from './runtimeTypes';

/**
 * Entry of the throw-away process that tries one native part: loads it and lets it do a little real work. A binary that crashes takes
 * only this process with it. Exit code 0 and the word `works` on standard output mean that it may be used.
 */
const [kind, models] = process.argv.slice(2) as [TrialKind, string];

/** "[CLS] hello world [SEP]". */
const HELLO = Uint16Array.of(101, 7592, 2088, 102);

async function tryInference(runtime: 'native' | 'wasm'): Promise<void> {
	const { files } = readModelManifest(models);
	const encoder = await createOnnxEncoder(join(models, files.model.name), {
		intraOpThreads: 1,
		runtime,
	});
	// Checks that the vectors are finite and of unit length.
	await encoder.run([HELLO]);
}

async function tryGraph(): Promise<void> {
	const Hnsw = await loadHnsw();
	const graph = new Hnsw('ip', 4);
	graph.initIndex(16, 8, 20, 1);
	for (let i = 0; i < 8; i++) graph.addPoint([i === 0 ? 1 : 0, i, 1, 0], i);
	const { neighbors } = graph.searchKnn([1, 0, 0, 0], 1);
	if (neighbors[0] !== 0)
		throw new Error(`the nearest of eight was ${String(neighbors[0])}, not 0`);
}

const work = kind === 'graph' ? tryGraph() : tryInference(kind);
work.then(
	() => end('works', 0),
	(error: unknown) => {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		end(cause instanceof Error ? cause.message : String(cause), 1);
	},
);

/** The word goes out before the native threads are torn down. */
function end(text: string, code: number): void {
	process.stdout.write(text.slice(0, 500), () => process.exit(code));
}
