import type { IndexState } from '../../shared/types';
import type { Translate } from '../translate';
import type { FolderSnapshot } from './folderIndex';

/**
 * The state of one folder as the window knows it: the engine's own (`healthState`), unless opening it failed or the window has
 * heard of newer progress. Undefined while the index is being opened.
 */
export function folderState(
	{ status, progress, failure }: FolderSnapshot,
	t: Translate,
): IndexState | undefined {
	if (failure && failure.code !== 'store-locked')
		return {
			type: 'error',
			code: failure.code,
			why: [failure.message, failure.remedy].filter(part => part !== '').join(' '),
		};
	if (!status) return undefined;
	const { state } = status;
	if (state.type === 'empty' && !progress)
		return {
			type: 'empty',
			why:
				status.updatedAtMs === 0
					? t('This folder is not indexed yet.')
					: t('There is nothing to index here: every file is left out.'),
		};
	const settled = state.type === 'paused' || state.type === 'error' || state.type === 'degraded';
	return progress && !settled ? { type: 'indexing', progress } : state;
}
