/** Models that `final.py` wrote fold by fold (FOLDS): each repository is ranked by those that never saw it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRanker, type Ranker } from '../../src/engine/rank/rankCandidates';
import { shippedRanker } from '../../src/engine/rank/shippedModels';
import type { FileModel, TreeModel } from '../../src/engine/rank/types';

type Mode = 'hybrid' | 'keyword';

/** @param folder Of the folds; undefined: the shipped models for every repository. */
export function rankerOf(folder: string | undefined, mode: Mode): (repo: string) => Ranker {
	if (folder === undefined) {
		const shipped = shippedRanker(mode);
		if (shipped === undefined) throw new RangeError(`there is no ranker for ${mode}`);
		return () => shipped;
	}
	const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
	const folds = read('folds.json') as Record<string, number>;
	const made = new Map<number, Ranker>();
	return repo => {
		const fold = folds[repo];
		if (fold === undefined) throw new RangeError(`${repo} is in no fold`);
		const model = (stage: string): unknown => read(`${fold}/${mode}${stage}.json`);
		const ranker =
			made.get(fold) ??
			createRanker({
				chunk: model('Chunk') as TreeModel,
				file: model('File') as FileModel,
				answer: model('Answer') as TreeModel,
			});
		made.set(fold, ranker);
		return ranker;
	};
}
