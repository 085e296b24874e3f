import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraftEmbedder, shareDraftBytes } from '../../../src/engine/embed/draftTable';
import { readModelFile, readModelManifest } from '../../../src/engine/embed/modelManifest';
import { createTokenizer } from '../../../src/engine/embed/tokenizer';
import { DIMENSIONS, type Embedder } from '../../../src/engine/embed/types';
import { defaultThreads, EmbedClient } from '../../../src/engine/threads/embedClient';
import { errorCode } from '../../../src/shared/errors';
import { dot, MODELS, referenceVectors, ROOT } from './support';

// Inside the repository, so that the bundle finds onnxruntime-node.
const workersDir = join(ROOT, 'node_modules/.cache/lodestone-test-embed');
const scratch = mkdtempSync(join(tmpdir(), 'lodestone-embed-'));
const row = (vectors: Float32Array, i: number) =>
	vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => 'none',
		(error: unknown) => errorCode(error),
	);

const client = (workers = workersDir, models = MODELS): EmbedClient =>
	new EmbedClient({ paths: { workers, models }, intraOpThreads: 1 });

let embedder: Embedder;

beforeAll(async () => {
	mkdirSync(workersDir, { recursive: true });
	await build({
		entryPoints: [join(ROOT, 'src/engine/threads/embedWorker.ts')],
		outfile: join(workersDir, 'embedWorker.js'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['onnxruntime-node', 'onnxruntime-web'],
	});
	embedder = client();
});

afterAll(async () => {
	await embedder.dispose();
	rmSync(scratch, { recursive: true });
});

describe('embedBatch', () => {
	it('gives the reference vectors', async () => {
		for (const reference of referenceVectors()) {
			const vector = await embedder.embedBatch([Uint16Array.from(reference.ids)]);
			expect(dot(vector, vector)).toBeCloseTo(1, 4);
			// The pinned int8 vectors came from one CPU; float32 ones are the truth on any.
			expect(dot(vector, reference.float32)).toBeGreaterThan(0.98);
		}
	});

	it('gives rows in the order given, near to those of the texts alone', async () => {
		const references = referenceVectors();
		const ids = references.map(r => Uint16Array.from(r.ids));
		const vectors = await embedder.embedBatch([...ids, ...ids, ...ids, ...ids]);
		for (let i = 0; i < vectors.length / DIMENSIONS; i++) {
			// Activations are quantised over a whole run: what a text is run with moves its vector a little.
			expect(dot(row(vectors, i), references[i % ids.length]!.float32)).toBeGreaterThan(0.965);
		}
	});

	it('answers an empty batch', async () => {
		expect(await embedder.embedBatch([])).toHaveLength(0);
		expect((await embedder.embedTexts([])).vectors).toHaveLength(0);
	});
});

describe('embedQuery', () => {
	it('embeds in the same space as the draft table', async () => {
		const manifest = readModelManifest(MODELS);
		const tokenizer = createTokenizer(readModelFile(MODELS, manifest, 'tokenizer').toString());
		const draft = createDraftEmbedder(shareDraftBytes(readModelFile(MODELS, manifest, 'draft')));
		const text = 'parse the command line arguments';
		const vector = await embedder.embedQuery(text);
		expect(dot(vector, draft.embed(tokenizer.encode(text, 128)))).toBeGreaterThan(0.7);
	});

	it('finds a paraphrase without a common word', async () => {
		const [query, near, far] = await Promise.all(
			[
				'try again when the connection breaks',
				'retry failed network request with exponential backoff',
				'draw a rounded rectangle on the canvas',
			].map(text => embedder.embedQuery(text)),
		);
		expect(dot(query!, near!)).toBeGreaterThan(dot(query!, far!) + 0.2);
	});

	it('passes a running background batch', async () => {
		const long = Array.from({ length: 64 }, (_, i) => new Uint16Array(64).fill(2000 + i));
		const order: string[] = [];
		const batch = embedder.embedBatch(long).then(() => order.push('batch'));
		await new Promise(resolve => setTimeout(resolve, 30));
		const { vectors, embedMs, waitMs } = await embedder.embedTexts(['where is the cache']);
		order.push('query');
		expect(vectors).toHaveLength(DIMENSIONS);
		expect(embedMs).toBeGreaterThan(0);
		expect(waitMs).toBeGreaterThanOrEqual(0);
		await batch;
		expect(order).toEqual(['query', 'batch']);
	});
});

describe('cancellation', () => {
	it('rejects at once and drops what is queued', async () => {
		const long = Array.from({ length: 400 }, () => new Uint16Array(64).fill(2000));
		const controller = new AbortController();
		const batch = embedder.embedBatch(long, controller.signal);
		setTimeout(() => {
			controller.abort();
		}, 20);
		const startedMs = performance.now();
		expect(await codeOf(batch)).toBe('cancelled');
		// 400 texts take seconds on one thread; after the abort only the run at work is left.
		await embedder.embedBatch([Uint16Array.of(101, 2000, 102)]);
		expect(performance.now() - startedMs).toBeLessThan(1500);
		expect(await codeOf(embedder.embedBatch(long, controller.signal))).toBe('cancelled');
	});

	it('holds background back by its duty', { retry: 2 }, async () => {
		const texts = Array.from({ length: 32 }, () => new Uint16Array(64).fill(2000));
		const timed = async () => {
			const startedMs = performance.now();
			await embedder.embedBatch(texts);
			return performance.now() - startedMs;
		};
		const full = await timed();
		embedder.setDuty(0.2);
		const slow = await timed();
		embedder.setDuty(1);
		expect(slow).toBeGreaterThan(full * 1.8);
	});

	it('begins no background run while it is held, answers queries, and goes on after', async () => {
		embedder.setDuty(0);
		let done = false;
		const batch = embedder
			.embedBatch([new Uint16Array(64).fill(2000)])
			.then(vectors => ((done = true), vectors));
		// Behind it in the same worker, several times: had the batch been begun it would be over.
		for (let i = 0; i < 3; i++) await embedder.embedQuery(`where is upload ${i} retried`);
		expect(done).toBe(false);
		embedder.setDuty(1);
		expect(await batch).toHaveLength(384);
	});
});

describe('failures', () => {
	const modelsWithout = (damage: (folder: string) => void): string => {
		const folder = mkdtempSync(join(scratch, 'models-'));
		for (const name of ['manifest.json', 'tokenizer.json', 'model.onnx']) {
			copyFileSync(join(MODELS, name), join(folder, name));
		}
		damage(folder);
		return folder;
	};

	it.each([
		['no model', (folder: string) => rmSync(join(folder, 'model.onnx')), 'model-missing'],
		[
			'a cut model',
			(folder: string) => truncateSync(join(folder, 'model.onnx'), 1e6),
			'model-missing',
		],
		[
			'a damaged tokenizer',
			(folder: string) => writeFileSync(join(folder, 'tokenizer.json'), '{'),
			'model-missing',
		],
	])('says what is wrong with %s', async (_, damage, code) => {
		const modelsDir = modelsWithout(damage);
		const broken = client(workersDir, modelsDir);
		expect(await codeOf(broken.ready)).toBe(code);
		expect(await codeOf(broken.embedQuery('anything'))).toBe(code);
		await broken.dispose();
	});

	it('refuses a folder without a manifest at once', () => {
		expect(() => client(workersDir, scratch)).toThrow(/manifest/);
	});

	it('rejects what is pending when the worker dies, starts it again twice, then gives up', async () => {
		const fake = mkdtempSync(join(scratch, 'worker-'));
		// Answers 'ready', ends at the first request.
		writeFileSync(
			join(fake, 'embedWorker.js'),
			`const { parentPort } = require('node:worker_threads');
			parentPort.postMessage({ type: 'ready', loadMs: 0 });
			parentPort.on('message', () => process.exit(3));`,
		);
		const dying = client(fake);
		await dying.ready;
		const pending = [dying.embedQuery('one'), dying.embedBatch([Uint16Array.of(101, 102)])];
		expect(await Promise.all(pending.map(codeOf))).toEqual(['model-failed', 'model-failed']);
		expect(await codeOf(dying.embedQuery('two'))).toBe('model-failed');
		expect(await codeOf(dying.embedQuery('three'))).toBe('model-failed');
		const startedMs = performance.now();
		expect(await codeOf(dying.embedQuery('four'))).toBe('model-failed');
		expect(performance.now() - startedMs).toBeLessThan(20);
		await dying.dispose();
	});

	it('rejects calls after dispose and ends its thread', async () => {
		const closing = client();
		const pending = closing.embedBatch(
			Array.from({ length: 100 }, () => new Uint16Array(64).fill(2000)),
		);
		const settled = codeOf(pending);
		await closing.dispose();
		expect(await settled).toBe('cancelled');
		expect(await codeOf(closing.embedQuery('late'))).toBe('cancelled');
		await closing.dispose();
	});
});

describe('defaultThreads', () => {
	it.each([
		[1, 1],
		[2, 2],
		[4, 2],
		[6, 3],
		[8, 4],
		[64, 4],
	])('takes of %i cores %i', (cores, threads) => {
		expect(defaultThreads(cores)).toBe(threads);
	});
});
