import type { EngineMethods, FolderId, PauseReason } from '../../shared/engineProtocol';
import { errorCode, isCancelled } from '../../shared/errors';
import { DisposableStore, Emitter, toDisposable, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import type { IndexProgress, IndexStatus } from '../../shared/types';
import type { EngineCall, EngineClient } from '../client/engineClient';
import type { FolderOptions } from '../settings';
import { createChangeQueue, type ChangeBatch } from './changeQueue';
import { relevanceOf } from './relevance';

export interface FolderSnapshot {
	readonly id: FolderId;
	readonly name: string;
	readonly root: string;
	readonly enabled: boolean;
	readonly status: IndexStatus | undefined;
	readonly progress: IndexProgress | undefined;
	/** The folder could not be opened or updated. */
	readonly failure:
		{ readonly code: string; readonly message: string; readonly remedy: string } | undefined;
}

export interface FolderIndexOptions {
	readonly id: FolderId;
	readonly name: string;
	/** Absolute path in the machine's own spelling. */
	readonly root: string;
	readonly settings: FolderOptions;
	readonly engine: EngineClient;
	readonly logger: Logger;
}

/** Keeps one workspace folder's index up to date. Knows nothing of the editor: events come in as root-relative paths. */
export class FolderIndex implements Disposable {
	readonly id: FolderId;
	readonly name: string;
	readonly root: string;
	readonly #engine: EngineClient;
	readonly #logger: Logger;
	readonly #owned = new DisposableStore();
	readonly #changes = this.#owned.add(new Emitter<FolderSnapshot>());
	readonly #overlays = new Map<string, string>();
	readonly #queue = this.#owned.add(createChangeQueue({ flush: batch => this.#update(batch) }));
	#settings: FolderOptions;
	#status: IndexStatus | undefined;
	#progress: IndexProgress | undefined;
	#failure: FolderSnapshot['failure'];
	#opened = false;
	/** Updates that run. */
	#updates = 0;
	#scan = new AbortController();
	#pausedFor: PauseReason | undefined;

	constructor(options: FolderIndexOptions) {
		this.id = options.id;
		this.name = options.name;
		this.root = options.root;
		this.#engine = options.engine;
		this.#logger = options.logger;
		this.#settings = options.settings;
		this.#owned.add(
			this.#engine.on('status', event => {
				if (event.folderId !== this.id) return;
				this.#status = event.status;
				if (event.status.state.type !== 'indexing') this.#progress = undefined;
				this.#changed();
			}),
		);
		this.#owned.add(
			this.#engine.on('progress', event => {
				// The last word on an update can come after its answer.
				if (event.folderId !== this.id || this.#updates === 0) return;
				this.#progress = event.progress.phase === 'idle' ? undefined : event.progress;
				this.#changed();
			}),
		);
		this.#owned.add(this.#engine.onConnect(call => this.#restore(call)));
		this.#owned.add(toDisposable(() => this.#scan.abort()));
	}

	get onDidChange() {
		return this.#changes.event;
	}
	get settings(): FolderOptions {
		return this.#settings;
	}
	get snapshot(): FolderSnapshot {
		const { id, name, root } = this;
		return {
			id,
			name,
			root,
			enabled: this.#settings.enabled,
			status: this.#status,
			progress: this.#progress,
			failure: this.#failure,
		};
	}
	/** Searchable: turned on and open in the engine. */
	get enabled(): boolean {
		return this.#settings.enabled;
	}

	/** A file or folder changed, came or went. `urgent` when a person did it and waits for it. */
	fileChanged(path: string, urgent = false): void {
		if (!this.#settings.enabled) return;
		const relevance = relevanceOf(path);
		if (relevance === 'file') this.#queue.add(path, urgent);
		else if (relevance === 'everything') this.#queue.addAll();
	}

	/** Everything may have changed: many events were lost or came at once. */
	everythingChanged(): void {
		if (this.#settings.enabled) this.#queue.addAll();
	}

	async applySettings(settings: FolderOptions): Promise<void> {
		if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
		this.#settings = settings;
		this.#scan.abort();
		this.#changed();
		if (this.#engine.state.type === 'running') await this.#restore(this.#engine.call);
	}

	/** Text of a dirty document, or `undefined` once it is saved or closed. */
	async setOverlay(path: string, text: string | undefined): Promise<void> {
		if (text === undefined) this.#overlays.delete(path);
		else this.#overlays.set(path, text);
		if (this.#opened) await this.#quietly('setOverlay', { folderId: this.id, path, text });
	}

	hasOverlay(path: string): boolean {
		return this.#overlays.has(path);
	}

	async prioritise(paths: readonly string[]): Promise<void> {
		if (this.#opened && paths.length > 0)
			await this.#quietly('prioritise', { folderId: this.id, paths });
	}

	/** Pauses or, without a reason, goes on. */
	async setPaused(why: PauseReason | undefined): Promise<void> {
		if (this.#pausedFor === why) return;
		this.#pausedFor = why;
		if (this.#opened) await this.#applyPause(this.#engine.call);
	}

	/** Full scan now; resolves when done. @throws {LodestoneError} What the engine says. */
	async updateNow(): Promise<void> {
		this.#updates++;
		try {
			await this.#engine.call('update', { folderId: this.id, refine: false });
		} finally {
			this.#updates--;
			if (this.#updates === 0) this.#progress = undefined;
			this.#changed();
		}
	}

	async rebuild(signal?: AbortSignal): Promise<void> {
		await this.#engine.call('rebuild', { folderId: this.id }, { signal });
	}

	async clear(): Promise<void> {
		await this.#engine.call('clear', { folderId: this.id });
	}

	idle(): Promise<void> {
		return this.#queue.idle();
	}

	dispose(): void {
		this.#owned.dispose();
		if (this.#opened && this.#engine.state.type === 'running')
			void this.#quietly('close', { folderId: this.id });
		this.#opened = false;
	}

	/** Brings a fresh engine process (or other settings) to where this folder was. */
	async #restore(call: EngineCall): Promise<void> {
		this.#opened = false;
		this.#progress = undefined;
		const folderId = this.id;
		if (!this.#settings.enabled) {
			this.#status = undefined;
			await call('close', { folderId }).catch(() => undefined);
			this.#changed();
			return;
		}
		const { include, exclude, respectGitignore, maxFileBytes } = this.#settings;
		const settings = { include, exclude, respectGitignore, maxFileBytes };
		try {
			this.#status = await call('open', { folderId, root: this.root, settings });
			this.#opened = true;
			this.#failure = undefined;
			for (const [path, text] of this.#overlays) await call('setOverlay', { folderId, path, text });
			await this.#applyPause(call);
		} catch (error) {
			this.#fail(error);
			return;
		}
		this.#changed();
		// Not awaited: searches must not wait for the scan.
		this.#scan = new AbortController();
		void this.#run(undefined, this.#scan.signal);
	}

	#applyPause(call: EngineCall): Promise<unknown> {
		const folderId = this.id;
		if (this.#pausedFor === undefined) return call('resume', { folderId }).catch(() => undefined);
		return call('pause', { folderId, why: this.#pausedFor }).catch(() => undefined);
	}

	async #update(batch: ChangeBatch): Promise<void> {
		// Not open yet: the scan that follows the opening sees these changes too.
		if (!this.#opened) return;
		await this.#run(batch.paths, this.#scan.signal);
	}

	async #run(paths: readonly string[] | undefined, signal: AbortSignal): Promise<void> {
		const startedAt = performance.now();
		this.#updates++;
		try {
			const summary = await this.#engine.call(
				'update',
				// The engine refines in the background; waiting for that would hold back the next change.
				{ folderId: this.id, refine: false, ...(paths ? { paths } : {}) },
				{ signal },
			);
			this.#failure = undefined;
			this.#logger.log('debug', 'Index updated', {
				folder: this.name,
				paths: paths?.length ?? 'all',
				files: summary.files,
				ms: Math.round(performance.now() - startedAt),
			});
		} catch (error) {
			if (!isCancelled(error) && errorCode(error) !== 'engine-stopped') this.#fail(error);
		}
		this.#updates--;
		if (this.#updates === 0) this.#progress = undefined;
		this.#changed();
	}

	#fail(error: unknown): void {
		const code = errorCode(error);
		const message = error instanceof Error ? error.message : String(error);
		const remedy =
			error instanceof Error && 'remedy' in error && typeof error.remedy === 'string'
				? error.remedy
				: '';
		this.#failure = { code, message, remedy };
		this.#logger.log('warn', `Folder ${this.name}: ${message}`, { code });
		this.#changed();
	}

	#changed(): void {
		if (!this.#owned.disposed) this.#changes.fire(this.snapshot);
	}

	/** For what only helps: a failure is logged and shows at the next search anyway. */
	async #quietly<K extends keyof EngineMethods>(
		method: K,
		params: EngineMethods[K]['params'],
	): Promise<void> {
		try {
			await this.#engine.call(method, params);
		} catch (error) {
			this.#logger.log('debug', `${method} failed`, { folder: this.name, code: errorCode(error) });
		}
	}
}
