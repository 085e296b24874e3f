import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { errorCode, LodestoneError } from '../../shared/errors';
import type { FolderSettings } from '../engineTypes';
import type { EngineParts } from '../engineParts';
import type { OpenIndexParts } from '../health/healthDeps';
import { openIndex } from '../indexing/openIndex';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { Calibration } from '../rank/calibration';
import { FolderSearch } from '../search/folderSearch';
import type { OpenedMemory } from '../search/openedMemory';
import { databaseError } from '../store/database';
import { prepareStore, storePaths, type StorePaths } from '../store/storePaths';
import { readLockOwner, WriterLock } from '../store/writerLock';
import { GraphKeeper } from '../vector/graphKeeper';
import { createVectorTable } from '../vector/vectorTable';
import { isUnwritable, type FolderTrouble } from './folderTrouble';

export interface IndexHolderDeps {
	readonly parts: EngineParts;
	readonly root: string;
	readonly settings: FolderSettings;
	readonly trouble: FolderTrouble;
	readonly opened: OpenedMemory;
	/** Aborted once the folder is closed for good: nothing is opened any more. */
	readonly closing: AbortSignal;
	/** Asked before each slice of a graph that is built. */
	readonly pass: (signal: AbortSignal) => Promise<void>;
	readonly calibration: () => Calibration;
	/** @param what One sentence on what was found broken. */
	readonly onHealed: (what: string) => void;
	/** Ends what writes to the index on its own; awaited before the index is closed. */
	readonly stopWork: () => Promise<void>;
	/** The index was let go: what changes from now on, this process may not see. */
	readonly onReleased: () => void;
}

/**
 * Opens, takes over, mends and closes a folder's index on disk: as its writer where nobody else is, as a reader otherwise. Everybody
 * else asks here for the index that is open now, and again after each wait: it is another one after each opening.
 */
export class IndexHolder {
	readonly paths: StorePaths;
	/** When the index was last brought up to date, epoch ms; 0 = never. */
	updatedAtMs = 0;
	#lock: WriterLock | undefined;
	#current: OpenIndexParts | undefined;
	#healing: readonly string[] = [];
	/** While the index is closed and opened; never rejects. */
	#switching: Promise<void> | undefined;

	constructor(private readonly deps: IndexHolderDeps) {
		this.paths = storePaths(deps.parts.storeRoot, deps.root);
	}

	/** Undefined while the index is not open. */
	get current(): OpenIndexParts | undefined {
		return this.#current;
	}

	get index(): WorkspaceIndex | undefined {
		return this.#current?.index;
	}

	get isWriter(): boolean {
		return this.#lock !== undefined;
	}

	/** What was found broken at opening; one sentence each. */
	get healing(): readonly string[] {
		return this.#healing;
	}

	/** Resolves when no closing and opening is under way. */
	async settled(): Promise<void> {
		await this.#switching;
	}

	/** (Re-)opens the index on disk, as writer when possible. */
	async reopen(): Promise<void> {
		await this.#switch(() => this.#reopenNow());
	}

	/** Becomes the writer if nobody is; leaves a reader's loaded index alone otherwise. */
	async takeOver(): Promise<void> {
		if (this.#current === undefined) {
			await this.reopen();
			return;
		}
		let lock: WriterLock | undefined;
		try {
			lock = WriterLock.tryAcquire(this.paths, this.deps.parts.program);
		} catch (error) {
			throw databaseError(error, this.paths.index);
		}
		if (lock === undefined) return;
		lock.release();
		await this.reopen();
	}

	/** The index as its writer. @throws {LodestoneError} `store-locked`, `cancelled` when the folder is closed, what keeps it from being written. */
	async writable(): Promise<WorkspaceIndex> {
		if (this.deps.closing.aborted) throw new LodestoneError('cancelled', 'The folder is closed.');
		if (this.#lock === undefined) await this.takeOver();
		if (this.#lock !== undefined && this.#current !== undefined) return this.#current.index;
		const { unwritable } = this.deps.trouble;
		if (unwritable !== undefined) throw unwritable;
		const owner = readLockOwner(this.paths);
		throw new LodestoneError(
			'store-locked',
			`Another process${owner === undefined ? '' : ` (${owner.program}, pid ${owner.pid})`} keeps this index up to date.`,
			'Searching works; close the other one to index from here.',
		);
	}

	/** Looks at all pages of the store; what is damaged is set aside and begun anew, the rest is kept. */
	async mend(): Promise<void> {
		const healed: string[] = [];
		if (this.deps.parts.embeddings(true).heal())
			healed.push('The shared vectors were damaged; they are made again.');
		await this.#switch(async () => {
			await this.#closeNow({ unclean: true });
			await this.#reopenNow();
		});
		this.#healing = [...healed, ...this.#healing];
	}

	/** Deletes the index and opens an empty one, as the writer that this process is. */
	async beginAnew(): Promise<void> {
		await this.#switch(async () => {
			await this.#closeNow({ keepLock: true });
			const { catalogue, index } = this.paths;
			for (const path of [catalogue, `${catalogue}-wal`, `${catalogue}-shm`])
				await rm(path, { force: true });
			await GraphKeeper.remove(index);
			this.#openAs(true);
		});
	}

	async close(): Promise<void> {
		await this.#switch(() => this.#closeNow());
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
		const { parts, root, trouble, closing } = this.deps;
		await this.#closeNow();
		if (closing.aborted) return;
		try {
			prepareStore(parts.storeRoot, root);
			this.#lock = WriterLock.tryAcquire(this.paths, parts.program);
			if (this.#lock !== undefined) {
				this.#openAs(true);
				return;
			}
		} catch (error) {
			this.#lock?.release();
			this.#lock = undefined;
			const expected = databaseError(error, this.paths.index);
			// What is there can still be searched, if it can be read.
			if (!isUnwritable(expected) || !existsSync(this.paths.catalogue)) throw expected;
			trouble.set(expected);
		}
		try {
			this.#openAs(false);
		} catch (error) {
			if (errorCode(error) !== 'not-found') throw trouble.error ?? error;
		}
	}

	#openAs(writer: boolean): void {
		const { parts, root, settings } = this.deps;
		const { logger, fingerprint } = parts;
		const { index, healing } = openIndex({
			paths: this.paths,
			embeddings: parts.embeddings(writer),
			vectors: createVectorTable,
			root,
			writer,
			fingerprint,
			grammars: parts.grammars,
			maxVectors: parts.maxVectors,
			drafts: { fingerprint: parts.draftFingerprint, table: parts.draft },
			logger,
		});
		this.#healing = healing;
		this.updatedAtMs = Number(index.catalogue.meta('updated') ?? 0);
		const graph = new GraphKeeper({
			folder: this.paths.index,
			index,
			client: parts.graphClient,
			fingerprint,
			projection: parts.projection,
			writer,
			logger,
			pass: this.deps.pass,
			...(parts.graphMinRows === undefined ? {} : { minRows: parts.graphMinRows }),
		});
		const search = new FolderSearch({
			root,
			index,
			graph,
			embedder: parts.queryEmbedder,
			maxFileBytes: settings.maxFileBytes,
			opened: this.deps.opened,
		});
		this.#current = { index, graph, search };
		search.calibration = this.deps.calibration();
		for (const what of healing) {
			logger.log('warn', what, { root });
			this.deps.onHealed(what);
		}
	}

	async #closeNow(options: { keepLock?: boolean; unclean?: boolean } = {}): Promise<void> {
		await this.deps.stopWork();
		await this.#current?.graph.close();
		const index = this.#current?.index;
		this.#current = undefined;
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
		this.deps.onReleased();
	}
}
