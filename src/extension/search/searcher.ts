import * as vscode from 'vscode';
import { LodestoneError } from '../../shared/errors';
import type { SearchFilters } from '../../shared/types';
import { NO_FILTERS, type ViewFilters } from '../../shared/view/viewProtocol';
import type { EngineClient } from '../client/engineClient';
import { changedFiles } from '../workspace/gitChanges';
import type { WindowOptions } from '../settings';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import type { Answer } from './mergeAnswers';
import { collect, search, type FolderQuery } from './searchService';
import { parseSimilar } from './similarQuery';
import { hasFilters, toSearchFilters } from './viewFilters';

export interface Ask {
	readonly query: string;
	readonly filters: ViewFilters;
	readonly limit: number;
	readonly signal: AbortSignal;
	readonly onPartial?: (answer: Answer) => void;
}

/** What the view, the quick pick and the commands ask: a question with filters, over the folders of the window. */
export interface Searcher {
	/** @throws {LodestoneError} `cancelled`, `timeout`, `engine-stopped`, or what the engine says. */
	ask(ask: Ask): Promise<Answer>;
	/** Files that match without any filter; asked only when the filters hid everything. */
	unfilteredFiles(ask: Ask): Promise<number | undefined>;
	/** The person opened a result: remembered where that is turned on, else nothing. Never fails. */
	opened(query: string, folderId: string, path: string): void;
}

/** @param settings The window's, as they are now. */
export function createSearcher(
	engine: EngineClient,
	folders: WorkspaceFolders,
	settings: () => Pick<WindowOptions, 'previewLines' | 'learnFromOpened'>,
): Searcher {
	const folderQueries = async (filters: ViewFilters): Promise<readonly FolderQuery[]> => {
		const changed = filters.changedFiles ? await changedFiles() : undefined;
		const open = filters.openEditors ? openFiles() : [];
		const current = vscode.window.activeTextEditor?.document.uri;
		return folders.enabled.flatMap(folder => {
			const inFolder = (uris: readonly vscode.Uri[]) =>
				uris.flatMap(uri => {
					const located = folders.locate(uri);
					return located?.folder === folder ? [located.path] : [];
				});
			const search: SearchFilters | undefined = toSearchFilters(filters, folder.id, {
				currentFile: inFolder(current ? [current] : [])[0],
				changedFiles: inFolder(changed ?? []),
				openEditors: inFolder(open),
			});
			return search ? [{ folderId: folder.id, filters: search }] : [];
		});
	};
	const call = engine.call.bind(engine);
	const ask = async (question: Ask): Promise<Answer> => {
		if (folders.enabled.length === 0)
			throw new LodestoneError('not-found', 'No folder is open.', 'Open a folder to search it.');
		const queries = await folderQueries(question.filters);
		const similar = parseSimilar(question.query);
		const { previewLines: snippetLines, learnFromOpened: useOpened } = settings();
		if (!similar) return search(call, { ...question, snippetLines, useOpened, folders: queries });
		const { limit, signal } = question;
		return collect(queries, limit, async ({ folderId, filters }) =>
			call('similar', { folderId, ...similar, limit, filters, snippetLines }, { signal }),
		);
	};
	return {
		ask,
		async unfilteredFiles(question) {
			if (!hasFilters(question.filters)) return undefined;
			const { signal, query } = question;
			const answer = await ask({ query, signal, filters: NO_FILTERS, limit: 1 });
			return answer.totalFiles;
		},
		opened(query, folderId, path) {
			if (!settings().learnFromOpened || parseSimilar(query)) return;
			// Opening a file does not wait for this, and a store that cannot be written tells of itself elsewhere.
			call('recordOpened', { folderId, query, path }).catch(() => undefined);
		},
	};
}

function openFiles(): readonly vscode.Uri[] {
	return vscode.window.tabGroups.all
		.flatMap(group => group.tabs)
		.flatMap(tab => (tab.input instanceof vscode.TabInputText ? [tab.input.uri] : []));
}
