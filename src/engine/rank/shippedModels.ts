import type { SearchMode } from '../../shared/types';
import { createRanker, type Ranker } from './rankCandidates';
import type { TreeModel } from './types';
import hybridAnswer from './models/hybridAnswer.json';
import hybridChunk from './models/hybridChunk.json';
import hybridFile from './models/hybridFile.json';
import keywordAnswer from './models/keywordAnswer.json';
import keywordChunk from './models/keywordChunk.json';
import keywordFile from './models/keywordFile.json';

const rankers = new Map<'hybrid' | 'keyword', Ranker>();

/**
 * The learned ranker of a mode, compiled at its first use; undefined for `meaning`, which orders by cosine alone.
 * @param mode `keyword` also for a hybrid query without vectors.
 */
export function shippedRanker(mode: SearchMode): Ranker | undefined {
	if (mode === 'meaning') return undefined;
	let ranker = rankers.get(mode);
	if (!ranker) {
		// JSON imports are typed by their content, where `format: 1` is a number.
		ranker =
			mode === 'hybrid'
				? createRanker({
						chunk: hybridChunk as TreeModel,
						file: hybridFile,
						answer: hybridAnswer as TreeModel,
					})
				: createRanker({
						chunk: keywordChunk as TreeModel,
						file: keywordFile,
						answer: keywordAnswer as TreeModel,
					});
		rankers.set(mode, ranker);
	}
	return ranker;
}
