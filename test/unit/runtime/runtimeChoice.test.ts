import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/engine/ports';
import { RuntimeChoice } from '../../../src/engine/runtime/runtimeChoice';
import type { TrialKind, TrialResult } from '../../../src/engine/runtime/runtimeTypes';
import { startInference, type StartingEmbedder } from '../../../src/engine/runtime/startInference';
import { runTrial } from '../../../src/engine/runtime/trial';
import { errorCode, LodestoneError } from '../../../src/shared/errors';

const ROOT = join(import.meta.dirname, '../../..');
const REAL = { workers: join(ROOT, 'dist'), models: join(ROOT, 'models') };
const GOOD: TrialResult = { works: true, why: '', lasting: true };
const BAD: TrialResult = { works: false, why: 'it crashed (SIGSEGV)', lasting: true };

let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'lodestone-runtime-'))));
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** An installation with the binaries that are named, as small files. */
function installation(...modules: ('onnxruntime-node' | 'onnxruntime-web' | 'hnswlib-node')[]) {
	const workers = join(base, 'dist');
	const put = (path: string, text: string) => {
		mkdirSync(join(workers, 'node_modules', path, '..'), { recursive: true });
		writeFileSync(join(workers, 'node_modules', path), text);
	};
	rmSync(workers, { recursive: true, force: true });
	mkdirSync(workers, { recursive: true });
	for (const name of modules) {
		put(`${name}/package.json`, JSON.stringify({ name, main: 'dist/ort.node.min.js' }));
		put(`${name}/dist/ort.node.min.js`, 'module.exports = {}');
	}
	const bin = `onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`;
	if (modules.includes('onnxruntime-node')) {
		put(`${bin}/onnxruntime_binding.node`, 'binary');
		put(`${bin}/libonnxruntime.so.1`, 'library');
		put(`${bin}/onnxruntime.dll`, 'library');
	}
	if (modules.includes('onnxruntime-web'))
		put('onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', 'wasm');
	if (modules.includes('hnswlib-node')) put('hnswlib-node/build/Release/addon.node', 'binary');
	return { workers, models: join(base, 'models'), put };
}

function choiceOf(
	paths: { workers: string; models: string },
	results: Partial<Record<TrialKind, TrialResult>>,
	env: NodeJS.ProcessEnv = {},
) {
	const tried: TrialKind[] = [];
	const choice = new RuntimeChoice({
		paths,
		storeRoot: base,
		logger: silentLogger,
		env,
		trial: kind => {
			tried.push(kind);
			return Promise.resolve(results[kind] ?? BAD);
		},
	});
	return { choice, tried };
}
async function levels(choice: RuntimeChoice): Promise<string[]> {
	const all: string[] = [];
	for await (const level of choice.inference()) all.push(level);
	return all;
}

describe('the ladder', () => {
	const everything = ['onnxruntime-node', 'onnxruntime-web', 'hnswlib-node'] as const;

	it('takes the native runtime where it works, and asks no further', async () => {
		const { choice, tried } = choiceOf(installation(...everything), { native: GOOD, graph: GOOD });
		const first = await choice.inference().next();
		expect(first.value).toBe('native');
		expect(await choice.graph()).toBe('native');
		expect(tried).toEqual(['native', 'graph']);
		expect(choice.report).toEqual({ inference: 'native', graph: 'native', why: [] });
	});

	it('goes down level by level, and says why', async () => {
		const { choice } = choiceOf(installation(...everything), { wasm: GOOD });
		expect(await levels(choice)).toEqual(['wasm']);
		expect(await choice.graph()).toBe('exact');
		expect(choice.report.why[0]).toBe(
			'The native ONNX Runtime does not run here: it crashed (SIGSEGV).',
		);
		rmSync(join(base, 'runtime.json'));
		const { choice: last } = choiceOf(installation(...everything), {});
		expect(await levels(last)).toEqual([]);
		expect(last.report.inference).toBe('none');
	});

	it('tries nothing that is not installed', async () => {
		const { choice, tried } = choiceOf(installation('onnxruntime-web'), { wasm: GOOD });
		expect((await choice.inference().next()).value).toBe('wasm');
		expect(await choice.graph()).toBe('exact');
		expect(tried).toEqual(['wasm']);
	});

	it('can be forced', async () => {
		const all = { native: GOOD, wasm: GOOD, graph: GOOD };
		const forced = (env: NodeJS.ProcessEnv) =>
			choiceOf(installation(...everything), all, env).choice;
		expect(await levels(forced({ LODESTONE_INFERENCE: 'wasm' }))).toEqual(['wasm']);
		expect(await levels(forced({ LODESTONE_INFERENCE: 'none' }))).toEqual([]);
		expect(await forced({ LODESTONE_GRAPH: 'exact' }).graph()).toBe('exact');
	});
});

describe('the memory', () => {
	it('spares the next trial of the same binary, and no other', async () => {
		const paths = installation('onnxruntime-node');
		await levels(choiceOf(paths, { native: GOOD }).choice);
		const again = choiceOf(paths, { native: BAD });
		expect(again.choice.report.inference).toBe('native');
		expect(await levels(again.choice)).toEqual(['native']);
		expect(again.tried).toEqual([]);
		paths.put(
			`onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`,
			'another binary',
		);
		const changed = choiceOf(paths, { native: BAD });
		expect(await levels(changed.choice)).toEqual([]);
		expect(changed.tried).toEqual(['native']);
	});

	it('keeps nothing that may be otherwise next time, and survives damage', async () => {
		const paths = installation('onnxruntime-node');
		await levels(choiceOf(paths, { native: { ...BAD, lasting: false } }).choice);
		writeFileSync(join(base, 'runtime.json'), '{"native x": {"works": "yes"}, broken');
		const again = choiceOf(paths, { native: GOOD });
		expect(await levels(again.choice)).toEqual(['native']);
		expect(again.tried).toEqual(['native']);
		expect(readFileSync(join(base, 'runtime.json'), 'utf8')).toContain('"works":true');
	});
});

describe('startInference', () => {
	const embedder = (ready: Promise<void>): StartingEmbedder => {
		ready.catch(() => undefined);
		return {
			ready,
			dispose: () => Promise.resolve(),
		} as Partial<StartingEmbedder> as StartingEmbedder;
	};

	it('goes to the next level when one fails in the engine after a good trial', async () => {
		const paths = installation('onnxruntime-node', 'onnxruntime-web');
		const { choice } = choiceOf(paths, { native: GOOD, wasm: GOOD });
		const started: string[] = [];
		await startInference(choice, level => {
			started.push(level);
			const failure = new LodestoneError('native-missing', 'It does not load.');
			return embedder(level === 'native' ? Promise.reject(failure) : Promise.resolve());
		});
		expect(started).toEqual(['native', 'wasm']);
		expect(choice.report.inference).toBe('wasm');
		expect(choice.report.why[0]).toContain('It does not load.');
	});

	it('tells a damaged installation at once, and a system where nothing runs at last', async () => {
		const { choice } = choiceOf(installation('onnxruntime-node'), { native: GOOD });
		const missing = startInference(choice, () =>
			embedder(Promise.reject(new LodestoneError('model-missing', 'No model.'))),
		);
		expect(await missing.catch(errorCode)).toBe('model-missing');
		const nothing = startInference(choiceOf(installation(), {}).choice, () => {
			throw new Error('must not start');
		});
		expect(await nothing.catch(errorCode)).toBe('native-missing');
	});
});

describe('a real trial', () => {
	it('runs the WebAssembly runtime on the real model', async () => {
		expect(await runTrial('wasm', REAL)).toEqual(GOOD);
	});

	it('survives a binary that is not one', async () => {
		const paths = installation('onnxruntime-node', 'hnswlib-node');
		cpSync(join(ROOT, 'dist/runtimeTrial.js'), join(paths.workers, 'runtimeTrial.js'));
		const graph = await runTrial('graph', { ...paths, models: REAL.models });
		expect(graph).toMatchObject({ works: false, lasting: true });
		expect((await runTrial('native', { ...paths, models: REAL.models })).works).toBe(false);
	});

	it('outlives one that crashes or hangs', async () => {
		const workers = join(base, 'dist');
		mkdirSync(workers);
		writeFileSync(
			join(workers, 'runtimeTrial.js'),
			'process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1e3);',
		);
		expect(await runTrial('graph', { ...REAL, workers })).toMatchObject({
			works: false,
			why: 'it crashed (SIGSEGV)',
			lasting: true,
		});
		// What a processor without AVX2 does to a binary that was built for it.
		writeFileSync(
			join(workers, 'runtimeTrial.js'),
			'process.kill(process.pid, "SIGILL"); setInterval(() => {}, 1e3);',
		);
		expect(await runTrial('native', { ...REAL, workers })).toMatchObject({
			works: false,
			why: 'it crashed (SIGILL)',
			lasting: true,
		});
		writeFileSync(join(workers, 'runtimeTrial.js'), 'setInterval(() => {}, 1e3);');
		expect(await runTrial('graph', { ...REAL, workers }, 1_500)).toMatchObject({ lasting: false });
	});
});
