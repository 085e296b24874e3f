import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { errorCode, LodestoneError, type ErrorCode } from '../shared/errors';
import type { HealthReport } from '../shared/health/healthTypes';
import type {
	Explanation,
	IndexProgress,
	IndexStatus,
	IndexSummary,
	SimilarOptions,
	SearchRequest,
	SearchResponse,
	SkipReason,
} from '../shared/types';
import type {
	Folder,
	FolderSettings,
	PauseReason,
	UpdateOptions,
	VerifyReport,
} from './engineTypes';
import type { EngineParts } from './engineParts';
import { FolderHealth, type CheckName } from './health/folderHealth';
import type { HealthDeps } from './health/healthDeps';
import type { Embedder } from './embed/types';
import { Gate, throwIfAborted } from './indexing/gate';
import { openIndex } from './indexing/openIndex';
import { RateMeter, READING } from './indexing/rateMeter';
import { refinePending } from './indexing/refiner';
import { SerialQueue } from './indexing/serialQueue';
import { Breather } from './pace/breather';
import { WorkClock } from './indexing/workClock';
import { runUpdate, type UpdateCounts } from './indexing/updater';
import { verifyIndex } from './indexing/verifyIndex';
import { WorkspaceIndex } from './indexing/workspaceIndex';
import { N_SLOT } from './indexing/fileAnalysis';
import { createPathJudge, type PathJudge } from './scan/pathJudge';
import { walkFolder } from './scan/walkFolder';
import { needsFullWalk, walkPaths, withGoneParents } from './indexing/walkPaths';
import type { ScanRules } from './scan/types';
import { FolderSearch } from './search/folderSearch';
import { OpenedMemory } from './search/openedMemory';
import { explainPath } from './search/explainPath';
import { checkInside } from './confine';
import { buildStatus } from './folderStatus';
import { FolderUpkeep } from './folderUpkeep';
import { databaseError, isDamage, transaction } from './store/database';
import { OpenedFile } from './store/openedFile';
import { prepareStore, storePaths, type StorePaths } from './store/storePaths';
import { readLockOwner, WriterLock } from './store/writerLock';
import { createVectorTable } from './vector/vectorTable';
import { GraphKeeper } from './vector/graphKeeper';

const STATUS_EVENT_MS = 250;
/** A file saved longer ago than this is not what a person waits for. */
const RECENT_SAVE_MS = 60_000;

/**
 * Texts from which on a refinement takes longer than idle parse workers live by themselves (3 s): those of a save do not, and the next
 * save would wait for a worker to start.
 */
const LONG_REFINEMENT = 256;

/** Troubles of the disk that may pass: search goes on with what there is, and writing is tried again. */
const MODEL_CODES: ReadonlySet<string> = new Set([
	'native-missing',
	'model-missing',
	'model-failed',
]);
const UNWRITABLE: ReadonlySet<ErrorCode> = new Set(['disk-full', 'store-read-only']);
/** These and others that end by themselves or are mended: another process held the shared vectors for longer than SQLite waits. */
const MAY_PASS: ReadonlySet<ErrorCode> = new Set([...UNWRITABLE, 'store-damaged', 'store-locked']);

/** An update after a search brings up just the files that were found to differ. */
interface OnlyThese {
	readonly onlyThese?: boolean;
}

/**
 * Opens a folder: takes the writer's part if nobody has it, loads the index, heals what is broken.
 *
 * @throws {LodestoneError} see `Engine.open`.
 */
export async function openFolder(
	parts: EngineParts,
	root: string,
	settings: FolderSettings,
): Promise<FolderImpl> {
	const folder = new FolderImpl(parts, root, settings);
	await folder.reopen();
	folder.keepUp();
	return folder;
}

/** See `Folder`. All writing goes through one queue; searching never waits for it. */
export class FolderImpl implements Folder {
	#paths: StorePaths;
	#lock: WriterLock | undefined;
	#index: WorkspaceIndex | undefined;
	#graph: GraphKeeper | undefined;
	#search: FolderSearch | undefined;
	#judge: PathJudge | undefined;
	readonly #queue = new SerialQueue();
	readonly #gate = new Gate();
	readonly #closing = new AbortController();
	readonly #listeners = new Set<(status: IndexStatus) => void>();
	#paused: PauseReason | undefined;
	#progress: IndexProgress | undefined;
	/** Of refinement in the background, which updates interrupt for a moment. */
	#refineProgress: IndexProgress | undefined;
	readonly #workClock = new WorkClock();
	#priority: readonly string[] = [];
	#wantedSlots: { version: number; slots: number[] } = { version: -1, slots: [] };
	#refining: Promise<void> | undefined;
	#refineStop: AbortController | undefined;
	#lastError: LodestoneError | undefined;
	#updatedAtMs = 0;
	#statusTimer: NodeJS.Timeout | undefined;
	#healing: readonly string[] = [];
	/** Changes may have passed unseen (a new writer, a failed update): the next update looks at the whole folder. */
	#unseen = true;
	#upkeep: FolderUpkeep | undefined;
	readonly #health: FolderHealth;
	readonly #opened: OpenedMemory;
	/** While the index is closed and opened; never rejects. */
	#switching: Promise<void> | undefined;

	constructor(
		private readonly parts: EngineParts,
		readonly root: string,
		private readonly settings: FolderSettings,
	) {
		this.#paths = storePaths(parts.storeRoot, root);
		this.#health = new FolderHealth(this.#healthDeps(), parts.healthClock);
		this.#opened = new OpenedMemory(new OpenedFile(this.#paths.index), parts.queryEmbedder);
	}

	get #rules(): ScanRules {
		return this.settings;
	}

	/** What was found broken at opening; one sentence each. */
	get healing(): readonly string[] {
		return this.#healing;
	}

	/** (Re-)opens the index on disk, as writer when possible. */
	async reopen(): Promise<void> {
		await this.#switch(() => this.#reopenNow());
	}

	/** Closing and opening happen one after the other: a search that comes in between waits, and does not open a second time. */
	async #switch(job: () => Promise<void>): Promise<void> {
		while (this.#switching !== undefined) await this.#switching;
		const run = job();
		this.#switching = run
			.catch(() => undefined)
			.finally(() => {
				this.#switching = undefined;
			});
		await run;
	}

	async #reopenNow(): Promise<void> {
		await this.#closeIndex();
		if (this.#closing.signal.aborted) return;
		try {
			this.#paths = prepareStore(this.parts.storeRoot, this.root);
			this.#lock = WriterLock.tryAcquire(this.#paths, this.parts.program);
			if (this.#lock !== undefined) {
				this.#openAs(true);
				return;
			}
		} catch (error) {
			this.#lock?.release();
			this.#lock = undefined;
			const expected = databaseError(error, this.#paths.index);
			// What is there can still be searched, if it can be read.
			if (!UNWRITABLE.has(expected.code) || !existsSync(this.#paths.catalogue)) throw expected;
			this.#lastError = expected;
		}
		try {
			this.#openAs(false);
		} catch (error) {
			if (errorCode(error) !== 'not-found') throw this.#lastError ?? error;
		}
	}

	/** Gives back memory that can be filled again. */
	dropCaches(): void {
		this.#index?.dropCaches();
	}

	/** Looks after itself from now on, where the engine works in the background. */
	keepUp(): void {
		if (!this.parts.background) return;
		this.#upkeep = new FolderUpkeep({
			isWriter: () => this.#lock !== undefined,
			hasFailed: () => this.#lastError !== undefined && MAY_PASS.has(this.#lastError.code),
			takeOver: () =>
				this.#queue.run(async () => {
					if (this.#lock === undefined && !this.#closing.signal.aborted) await this.#takeOver();
				}),
			refresh: async () => {
				const before = this.#index?.version;
				if (this.#index !== undefined) await this.#searcher();
				if (this.#index?.version !== before) this.#announce();
			},
			update: async () => {
				await this.update({ refine: false });
			},
		});
	}

	#openAs(writer: boolean): void {
		const { index, healing } = openIndex({
			paths: this.#paths,
			embeddings: this.parts.embeddings(writer),
			vectors: createVectorTable,
			root: this.root,
			writer,
			fingerprint: this.parts.fingerprint,
			grammars: this.parts.grammars,
			maxVectors: this.parts.maxVectors,
			logger: this.parts.logger,
		});
		this.#healing = healing;
		this.#index = index;
		this.#updatedAtMs = Number(index.catalogue.meta('updated') ?? 0);
		this.#graph = new GraphKeeper({
			folder: this.#paths.index,
			index,
			client: this.parts.graphClient,
			fingerprint: this.parts.fingerprint,
			projection: this.parts.projection,
			writer,
			logger: this.parts.logger,
			pass: this.#betweenSlices(),
			...(this.parts.graphMinRows === undefined ? {} : { minRows: this.parts.graphMinRows }),
		});
		this.#search = new FolderSearch({
			root: this.root,
			index,
			graph: this.#graph,
			embedder: this.parts.queryEmbedder,
			maxFileBytes: this.settings.maxFileBytes,
			opened: this.#opened,
		});
		this.#search.calibration = this.#health.calibration();
		for (const what of healing) {
			this.parts.logger.log('warn', what, { root: this.root });
			this.#health.event('healed', { what });
		}
	}

	/** What health may look at and ask for. */
	#healthDeps(): HealthDeps {
		const refine = !this.parts.background;
		return {
			root: this.root,
			paths: this.#paths,
			maxFileBytes: this.settings.maxFileBytes,
			parts: this.parts,
			open: () =>
				this.#index === undefined || this.#search === undefined || this.#graph === undefined
					? undefined
					: { index: this.#index, search: this.#search, graph: this.#graph },
			judge: () => (this.#judge ??= createPathJudge(this.root, this.#rules)),
			isWriter: () => this.#lock !== undefined,
			isResting: () =>
				this.#progress === undefined &&
				this.#refining === undefined &&
				this.#paused === undefined &&
				this.#queue.length === 0,
			objectives: this.parts.objectives,
			catchUp: paths => this.update({ paths, refine }),
			readAgain: () => this.update({ full: true, refine }),
			embedAgain: async () => {
				await this.#queue.run(() => this.#forgetVectors());
				await this.update({ refine });
			},
			rebuildGraph: async () => await this.#graph?.rebuild(this.#closing.signal),
			changed: () => this.#announce(),
		};
	}

	/** Drops the vectors of all texts, here and in the shared store; words go on answering until they are made again. */
	async #forgetVectors(): Promise<void> {
		const index = await this.#writable();
		const keys = [...index.catalogue.slots()].map(({ key }) => key);
		transaction(index.embeddings.db, () => {
			for (const key of keys) index.embeddings.remove(key);
		});
		// As with a model that changed: the next opening finds that no vector can be trusted.
		index.catalogue.setMeta('fingerprint', 'mistrusted');
		await this.reopen();
	}

	async update(options: UpdateOptions & OnlyThese = {}): Promise<IndexSummary> {
		checkInside(options.paths ?? []);
		const summary = await this.#queue.run(() => this.#updateHealing(options));
		if (this.parts.background && options.refine === false) this.#refineInBackground();
		return summary;
	}

	/** Damage that shows only when a page is touched: mends the store and begins again, once. */
	async #updateHealing(options: UpdateOptions & OnlyThese): Promise<IndexSummary> {
		try {
			return await this.#update(options);
		} catch (error) {
			if (errorCode(error) !== 'store-damaged') throw error;
			await this.#mend();
			return await this.#update(options);
		}
	}

	/** Looks at all pages of the store; what is damaged is set aside and begun anew, the rest is kept. */
	async #mend(): Promise<void> {
		const healed: string[] = [];
		if (this.parts.embeddings(true).heal())
			healed.push('The shared vectors were damaged; they are made again.');
		await this.#switch(async () => {
			await this.#closeIndex({ unclean: true });
			await this.#reopenNow();
		});
		this.#healing = [...healed, ...this.#healing];
	}

	async #update(options: UpdateOptions & OnlyThese): Promise<IndexSummary> {
		const startedMs = performance.now();
		const index = await this.#writable();
		const signal = anySignal(this.#closing.signal, options.signal);
		const report = (progress: IndexProgress): void => {
			this.#progress = progress;
			options.onProgress?.(progress);
			this.#announce();
		};
		try {
			if (options.full === true) index.forgetHashes();
			const counts = await this.#readChanges(index, options, signal, report);
			let embedded = 0;
			if (options.refine !== false) {
				embedded = await this.#refine(index, signal, report);
				await this.#buildGraph(index, signal, report);
			}
			this.#tellLimit(index, counts);
			this.#updatedAtMs = Date.now();
			this.#tellHealth(index, options, counts, startedMs);
			if (
				counts.changed + counts.removed + embedded > 0 ||
				index.catalogue.meta('updated') === undefined
			)
				index.catalogue.setMeta('updated', this.#updatedAtMs);
			this.#lastError = undefined;
			return {
				files: index.files.size,
				chunks: index.chunks.live,
				embedded,
				reused: counts.reused,
				removed: counts.removed,
				skipped: index.catalogue.skippedCounts(),
				seconds: Math.round(performance.now() - startedMs) / 1_000,
			};
		} catch (error) {
			const expected = asLodestoneError(error, this.#paths.index);
			if (expected.code !== 'cancelled') {
				this.#lastError = expected;
				this.#health.event('failed', { code: expected.code });
			}
			this.#unseen = true;
			throw expected;
		} finally {
			this.#progress = undefined;
			this.#announce();
		}
	}

	/** Says in the log that some files are found by their words alone. */
	#tellLimit(index: WorkspaceIndex, { changed }: UpdateCounts): void {
		const { wordsOnly } = index.chunks;
		if (changed === 0 || wordsOnly === 0) return;
		this.parts.logger.log(
			'warn',
			`This folder holds more than ${index.maxVectors} texts: what came after them is found by its words alone`,
			{ chunks: wordsOnly },
		);
	}

	/** How long saved files took to become searchable, and what a whole scan found. */
	#tellHealth(
		index: WorkspaceIndex,
		{ paths }: UpdateOptions,
		counts: UpdateCounts,
		startedMs: number,
	): void {
		const now = Date.now();
		const seconds = (performance.now() - startedMs) / 1_000;
		for (const path of paths ?? []) {
			const entry = index.files.get(path);
			// Only what this update read: a file that was touched long ago says nothing of now.
			if (
				entry !== undefined &&
				now - entry.mtimeMs < RECENT_SAVE_MS &&
				entry.indexedMs > now - 1_000 * (seconds + 2)
			)
				this.#health.saved(now - entry.mtimeMs);
		}
		if (paths === undefined && counts.changed + counts.removed > 0)
			this.#health.event('indexed', {
				files: counts.changed,
				removed: counts.removed,
				reused: counts.reused,
				seconds: Math.round(seconds * 10) / 10,
			});
	}

	async #readChanges(
		index: WorkspaceIndex,
		options: UpdateOptions & OnlyThese,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<UpdateCounts> {
		const meter = new RateMeter(this.#workClock.ms, READING);
		const paths = this.#unseen && options.onlyThese !== true ? undefined : options.paths;
		const onProgress = (counts: UpdateCounts, scanning: boolean): void => {
			meter.update(this.#workClock.ms, counts.filesDone);
			report({
				phase: this.#paused !== undefined ? 'paused' : scanning ? 'scanning' : 'reading',
				files: counts.files,
				filesDone: counts.filesDone,
				chunks: index.chunks.live,
				refined: index.coverage().refined,
				rate: meter.rate,
				secondsLeft: scanning ? undefined : meter.secondsLeft(counts.files - counts.filesDone),
			});
		};
		const partial = paths !== undefined && !needsFullWalk(this.root, paths);
		if (!partial) this.#judge?.invalidate();
		this.#judge ??= createPathJudge(this.root, this.#rules);
		const { pacer } = this.parts;
		const breather = pacer && new Breather(() => pacer.duty);
		const counts = await runUpdate(
			{ root: this.root, index, pool: this.parts.pool, gate: this.#gate, breather },
			{
				walk: partial
					? walkPaths(this.root, paths, this.#judge)
					: walkFolder(this.root, this.#rules, { signal }),
				rules: this.#rules,
				priority: this.#priority,
				covers: partial ? coversAny(withGoneParents(this.root, paths)) : () => true,
				signal,
				onProgress,
			},
		).finally(pacer?.begin('reading'));
		if (!partial) this.#unseen = false;
		return counts;
	}

	async #refine(
		index: WorkspaceIndex,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<number> {
		const total = index.pendingSlots().length;
		if (total === 0) return 0;
		let done = 0;
		const meter = new RateMeter(this.#workClock.ms);
		const tell = (): void => {
			meter.update(this.#workClock.ms, done);
			report({
				phase: this.#paused !== undefined ? 'paused' : 'refining',
				files: index.files.size,
				filesDone: index.files.size,
				chunks: index.chunks.live,
				refined: index.coverage().refined,
				rate: meter.rate,
				// What is a draft now: files may have come or gone since it began.
				secondsLeft: meter.secondsLeft(index.vectors.size - index.refinedSlots),
			});
		};
		// Before the model is there: while it starts, the index is no less unfinished.
		tell();
		let embedder: Embedder;
		try {
			// Parsing is over for now: its workers' memory is needed for the transformer.
			if (total >= LONG_REFINEMENT) this.parts.pool.rest();
			embedder = await this.parts.embedder();
		} catch (error) {
			// No part that could compute runs on this system: words and draft vectors serve, and the state says so.
			if (errorCode(error) === 'native-missing') return 0;
			throw error;
		}
		meter.restart(this.#workClock.ms, done);
		return await refinePending(
			{
				index,
				embedder,
				gate: this.#gate,
				wanted: () => this.#wanted(index),
				onRefined: count => {
					done += count;
					tell();
				},
			},
			signal,
		).finally(this.parts.pacer?.begin('refining'));
	}

	async #buildGraph(
		index: WorkspaceIndex,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<void> {
		const { chunks, refined } = index.coverage();
		const files = index.files.size;
		report({
			phase: 'building-graph',
			files,
			filesDone: files,
			chunks,
			refined,
			rate: 0,
			secondsLeft: undefined,
		});
		const built = this.parts.pacer?.begin('refining');
		await this.#graph?.bringUp(signal).finally(built);
	}

	/** Pauses and paces the building of the graph. */
	#betweenSlices(): (signal: AbortSignal) => Promise<void> {
		const { pacer } = this.parts;
		const breather = pacer && new Breather(() => pacer.duty);
		return async signal => {
			await this.#gate.pass(signal);
			await breather?.rest(signal);
		};
	}

	/** Refines until nothing is pending, beside further updates; one run at a time. */
	#refineInBackground(): void {
		if (this.#refining !== undefined || this.#index === undefined || this.#lock === undefined)
			return;
		const index = this.#index;
		const stop = new AbortController();
		this.#refineStop = stop;
		const signal = anySignal(this.#closing.signal, stop.signal);
		const run = async (): Promise<void> => {
			try {
				const report = (progress: IndexProgress): void => {
					this.#refineProgress = progress;
					this.#announce();
				};
				await this.#refine(index, signal, report);
				await this.#buildGraph(index, signal, report);
			} catch (error) {
				const expected = asLodestoneError(error, this.#paths.index);
				if (expected.code !== 'cancelled') {
					// A model that does not run is told by its own state: the index itself is well, and answers from drafts.
					if (!MODEL_CODES.has(expected.code)) this.#lastError = expected;
					this.parts.logger.log('error', `Refinement stopped: ${expected.message}`, {
						code: expected.code,
					});
				}
			} finally {
				this.#refineProgress = undefined;
				this.#refining = undefined;
				this.#announce();
			}
		};
		this.#refining = run();
	}

	/** Slots of the files that the person is at, while they change rarely: computed once a version. */
	#wanted(index: WorkspaceIndex): readonly number[] {
		if (this.#priority.length === 0) return [];
		if (this.#wantedSlots.version !== index.version) {
			const slots: number[] = [];
			for (const path of this.#priority) {
				const entry = index.files.get(path);
				if (entry === undefined) continue;
				for (let id = entry.first; id < entry.first + entry.count; id++) {
					const slot = index.chunks.number(id, N_SLOT);
					if (index.vectors.precision(slot) === 1) slots.push(slot);
				}
			}
			this.#wantedSlots = { version: index.version, slots };
		}
		return this.#wantedSlots.slots;
	}

	async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
		const search = await this.#searcher();
		let response = await search.search(request, signal);
		if (search.staleFiles.size > 0 && this.#lock !== undefined && this.#queue.length === 0) {
			// The disk moved on since the last event: bring just those files up to date and answer once more.
			const paths = [...search.staleFiles];
			search.staleFiles.clear();
			await this.update({ paths, refine: false, onlyThese: true });
			response = await search.search(request, signal);
		}
		this.#health.queryDone(request, response);
		return response;
	}

	async similar(path: string, line: number, options: SimilarOptions = {}): Promise<SearchResponse> {
		return await (await this.#searcher()).similar(path, line, options);
	}

	async #searcher(): Promise<FolderSearch> {
		// A reader that came before the writer's first commit: look again.
		await this.#switching;
		if (this.#search === undefined) await this.reopen();
		if (this.#lock === undefined) {
			try {
				this.#index?.refresh();
			} catch (error) {
				// The writer tidied up or began anew under our feet: what we hold no longer fits, so load it again.
				this.parts.logger.log('info', 'The index was rewritten by its writer; loading it again', {
					code: errorCode(error),
				});
				await this.reopen();
			}
		}
		return this.#openSearch();
	}

	#openSearch(): FolderSearch {
		if (this.#search === undefined)
			throw new LodestoneError(
				'not-found',
				'There is no index of this folder yet.',
				'Index it first.',
			);
		return this.#search;
	}

	warmUp(): void {
		// Its failure is kept in the model's state, where status and answers find it.
		this.parts.embedder().catch(() => undefined);
	}

	async explain(path: string): Promise<Explanation> {
		await Promise.resolve();
		this.#judge ??= createPathJudge(this.root, this.#rules);
		return explainPath(path, this.root, this.#judge, this.#index, this.settings.maxFileBytes);
	}

	status(): IndexStatus {
		return buildStatus({
			root: this.root,
			paths: this.#paths,
			index: this.#index,
			progress: this.#progress ?? this.#refineProgress,
			paused: this.#paused,
			error: this.#lastError,
			updatedAtMs: this.#updatedAtMs,
			writer: this.#lock !== undefined,
			model: this.parts.modelState(),
			fingerprint: this.parts.fingerprint,
			staleFiles: this.#health.staleFiles,
			alarms: this.#health.alarms,
		});
	}

	health(): HealthReport {
		return this.#health.report();
	}

	async checkHealth(names?: readonly CheckName[], signal?: AbortSignal): Promise<HealthReport> {
		if (this.#index === undefined) await this.reopen();
		await this.#health.check(names, { signal });
		return this.#health.report();
	}

	skipped(reason: SkipReason, limit: number): readonly string[] {
		return this.#index?.catalogue.skippedPaths(reason, limit) ?? [];
	}

	async setOverlay(path: string, text: string | undefined): Promise<void> {
		checkInside([path]);
		await this.#queue.run(async () => {
			const index = this.#index;
			if (index === undefined) return;
			if (text === undefined) {
				this.#search?.overlays.delete(path);
				index.removeOverlay(path);
				return;
			}
			const result = await this.parts.pool.analyse({
				path,
				text,
				maxFileBytes: this.settings.maxFileBytes,
			});
			if (result.ok !== true) return;
			this.#search?.overlays.set(path, text);
			index.overlay(path, result, result.language);
		});
	}

	pause(why: PauseReason): void {
		if (why !== 'typing' && this.#paused !== why) this.#health.event('paused', { why });
		this.#paused = why;
		this.#gate.close();
		this.#workClock.stop();
		this.parts.hold(this, true);
		this.#announce();
	}

	resume(): void {
		this.#paused = undefined;
		this.#gate.open();
		this.#workClock.start();
		this.parts.hold(this, false);
		this.#announce();
	}

	prioritise(paths: readonly string[]): void {
		this.#priority = paths.slice(0, 200);
		this.#wantedSlots = { version: -1, slots: [] };
	}

	recordOpened(query: string, path: string): void {
		checkInside([path]);
		if (this.#index?.files.has(path) !== true) return;
		this.#opened.add(query, path);
	}

	forgetOpened(): void {
		this.#opened.clear();
	}

	async clear(): Promise<void> {
		await this.#clearIndex();
		this.forgetOpened();
	}

	async #clearIndex(signal?: AbortSignal): Promise<void> {
		await this.#queue.run(async () => {
			throwIfAborted(signal);
			await this.#writable();
			await this.#switch(async () => {
				await this.#closeIndex({ keepLock: true });
				for (const path of [
					this.#paths.catalogue,
					`${this.#paths.catalogue}-wal`,
					`${this.#paths.catalogue}-shm`,
				])
					await rm(path, { force: true });
				await GraphKeeper.remove(this.#paths.index);
				this.#openAs(true);
			});
			this.#announce();
		});
	}

	async verify(signal?: AbortSignal): Promise<VerifyReport> {
		return await this.#queue.run(async () => {
			throwIfAborted(signal);
			const index = this.#index;
			if (index === undefined)
				return {
					ok: false,
					problems: [{ part: 'catalogue', what: 'There is no index.', healed: false }],
					checked: {},
				};
			const report = await verifyIndex(index, this.#graph, this.#lock !== undefined, signal).catch(
				damageReport,
			);
			const told = this.#healing;
			const broken = report.problems.some(
				({ part, healed }) => !healed && (part === 'catalogue' || part === 'terms'),
			);
			if (broken && this.#lock !== undefined) await this.#mend();
			return {
				...report,
				problems: [
					...told.map(what => ({ part: 'catalogue' as const, what, healed: true })),
					...report.problems.map(problem => (broken ? { ...problem, healed: true } : problem)),
				],
			};
		});
	}

	async rebuild(signal?: AbortSignal): Promise<IndexSummary> {
		await this.#clearIndex(signal);
		this.#health.event('rebuilt');
		return await this.update({ full: true, ...(signal === undefined ? {} : { signal }) });
	}

	onDidChangeStatus(listener: (status: IndexStatus) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async close(): Promise<void> {
		this.#upkeep?.stop();
		this.#closing.abort();
		this.#gate.open();
		this.parts.hold(this, false);
		await this.#health.close();
		await this.#queue.idle();
		await this.#refining;
		clearTimeout(this.#statusTimer);
		await this.#switch(() => this.#closeIndex());
		this.#listeners.clear();
	}

	/** Becomes the writer if nobody is; leaves a reader's loaded index alone otherwise. */
	async #takeOver(): Promise<void> {
		if (this.#index === undefined) {
			await this.reopen();
			return;
		}
		let lock: WriterLock | undefined;
		try {
			lock = WriterLock.tryAcquire(this.#paths, this.parts.program);
		} catch (error) {
			throw databaseError(error, this.#paths.index);
		}
		if (lock === undefined) return;
		lock.release();
		await this.reopen();
	}

	/** The index as its writer. @throws {LodestoneError} `store-locked`. */
	async #writable(): Promise<WorkspaceIndex> {
		if (this.#closing.signal.aborted)
			throw new LodestoneError('cancelled', 'The folder is closed.');
		if (this.#lock === undefined) await this.#takeOver();
		if (this.#lock === undefined || this.#index === undefined) {
			if (this.#lastError !== undefined && UNWRITABLE.has(this.#lastError.code))
				throw this.#lastError;
			const owner = readLockOwner(this.#paths);
			throw new LodestoneError(
				'store-locked',
				`Another process${owner === undefined ? '' : ` (${owner.program}, pid ${owner.pid})`} keeps this index up to date.`,
				'Searching works; close the other one to index from here.',
			);
		}
		return this.#index;
	}

	async #closeIndex(options: { keepLock?: boolean; unclean?: boolean } = {}): Promise<void> {
		// Refinement in the background writes to what is closed here.
		this.#refineStop?.abort();
		await this.#refining;
		await this.#graph?.close();
		this.#graph = undefined;
		this.#search = undefined;
		const index = this.#index;
		this.#index = undefined;
		if (index !== undefined) {
			try {
				if (!index.catalogue.readOnly && options.unclean !== true)
					index.catalogue.setMeta('clean', '1');
			} catch {
				/* a full disk: the next open checks the pages, nothing is lost */
			}
			index.catalogue.close();
		}
		if (options.keepLock === true) return;
		this.#lock?.release();
		this.#lock = undefined;
		this.#unseen = true;
	}

	#announce(): void {
		if (this.#listeners.size === 0 || this.#statusTimer !== undefined) return;
		this.#statusTimer = setTimeout(() => {
			this.#statusTimer = undefined;
			const status = this.status();
			for (const listener of this.#listeners) listener(status);
		}, STATUS_EVENT_MS);
		this.#statusTimer.unref();
	}
}

/** Some pages are so damaged that looking at them fails. */
function damageReport(error: unknown): VerifyReport {
	if (!isDamage(error)) throw error;
	const what = error instanceof Error ? error.message : String(error);
	return { ok: false, problems: [{ part: 'catalogue', what, healed: false }], checked: {} };
}

function coversAny(paths: readonly string[]): (path: string) => boolean {
	const set = new Set(paths);
	return path => {
		for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
			if (set.has(path.slice(0, end))) return true;
		return set.has('');
	};
}

function anySignal(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
	return second === undefined ? first : AbortSignal.any([first, second]);
}

function asLodestoneError(error: unknown, path: string): LodestoneError {
	if (error instanceof LodestoneError) return error;
	if (errorCode(error) === 'cancelled')
		return new LodestoneError('cancelled', 'Stopped.', '', { cause: error });
	return databaseError(error, path);
}
