import type { Reason } from '../../shared/types';
import type { EngineCall } from '../client/engineClient';
import type { FoundHit } from '../search/resultSet';
import { parseSimilar } from '../search/similarQuery';
import type { Translate } from '../translate';

export interface HitExplanation {
	readonly reasons: readonly Reason[];
	readonly error: string;
}

/** Asks the engine again about one file, with all signals: costs one more run of the model, so it is done on demand only. */
export async function explainHit(
	call: EngineCall,
	found: FoundHit | undefined,
	query: string,
	t: Translate,
): Promise<HitExplanation> {
	if (!found)
		return { reasons: [], error: t('This result is from an older search. Search again.') };
	const { group, hit } = found;
	if (parseSimilar(query)) return { reasons: hit.reasons, error: '' };
	try {
		const response = await call('search', {
			folderId: group.folderId,
			request: { query, limit: 1, explain: true, filters: { paths: [group.path] } },
		});
		const hits = response.groups.flatMap(each => [each.best, ...each.more]);
		const explained = hits.find(each => each.chunkId === hit.chunkId);
		// Ranks are told as of the whole answer; only the nearest lines need the second look.
		const near = explained?.reasons.filter(reason => reason.type === 'nearest-lines') ?? [];
		const known = hit.reasons.filter(reason => reason.type !== 'nearest-lines');
		return {
			reasons: known.length > 0 ? [...known, ...near] : (explained?.reasons ?? []),
			error: '',
		};
	} catch (error) {
		return { reasons: [], error: error instanceof Error ? error.message : String(error) };
	}
}
