import type { Folder, FolderSettings } from '../engine/engineTypes';
import { errorCode, isCancelled } from '../shared/errors';
import { withinPatience } from '../shared/withinPatience';
import type { OwnEngine } from './ownEngine';

/** How long a question waits for changed files to be read before it is answered from what is there. */
const PATIENCE_MS = 1_500;
/** For a folder that has no index yet: an answer from nothing helps no agent. */
const FIRST_PATIENCE_MS = 20_000;
/** Files are not looked over more often than this. */
const LOOK_EVERY_MS = 1_000;
/** Without a question for so long the index is closed, so that an editor's window can become its writer. */
const IDLE_MS = 20_000;

export interface OwnFolderOptions {
	/** Real path. */
	readonly root: string;
	readonly settings: () => FolderSettings;
	readonly engine: Pick<OwnEngine, 'open' | 'closed'>;
	readonly idleMs?: number | undefined;
}

/**
 * A folder that the server opens itself: when asked, brought up to date before each answer, let go when nobody asks. While another
 * program writes the index this one only reads it, and sees what was committed.
 */
export class OwnFolder {
	#open: Promise<Folder> | undefined;
	#update: Promise<void> | undefined;
	#lookedAtMs = -Infinity;
	#note = '';
	#users = 0;
	#idle: NodeJS.Timeout | undefined;

	constructor(private readonly options: OwnFolderOptions) {}

	/** What is to be said beside the state of the index, such as why an update failed; empty when nothing. */
	get note(): string {
		return this.#note;
	}

	/**
	 * Runs something on the open, fresh folder.
	 *
	 * @throws {LodestoneError} What the engine says, `cancelled`.
	 */
	async use<T>(signal: AbortSignal, work: (folder: Folder) => Promise<T> | T): Promise<T> {
		clearTimeout(this.#idle);
		this.#users++;
		try {
			const folder = await this.#opened();
			await this.#freshen(folder, signal);
			signal.throwIfAborted();
			return await work(folder);
		} finally {
			this.#users--;
			this.#closeWhenIdle();
		}
	}

	/** Lets the index go at once, unless somebody is just asking. */
	async closeIfUnused(): Promise<void> {
		if (this.#users === 0) await this.close();
	}

	async close(): Promise<void> {
		clearTimeout(this.#idle);
		const open = this.#open;
		this.#open = undefined;
		const folder = await open?.catch(() => undefined);
		if (folder === undefined) return;
		try {
			await folder.close();
		} finally {
			this.options.engine.closed();
		}
	}

	#opened(): Promise<Folder> {
		if (this.#open === undefined) {
			const { engine, root, settings } = this.options;
			const opening = engine.open(root, settings()).then(folder => {
				void folder.warmUp();
				return folder;
			});
			opening.catch(() => {
				if (this.#open === opening) this.#open = undefined;
			});
			this.#open = opening;
			this.#lookedAtMs = -Infinity;
		}
		return this.#open;
	}

	/** Reads what changed, as long as the caller's patience lasts; the rest goes on behind the answer. */
	async #freshen(folder: Folder, signal: AbortSignal): Promise<void> {
		const first = folder.status().chunks === 0;
		if (this.#update === undefined && performance.now() - this.#lookedAtMs > LOOK_EVERY_MS) {
			this.#update = folder
				.update({ refine: false })
				.then(
					() => (this.#note = ''),
					(error: unknown) => (this.#note = noteOf(error)),
				)
				.then(() => {
					this.#lookedAtMs = performance.now();
					this.#update = undefined;
				});
		}
		if (this.#update === undefined) return;
		await withinPatience(this.#update, first ? FIRST_PATIENCE_MS : PATIENCE_MS, signal);
	}

	#closeWhenIdle(): void {
		const idleMs = this.options.idleMs ?? IDLE_MS;
		clearTimeout(this.#idle);
		this.#idle = setTimeout(() => void this.#ifIdle(), idleMs).unref();
	}

	async #ifIdle(): Promise<void> {
		if (this.#users > 0) return;
		const folder = await this.#open?.catch(() => undefined);
		if (folder?.status().state.type === 'indexing') this.#closeWhenIdle();
		else if (this.#users === 0) await this.close();
	}
}

function noteOf(error: unknown): string {
	if (isCancelled(error)) return '';
	// The normal case beside an open window: it keeps the index up to date.
	if (errorCode(error) === 'store-locked') return 'Another program keeps this index up to date.';
	return `The last update failed: ${error instanceof Error ? error.message : String(error)}`;
}
