import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LodestoneError } from '../shared/errors';
import { DEFAULT_OBJECTIVES } from '../shared/health/healthTypes';
import { createDraftEmbedder, shareDraftBytes } from './embed/draftTable';
import { draftFingerprint, grammarsFingerprint, modelFingerprint } from './embed/fingerprint';
import { readModelFile, readModelManifest } from './embed/modelManifest';
import { createQueryEmbedder } from './embed/queryEmbedder';
import { createTokenizer } from './embed/tokenizer';
import type { Embedder } from './embed/types';
import type { EngineParts, ModelState } from './engineParts';
import {
	DEFAULT_MAX_VECTORS,
	defaultFolderSettings,
	type Engine,
	type EngineOptions,
} from './engineTypes';
import { openFolder, type FolderImpl } from './folder/folder';
import { groundChecks } from './health/doctor/doctor';
import { agentsLine } from './health/doctor/agentsLine';
import { engineChecks, folderChecks } from './health/doctor/engineChecks';
import { deleteIndex, listIndexes } from './health/indexListing';
import { memoryAllowance } from './memoryAllowance';
import { MemoryWatch, type MemoryWatchOptions } from './memoryWatch';
import { Pacer } from './pace/pacer';
import { Housekeeping } from './housekeeping';
import { DEFAULT_VECTOR_LIMITS } from './store/garbage';
import { SharedEmbeddings } from './store/sharedEmbeddings';
import { prepareStore, resolveWorkspaceRoot } from './store/storePaths';
import { EmbedClient } from './threads/embedClient';
import { ParsePool } from './threads/parsePool';
import { boundHeapGrowth } from './runtime/heapPolicy';
import { startInference } from './runtime/startInference';
import { RuntimeChoice } from './runtime/runtimeChoice';
import { createGraphClient } from './vector/graphClient';
import { loadProjection } from './vector/projection';

export { defaultFolderSettings } from './engineTypes';
export type {
	Engine,
	EngineOptions,
	Folder,
	FolderSettings,
	UpdateOptions,
	VerifyReport,
} from './engineTypes';

/**
 * Makes an engine: one a process, for any number of folders. Threads start when they are first needed.
 *
 * @throws {LodestoneError} `model-missing` when the model's files are absent or damaged, `store-read-only`, `disk-full`.
 */
// Asynchronous by contract: callers must not come to rely on a start that never waits.
// eslint-disable-next-line @typescript-eslint/require-await
export async function createEngine(options: EngineOptions): Promise<Engine> {
	const { runtime, logger } = options;
	boundHeapGrowth();
	const manifest = readModelManifest(runtime.models);
	const tokenizer = createTokenizer(
		readModelFile(runtime.models, manifest, 'tokenizer').toString('utf8'),
	);
	const draftBytes = shareDraftBytes(readModelFile(runtime.models, manifest, 'draft'));
	const draft = createDraftEmbedder(draftBytes);
	const fingerprint = modelFingerprint(manifest);
	const niceness = options.niceness ?? 0;
	const cores = availableParallelism();

	const choice = new RuntimeChoice({ paths: runtime, storeRoot: options.storeRoot, logger });
	let embedder: Promise<Embedder> | undefined;
	let model: ModelState = { id: manifest.id, state: 'loading' };
	const startModel = (): Promise<Embedder> =>
		startInference(
			choice,
			level =>
				new EmbedClient({
					paths: runtime,
					...(options.threads === undefined ? {} : { intraOpThreads: options.threads }),
					niceness,
					logger,
					runtime: level,
				}),
		);
	const folders = new Set<FolderImpl>();
	let running: Embedder | undefined;
	const held = new Set<object>();
	const pacer = new Pacer({ limit: options.processorShare ?? 1, apply: () => pace() });
	const allHeld = (): boolean => held.size > 0 && held.size >= folders.size;
	const pace = (): void => running?.setDuty(allHeld() ? 0 : pacer.duty);
	const startEmbedder = (): Promise<Embedder> => {
		if (embedder !== undefined) return embedder;
		embedder = (options.embedder ?? startModel)().then(
			started => {
				model = { id: manifest.id, state: 'ready' };
				running = started;
				pace();
				return started;
			},
			(error: unknown) => {
				model = {
					id: manifest.id,
					state: 'failed',
					why: error instanceof LodestoneError ? error.message : 'The model could not start.',
				};
				throw error;
			},
		);
		return embedder;
	};

	const parseWorkers = Math.max(1, Math.min(3, cores));
	const pool = new ParsePool({
		workersDir: runtime.workers,
		data: {
			grammars: runtime.grammars,
			models: runtime.models,
			draft: draftBytes,
			fingerprint,
			niceness,
		},
		size: parseWorkers,
		logger,
	});
	const memoryTimer = watchMemory(options, {
		allowance: () => memoryAllowance([...folders].map(folder => folder.status())),
		relieve(relief) {
			logger.log('warn', 'The engine takes more memory than it should', { relief });
			if (relief === 'restart') options.onRestartWanted?.();
			else if (relief === 'batches') pool.resize(1);
			else {
				pool.rest();
				for (const folder of folders) folder.dropCaches();
			}
		},
		recovered: () => pool.resize(parseWorkers),
	});
	const embeddings = new SharedEmbeddings();
	const housekeeping =
		options.background === true
			? new Housekeeping({
					storeRoot: options.storeRoot,
					embeddings: () => embeddings.current,
					limits: options.vectorLimits ?? DEFAULT_VECTOR_LIMITS,
					logger,
				})
			: undefined;
	let parts: EngineParts | undefined;
	let objectives = DEFAULT_OBJECTIVES;

	const partsFor = (root: string): EngineParts => {
		if (parts !== undefined) return parts;
		const paths = prepareStore(options.storeRoot, root);
		embeddings.open(paths.embeddings);
		parts = {
			storeRoot: options.storeRoot,
			program: options.program ?? 'lodestone',
			background: options.background ?? false,
			pacer: options.background === true ? pacer : undefined,
			logger,
			fingerprint,
			draftFingerprint: draftFingerprint(manifest),
			embeddings: toWrite => embeddings.open(paths.embeddings, toWrite),
			pool,
			tokenizer,
			draft,
			queryEmbedder: createQueryEmbedder({
				tokenizer,
				draft,
				embedder: startEmbedder,
				modelState: () => model,
				patienceMs: options.modelPatienceMs ?? 600,
			}),
			embedder: startEmbedder,
			hold(folder, on) {
				if (on) held.add(folder);
				else held.delete(folder);
				pace();
			},
			modelState: () => ({ ...model, runtime: choice.report }),
			graphClient: createGraphClient({
				workersDir: runtime.workers,
				niceness,
				logger,
				admit: async () => (await choice.graph()) === 'native',
			}),
			projection: loadProjection(join(runtime.models, 'projection.bin')),
			graphMinRows: options.graphMinRows,
			maxVectors: options.maxVectors ?? DEFAULT_MAX_VECTORS,
			grammars: grammarsFingerprint(runtime.grammars),
			objectives: () => objectives,
			healthClock: options.healthClock,
		};
		return parts;
	};

	return {
		async open(folder, settings = {}) {
			const root = resolveWorkspaceRoot(folder);
			const opened = await openFolder(partsFor(root), root, {
				...defaultFolderSettings,
				...settings,
			});
			folders.add(opened);
			return opened;
		},
		async doctor(folder) {
			return [
				...(await groundChecks({
					storeRoot: options.storeRoot,
					models: runtime.models,
					root: folder.root,
				})),
				...(await engineChecks(partsFor(folder.root))),
				...(await folderChecks(folder)),
				agentsLine(options.storeRoot, folder.root),
			];
		},
		indexes: () => listIndexes(options.storeRoot),
		deleteIndex: key => deleteIndex(options.storeRoot, key),
		setObjectives(wanted) {
			objectives = { ...objectives, ...wanted };
		},
		setProcessorShare: share => pacer.setLimit(share),
		get duty() {
			return pacer.duty;
		},
		async dispose() {
			clearInterval(memoryTimer);
			pacer.stop();
			await housekeeping?.dispose();
			for (const folder of folders) await folder.close();
			folders.clear();
			await pool.dispose();
			await parts?.graphClient.dispose();
			if (embedder !== undefined)
				await embedder.then(started => started.dispose()).catch(() => undefined);
			embeddings.close();
		},
	};
}

const MEMORY_LOOK_MS = 5_000;

function watchMemory(
	options: EngineOptions,
	how: Pick<MemoryWatchOptions, 'allowance' | 'relieve' | 'recovered'>,
): NodeJS.Timeout | undefined {
	const { memoryBudgetBytes, memoryPace } = options;
	if (memoryBudgetBytes === undefined) return undefined;
	const watch = new MemoryWatch({
		budgetBytes: memoryBudgetBytes,
		rss: () => process.memoryUsage.rss(),
		...(memoryPace === undefined ? {} : { leastLifeMs: memoryPace.leastLifeMs }),
		...how,
	});
	return setInterval(() => watch.look(), memoryPace?.lookMs ?? MEMORY_LOOK_MS).unref();
}
