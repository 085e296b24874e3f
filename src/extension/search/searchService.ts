import type { FolderId } from '../../shared/engineProtocol';
import { LodestoneError } from '../../shared/errors';
import type { SearchFilters, SearchMode, SearchRequest, SearchResponse } from '../../shared/types';
import type { EngineCall } from '../client/engineClient';
import { mergeAnswers, type Answer, type FolderAnswer } from './mergeAnswers';

export interface FolderQuery {
	readonly folderId: FolderId;
	readonly filters: SearchFilters;
}

export interface SearchAsk {
	readonly query: string;
	readonly folders: readonly FolderQuery[];
	readonly limit: number;
	/** Lines of code shown with each hit: the engine chooses the best for exactly as many. */
	readonly snippetLines: number;
	readonly signal: AbortSignal;
	/** What the person opened before may decide between files that are close. */
	readonly useOpened: boolean;
	/** Hears the keyword answer when the full one takes longer than a glance. */
	readonly onPartial?: (answer: Answer) => void;
}

/** The keyword answer is held back this long: where the full one is as fast, one list that does not change is calmer. */
const PARTIAL_AFTER_MS = 35;

/**
 * Asks all folders at once, words first and meaning after, and merges what they say.
 *
 * @throws {LodestoneError} `cancelled`, or what the engine says when no folder answered.
 */
export async function search(call: EngineCall, ask: SearchAsk): Promise<Answer> {
	let finished = false;
	const startedAt = performance.now();
	if (ask.onPartial) {
		void askFolders(call, ask, 'keyword')
			.then(async partial => {
				const early = PARTIAL_AFTER_MS - (performance.now() - startedAt);
				if (early > 0) await new Promise(resolve => setTimeout(resolve, early));
				if (!isOver()) ask.onPartial?.(partial);
			})
			// The full answer fails in the same way and tells it.
			.catch(() => undefined);
	}
	const isOver = () => finished || ask.signal.aborted;
	try {
		return await askFolders(call, ask, 'hybrid');
	} finally {
		finished = true;
	}
}

function askFolders(call: EngineCall, ask: SearchAsk, mode: SearchMode): Promise<Answer> {
	return collect(ask.folders, ask.limit, async ({ folderId, filters }) => {
		const { query, limit, snippetLines, useOpened } = ask;
		const request: SearchRequest = { query, mode, limit, filters, snippetLines, useOpened };
		return call('search', { folderId, request }, { signal: ask.signal });
	});
}

/** Asks each folder; one that fails is left out unless all do. */
export async function collect(
	folders: readonly FolderQuery[],
	limit: number,
	ask: (folder: FolderQuery) => Promise<SearchResponse>,
): Promise<Answer> {
	const settled = await Promise.allSettled(folders.map(ask));
	const answers = settled.flatMap((result, i): FolderAnswer[] => {
		const folder = folders[i];
		return result.status === 'fulfilled' && folder
			? [{ folderId: folder.folderId, response: result.value }]
			: [];
	});
	const failed = settled.find(result => result.status === 'rejected');
	if (answers.length === 0 && failed) throw toError(failed.reason);
	return mergeAnswers(answers, limit);
}

const toError = (reason: unknown): Error =>
	reason instanceof Error ? reason : new LodestoneError('internal', String(reason));
