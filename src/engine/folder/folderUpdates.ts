import { errorCode } from '../../shared/errors';
import type { IndexProgress, IndexSummary } from '../../shared/types';
import type { EngineParts } from '../engineParts';
import type { UpdateOptions } from '../engineTypes';
import type { FolderHealth } from '../health/folderHealth';
import type { SerialQueue } from '../indexing/serialQueue';
import { withEither } from '../indexing/eitherSignal';
import type { UpdateCounts } from '../indexing/updater';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { BackgroundRefinement } from './backgroundRefinement';
import type { ChangeReader, ReadOptions } from './changeReader';
import { checkInside } from './confine';
import { asLodestoneError, type FolderTrouble } from './folderTrouble';
import type { IndexHolder } from './indexHolder';
import type { Refinement } from './refinement';

/** A file saved longer ago than this is not what a person waits for. */
const RECENT_SAVE_MS = 60_000;

export interface FolderUpdatesDeps {
	readonly parts: Pick<EngineParts, 'background' | 'logger'>;
	readonly holder: IndexHolder;
	/** All writing goes through it. */
	readonly queue: SerialQueue;
	readonly reader: ChangeReader;
	readonly refinement: Refinement;
	readonly background: BackgroundRefinement;
	readonly trouble: FolderTrouble;
	readonly health: Pick<FolderHealth, 'saved' | 'event'>;
	/** The state changed. */
	readonly announce: () => void;
	readonly closing: AbortSignal;
}

type RunOptions = UpdateOptions & ReadOptions & { readonly signal: AbortSignal };

/** Brings a folder's index up to date with the disk, one update after the other, and says how far it is. */
export class FolderUpdates {
	#progress: IndexProgress | undefined;

	constructor(private readonly deps: FolderUpdatesDeps) {}

	/** Of the update under way. */
	get progress(): IndexProgress | undefined {
		return this.#progress;
	}

	/** See `Folder.update`. */
	async update(options: UpdateOptions & ReadOptions = {}): Promise<IndexSummary> {
		const { parts, holder, queue, background, closing } = this.deps;
		checkInside(options.paths ?? []);
		const summary = await queue.run(() =>
			withEither(closing, options.signal, signal => this.#updateHealing({ ...options, signal })),
		);
		if (parts.background && options.refine === false && holder.isWriter && holder.index)
			background.start(holder.index);
		return summary;
	}

	/** Damage that shows only when a page is touched: mends the store and begins again, once. */
	async #updateHealing(options: RunOptions): Promise<IndexSummary> {
		try {
			return await this.#update(options);
		} catch (error) {
			if (errorCode(error) !== 'store-damaged') throw error;
			await this.deps.holder.mend();
			return await this.#update(options);
		}
	}

	async #update(options: RunOptions): Promise<IndexSummary> {
		const { holder, reader, refinement, trouble, health, announce } = this.deps;
		const { signal } = options;
		const startedMs = performance.now();
		const index = await holder.writable();
		const report = (progress: IndexProgress): void => {
			this.#progress = progress;
			options.onProgress?.(progress);
			announce();
		};
		try {
			if (options.full === true) index.forgetHashes();
			const counts = await reader.read(index, options, signal, report);
			const embedded = options.refine === false ? 0 : await refinement.run(index, signal, report);
			this.#tellLimit(index, counts);
			holder.updatedAtMs = Date.now();
			this.#tellHealth(index, options, counts, startedMs);
			if (
				counts.changed + counts.removed + embedded > 0 ||
				index.catalogue.meta('updated') === undefined
			)
				index.catalogue.setMeta('updated', holder.updatedAtMs);
			trouble.clear();
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
			const expected = asLodestoneError(error, holder.paths.index);
			if (expected.code !== 'cancelled') {
				trouble.set(expected);
				health.event('failed', { code: expected.code });
			}
			reader.missed();
			throw expected;
		} finally {
			this.#progress = undefined;
			announce();
		}
	}

	/** Says in the log that some files are found by their words alone. */
	#tellLimit(index: WorkspaceIndex, { changed }: UpdateCounts): void {
		const { wordsOnly } = index.chunks;
		if (changed === 0 || wordsOnly === 0) return;
		this.deps.parts.logger.log(
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
		const { health } = this.deps;
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
				health.saved(now - entry.mtimeMs);
		}
		if (paths === undefined && counts.changed + counts.removed > 0)
			health.event('indexed', {
				files: counts.changed,
				removed: counts.removed,
				reused: counts.reused,
				seconds: Math.round(seconds * 10) / 10,
			});
	}
}
