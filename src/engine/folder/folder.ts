import type { HealthReport } from '../../shared/health/healthTypes';
import type {
	Explanation,
	IndexStatus,
	IndexSummary,
	SearchRequest,
	SearchResponse,
	SimilarOptions,
	SkipReason,
} from '../../shared/types';
import type { EngineParts } from '../engineParts';
import type {
	Folder,
	FolderSettings,
	PauseReason,
	Questions,
	UpdateOptions,
	VerifyReport,
} from '../engineTypes';
import { FolderHealth, type CheckName } from '../health/folderHealth';
import type { HealthDeps } from '../health/healthDeps';
import { SerialQueue } from '../indexing/serialQueue';
import { Breather } from '../pace/breather';
import { explainPath } from '../search/explainPath';
import { OpenedMemory } from '../search/openedMemory';
import { OpenedFile } from '../store/openedFile';
import { storePaths } from '../store/storePaths';
import { BackgroundRefinement } from './backgroundRefinement';
import { ChangeReader } from './changeReader';
import { checkInside } from './confine';
import { FolderQuestions } from './folderQuestions';
import { buildStatus } from './folderStatus';
import { FolderTrouble, isModelTrouble } from './folderTrouble';
import { FolderUpdates } from './folderUpdates';
import { FolderUpkeep } from './folderUpkeep';
import { IndexHolder } from './indexHolder';
import { LazyJudge } from './lazyJudge';
import { Maintenance } from './maintenance';
import { Pausing } from './pausing';
import { Refinement } from './refinement';
import { StatusEvents } from './statusEvents';
import { WantedFiles } from './wantedFiles';

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

/** Reasons that hold for the file on disk, not for what stands in the editor. */
const UNTIL_SAVED: ReadonlySet<SkipReason> = new Set<SkipReason>([
	'vanished',
	'empty',
	'too-large',
	'no-permission',
]);

/** See `Folder`. Puts a folder's parts together; all writing goes through one queue, and searching never waits for it. */
export class FolderImpl implements Folder {
	readonly #closing = new AbortController();
	readonly #queue = new SerialQueue();
	readonly #trouble = new FolderTrouble();
	readonly #pausing = new Pausing();
	readonly #wanted = new WantedFiles();
	readonly #events = new StatusEvents(() => this.status());
	readonly #opened: OpenedMemory;
	readonly #judge: LazyJudge;
	readonly #health: FolderHealth;
	readonly #holder: IndexHolder;
	readonly #background: BackgroundRefinement;
	readonly #updates: FolderUpdates;
	readonly #questions: FolderQuestions;
	readonly #maintenance: Maintenance;
	#upkeep: FolderUpkeep | undefined;

	constructor(
		private readonly parts: EngineParts,
		readonly root: string,
		private readonly settings: FolderSettings,
	) {
		const closing = this.#closing.signal;
		const announce = (): void => this.#events.announce();
		const trouble = this.#trouble;
		const paths = storePaths(parts.storeRoot, root);
		this.#judge = new LazyJudge(root, settings);
		this.#opened = new OpenedMemory(new OpenedFile(paths.index), parts.queryEmbedder);
		this.#health = new FolderHealth(this.#healthDeps(), parts.healthClock);
		const health = this.#health;
		const reader = new ChangeReader({
			root,
			rules: settings,
			parts,
			judge: this.#judge,
			pausing: this.#pausing,
			wanted: this.#wanted,
		});
		const refinement = new Refinement({
			parts,
			pausing: this.#pausing,
			wanted: this.#wanted,
			graph: () => this.#holder.current?.graph,
		});
		this.#background = new BackgroundRefinement({
			refinement,
			path: paths.index,
			closing,
			announce,
			onFailed: error => {
				if (!isModelTrouble(error)) trouble.set(error);
				parts.logger.log('error', `Refinement stopped: ${error.message}`, { code: error.code });
			},
		});
		this.#holder = new IndexHolder({
			parts,
			root,
			settings,
			trouble,
			opened: this.#opened,
			closing,
			pass: this.#betweenSlices(),
			calibration: () => health.calibration(),
			onHealed: what => health.event('healed', { what }),
			stopWork: () => this.#background.stop(),
			onReleased: () => reader.missed(),
		});
		const shared = { parts, holder: this.#holder, queue: this.#queue, trouble, health, announce };
		this.#updates = new FolderUpdates({
			...shared,
			reader,
			refinement,
			background: this.#background,
			closing,
		});
		this.#questions = new FolderQuestions({
			...shared,
			updates: this.#updates,
			logger: parts.logger,
		});
		this.#maintenance = new Maintenance({ ...shared, gate: this.#pausing.gate });
	}

	/** (Re-)opens the index on disk, as writer when possible. */
	async reopen(): Promise<void> {
		await this.#holder.reopen();
	}

	/** Looks after itself from now on, where the engine works in the background. */
	keepUp(): void {
		if (!this.parts.background) return;
		const holder = this.#holder;
		this.#upkeep = new FolderUpkeep({
			isWriter: () => holder.isWriter,
			hasFailed: () => this.#trouble.mayPass,
			takeOver: () =>
				this.#queue.run(async () => {
					if (!holder.isWriter && !this.#closing.signal.aborted) await holder.takeOver();
				}),
			refresh: async () => {
				const before = holder.index?.version;
				if (before !== undefined) await this.#questions.ready();
				if (holder.index?.version !== before) this.#events.announce();
			},
			update: async () => {
				await this.update({ refine: false });
			},
		});
	}

	async update(options: UpdateOptions = {}): Promise<IndexSummary> {
		return await this.#updates.update(options);
	}

	async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
		return await this.#questions.search(request, signal);
	}

	async similar(path: string, line: number, options?: SimilarOptions): Promise<SearchResponse> {
		return await this.#questions.similar(path, line, options);
	}

	async saved<T>(work: (questions: Questions) => Promise<T>, signal?: AbortSignal): Promise<T> {
		return await this.#questions.saved(
			questions => work({ ...questions, explain: path => this.explain(path) }),
			signal,
		);
	}

	get isWriter(): boolean {
		return this.#holder.isWriter;
	}

	async warmUp(): Promise<void> {
		// Its failure is kept in the model's state, where status and answers find it.
		await this.parts.embedder().catch(() => undefined);
	}

	async explain(path: string): Promise<Explanation> {
		await Promise.resolve();
		const { maxFileBytes } = this.settings;
		return explainPath(path, this.root, this.#judge.get(), this.#holder.index, maxFileBytes);
	}

	status(): IndexStatus {
		const holder = this.#holder;
		return buildStatus({
			root: this.root,
			paths: holder.paths,
			index: holder.index,
			progress: this.#updates.progress ?? this.#background.progress,
			paused: this.#pausing.why,
			error: this.#trouble.error,
			updatedAtMs: holder.updatedAtMs,
			writer: holder.isWriter,
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
		if (this.#holder.index === undefined) await this.reopen();
		await this.#health.check(names, { signal });
		return this.#health.report();
	}

	skipped(reason: SkipReason, limit: number): readonly string[] {
		return this.#holder.index?.catalogue.skippedPaths(reason, limit) ?? [];
	}

	async setOverlay(path: string, text: string | undefined): Promise<void> {
		checkInside([path]);
		await this.#queue.run(async () => {
			const open = this.#holder.current;
			if (open === undefined) return;
			if (text === undefined || !this.#mayOverlay(path)) {
				open.search.overlays.delete(path);
				open.index.removeOverlay(path);
				return;
			}
			const { maxFileBytes } = this.settings;
			const result = await this.parts.pool.analyse({ path, text, maxFileBytes });
			if (result.ok !== true) return;
			this.#holder.current?.search.overlays.set(path, text);
			open.index.overlay(path, result, result.language);
		});
	}

	pause(why: PauseReason): void {
		if (why !== 'typing' && this.#pausing.why !== why) this.#health.event('paused', { why });
		this.#pausing.pause(why);
		this.parts.hold(this, true);
		this.#events.announce();
	}

	resume(): void {
		this.#pausing.resume();
		this.parts.hold(this, false);
		this.#events.announce();
	}

	prioritise(paths: readonly string[]): void {
		this.#wanted.set(paths);
	}

	recordOpened(query: string, path: string): void {
		checkInside([path]);
		if (this.#holder.index?.files.has(path) !== true) return;
		this.#opened.add(query, path);
	}

	forgetOpened(): void {
		this.#opened.clear();
	}

	async clear(): Promise<void> {
		await this.#maintenance.clear();
		this.forgetOpened();
	}

	async verify(signal?: AbortSignal): Promise<VerifyReport> {
		return await this.#maintenance.verify(signal);
	}

	async rebuild(signal?: AbortSignal): Promise<IndexSummary> {
		await this.#maintenance.clearToRebuild(signal);
		this.#health.event('rebuilt');
		return await this.update({ full: true, ...(signal === undefined ? {} : { signal }) });
	}

	/** Gives back memory that can be filled again. */
	dropCaches(): void {
		this.#holder.current?.index.dropCaches();
		this.#holder.current?.search.dropCaches();
	}

	onDidChangeStatus(listener: (status: IndexStatus) => void): () => void {
		return this.#events.listen(listener);
	}

	async close(): Promise<void> {
		this.#upkeep?.stop();
		this.#closing.abort();
		this.#pausing.gate.open();
		this.parts.hold(this, false);
		await this.#health.close();
		await this.#queue.idle();
		await this.#background.idle();
		this.#events.stopTimer();
		await this.#holder.close();
		this.#events.forgetListeners();
	}

	/** A file that is left out stays out while it is edited: nobody is shown an unsaved `.env`. */
	#mayOverlay(path: string): boolean {
		const { indexed, reason } = this.#judge.get().judge(path);
		return indexed || (reason !== undefined && UNTIL_SAVED.has(reason));
	}

	/** What health may look at and ask for. */
	#healthDeps(): HealthDeps {
		const refine = !this.parts.background;
		return {
			root: this.root,
			paths: storePaths(this.parts.storeRoot, this.root),
			maxFileBytes: this.settings.maxFileBytes,
			parts: this.parts,
			open: () => this.#holder.current,
			judge: () => this.#judge.get(),
			isWriter: () => this.#holder.isWriter,
			isPaused: () => this.#pausing.why !== undefined,
			isResting: () =>
				this.#updates.progress === undefined &&
				!this.#background.isRunning &&
				this.#pausing.why === undefined &&
				this.#queue.length === 0,
			objectives: this.parts.objectives,
			catchUp: (paths, signal) => this.update({ paths, refine, signal }),
			readAgain: signal => this.update({ full: true, refine, signal }),
			embedAgain: async signal => {
				await this.#maintenance.forgetVectors(signal);
				// Stopped now, it would leave a folder without vectors.
				await this.update({ refine });
			},
			rebuildGraph: async signal => await this.#holder.current?.graph.rebuild(signal),
			changed: () => this.#events.announce(),
		};
	}

	/** Pauses and paces the building of the graph. */
	#betweenSlices(): (signal: AbortSignal) => Promise<void> {
		const { pacer } = this.parts;
		const breather = pacer && new Breather(() => pacer.duty);
		return async signal => {
			await this.#pausing.gate.pass(signal);
			await breather?.rest(signal);
		};
	}
}
