import { errorCode, LodestoneError } from '../../shared/errors';
import type { SearchRequest, SearchResponse, SimilarOptions } from '../../shared/types';
import type { FolderHealth } from '../health/folderHealth';
import type { Questions } from '../engineTypes';
import type { SerialQueue } from '../indexing/serialQueue';
import type { Logger } from '../ports';
import type { FolderSearch } from '../search/folderSearch';
import type { FolderUpdates } from './folderUpdates';
import type { IndexHolder } from './indexHolder';
import { SharedTurns } from './sharedTurns';

/** What `FolderQuestions` answers from the index as it is saved. */
export type SavedQuestions = Pick<Questions, 'search' | 'similar'>;

export interface FolderQuestionsDeps {
	readonly holder: IndexHolder;
	readonly queue: Pick<SerialQueue, 'length'>;
	readonly updates: Pick<FolderUpdates, 'update'>;
	readonly health: Pick<FolderHealth, 'queryDone'>;
	readonly logger: Logger;
}

/** How long the questions under way may take before one that must be alone gives up. */
const ALONE_MS = 2_000;

/** Answers questions from the index as it is on disk now, and has files read again that an answer found to differ. */
export class FolderQuestions {
	readonly #turns = new SharedTurns();

	constructor(private readonly deps: FolderQuestionsDeps) {}

	/** See `Folder.search`. */
	async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
		return await this.#turns.shared(() => this.#search(request, signal));
	}

	/** See `Folder.similar`. */
	async similar(path: string, line: number, options?: SimilarOptions): Promise<SearchResponse> {
		return await this.#turns.shared(() => this.#similar(path, line, options));
	}

	/** See `Folder.saved`. */
	async saved<T>(
		work: (questions: SavedQuestions) => Promise<T>,
		signal?: AbortSignal,
	): Promise<T> {
		const search = await this.ready();
		const asSaved = async (): Promise<T> => {
			const index = this.deps.holder.index;
			index?.hideOverlays();
			try {
				return await work({
					search: (request, stop) => this.#search(request, stop),
					similar: (path, line, options) => this.#similar(path, line, options),
				});
			} finally {
				index?.showOverlays();
			}
		};
		// Nobody misses what is not there: a text that is typed meanwhile comes a moment later.
		if (search.overlays.size === 0) return await this.#turns.shared(asSaved);
		return await this.#turns.alone(asSaved, ALONE_MS, signal);
	}

	async #search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse> {
		const { holder, queue, updates, health } = this.deps;
		const search = await this.ready();
		let response = await search.search(request, signal);
		if (search.staleFiles.size > 0 && holder.isWriter && queue.length === 0) {
			// The disk moved on since the last event: bring just those files up to date, also where indexing is paused, and answer once more.
			const paths = [...search.staleFiles];
			search.staleFiles.clear();
			await updates.update({ paths, refine: false, onlyThese: true });
			response = await search.search(request, signal);
		}
		health.queryDone(request, response);
		return response;
	}

	async #similar(path: string, line: number, options?: SimilarOptions): Promise<SearchResponse> {
		return await (await this.ready()).similar(path, line, options);
	}

	/** The search over the index that is open, which a reader brings up to its writer's last commit. @throws {LodestoneError} `not-found`. */
	async ready(): Promise<FolderSearch> {
		const { holder, logger } = this.deps;
		await holder.settled();
		// A reader that came before the writer's first commit: look again.
		if (holder.current === undefined) await holder.reopen();
		if (!holder.isWriter) {
			try {
				holder.index?.refresh();
			} catch (error) {
				// The writer tidied up or began anew under our feet: what we hold no longer fits, so load it again.
				logger.log('info', 'The index was rewritten by its writer; loading it again', {
					code: errorCode(error),
				});
				await holder.reopen();
			}
		}
		if (holder.current === undefined)
			throw new LodestoneError(
				'not-found',
				'There is no index of this folder yet.',
				'Index it first.',
			);
		return holder.current.search;
	}
}
