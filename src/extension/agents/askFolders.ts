import type { SearchFilters } from '../../shared/types';
import type { EngineCall } from '../client/engineClient';
import type { Answer } from '../search/mergeAnswers';
import { collect } from '../search/searchService';
import type { FolderIndex } from '../workspace/folderIndex';

export interface AgentQuestion {
	readonly query: string;
	readonly limit: number;
	readonly filters: SearchFilters;
	readonly signal: AbortSignal;
}

/**
 * Puts one question to folders, without the view's filters and partial answers.
 *
 * @throws {LodestoneError} `cancelled`, or what the engine says when no folder answered.
 */
export function askFolders(
	call: EngineCall,
	folders: readonly FolderIndex[],
	{ query, limit, filters, signal }: AgentQuestion,
): Promise<Answer> {
	return collect(
		folders.map(folder => ({ folderId: folder.id, filters })),
		limit,
		({ folderId }) => call('search', { folderId, request: { query, limit, filters } }, { signal }),
	);
}
