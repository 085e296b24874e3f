/**
 * Child process of the bench: how many of the ten nearest vectors a graph finds. Builds one over the index's rows with the
 * product's parameters (also below the size from which the product uses one), asks it the bench's questions, embedded by
 * the model, and compares with the exact scan. Prints `{recallAt10, rows, buildSeconds}`; recall is null without a graph.
 *
 * Arguments: CORPUS STORE QUERIES.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxEncoder } from '../../src/engine/embed/onnxEncoder';
import { modelFingerprint } from '../../src/engine/embed/fingerprint';
import { readModelFile, readModelManifest } from '../../src/engine/embed/modelManifest';
import { QUERY_TOKENS } from '../../src/engine/embed/textFormat';
import { createTokenizer } from '../../src/engine/embed/tokenizer';
import { openIndex } from '../../src/engine/indexing/openIndex';
import { EmbeddingStore } from '../../src/engine/store/embeddingStore';
import { resolveWorkspaceRoot, storePaths } from '../../src/engine/store/storePaths';
import { createGraphClient } from '../../src/engine/vector/graphClient';
import { GraphKeeper } from '../../src/engine/vector/graphKeeper';
import { loadProjection } from '../../src/engine/vector/projection';
import { createVectorTable } from '../../src/engine/vector/vectorTable';
import { BENCH_RUNTIME, benchLogger } from '../runtime';
import { benchQueries } from './benchQueries';
import { rounded } from './statistics';

const K = 10;

async function main([corpus = '', store = '', count = '200']: string[]): Promise<void> {
	const { models, workers } = BENCH_RUNTIME;
	const manifest = readModelManifest(models);
	const paths = storePaths(store, resolveWorkspaceRoot(corpus));
	const fingerprint = modelFingerprint(manifest);
	const { index } = openIndex({
		paths,
		embeddings: EmbeddingStore.open(paths.embeddings),
		vectors: createVectorTable,
		root: corpus,
		writer: false,
		fingerprint,
		logger: benchLogger,
	});
	const scratch = mkdtempSync(join(tmpdir(), 'lodestone-recall-'));
	const keeper = new GraphKeeper({
		folder: scratch,
		index,
		client: createGraphClient({ workersDir: workers, niceness: 0, logger: benchLogger }),
		fingerprint,
		projection: loadProjection(join(models, 'projection.bin')),
		writer: true,
		minRows: 1,
		logger: benchLogger,
	});
	const tokenizer = createTokenizer(readModelFile(models, manifest, 'tokenizer').toString('utf8'));
	const encoder = await createOnnxEncoder(join(models, 'model.onnx'), { intraOpThreads: 2 });
	const started = performance.now();
	await keeper.bringUp();
	const buildSeconds = (performance.now() - started) / 1000;
	let found = 0;
	let wanted = 0;
	for (const query of benchQueries(paths.catalogue, Number(count))) {
		const vector = await encoder.run([tokenizer.encode(query, QUERY_TOKENS)]);
		const { slots, how } = await keeper.search(vector, 100);
		if (how !== 'hnsw') continue;
		const nearest = new Set(index.vectors.search(vector, K).map(({ slot }) => slot));
		wanted += nearest.size;
		found += slots.slice(0, K).filter(({ slot }) => nearest.has(slot)).length;
	}
	const recallAt10 = wanted === 0 ? null : rounded(found / wanted);
	process.stdout.write(
		`${JSON.stringify({ recallAt10, rows: index.vectors.size, buildSeconds })}\n`,
	);
	rmSync(scratch, { recursive: true, force: true });
	process.exit(0);
}

void main(process.argv.slice(2));
