import { buildRows, featureMatrix, SIGNALS, type Signal } from './features';
import type { Candidates } from './gather';
import { compileTrees, type TreeEnsemble } from './trees';
import type { RankedChunk, RankedFile, TreeModel } from './types';

/** The two stages of one mode: `chunk` picks the part of a file to show, `file` orders the files by that part. */
export interface RankingModels {
	readonly chunk: TreeModel;
	readonly file: TreeModel;
}

export interface Ranker {
	/** @returns Files best first; each with its candidate chunks, best first. */
	rank(candidates: Pick<Candidates, 'query' | 'files' | 'chunks'>): RankedFile[];
}

interface Stage {
	readonly trees: TreeEnsemble;
	readonly signals: readonly Signal[];
}

const BY_NAME = new Map(SIGNALS.map(signal => [signal.name, signal]));

function stage(model: TreeModel): Stage {
	const signals = model.features.map(name => {
		const signal = BY_NAME.get(name);
		if (!signal) throw new RangeError(`the ranking model wants a signal "${name}" that does not exist`);
		return signal;
	});
	return { trees: compileTrees(model), signals };
}

/** @throws {RangeError} When a model does not fit the signals of this version. */
export function createRanker(models: RankingModels): Ranker {
	const chunkStage = stage(models.chunk);
	const fileStage = stage(models.file);
	const { calibration } = models.file;
	return {
		rank({ query, files, chunks }) {
			const rows = buildRows(query, files, chunks);
			const chunkScores = chunkStage.trees.predict(featureMatrix(rows, chunkStage.signals), rows.length);
			const byFile: RankedChunk[][] = files.map(() => []);
			chunks.forEach((chunk, index) => byFile[chunk.file]?.push({ index, score: chunkScores[index] ?? 0 }));
			for (const list of byFile) list.sort((a, b) => b.score - a.score || a.index - b.index);
			// Only each file's chosen chunk goes through the second stage: half the rows or less.
			const present = byFile.flatMap((list, file) => (list[0] ? [{ file, best: list[0] }] : []));
			const chosen = present.flatMap(({ best }) => rows[best.index] ?? []);
			const fileScores = fileStage.trees.predict(featureMatrix(chosen, fileStage.signals), chosen.length);
			return present
				.map(({ file }, i): RankedFile => {
					const score = fileScores[i] ?? 0;
					return { file, score, probability: interpolate(score, calibration), chunks: byFile[file] ?? [] };
				})
				.sort((a, b) => b.score - a.score || a.file - b.file);
		},
	};
}

/** Piecewise linear; flat beyond both ends. */
export function interpolate(score: number, { scores, probabilities }: TreeModel['calibration']): number {
	const last = scores.length - 1;
	if (last < 0) return 0.5;
	if (score <= (scores[0] ?? 0)) return probabilities[0] ?? 0;
	if (score >= (scores[last] ?? 0)) return probabilities[last] ?? 1;
	let low = 0;
	let high = last;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((scores[middle] ?? 0) <= score) low = middle;
		else high = middle;
	}
	const [x0 = 0, x1 = 1, y0 = 0, y1 = 1] = [scores[low], scores[high], probabilities[low], probabilities[high]];
	return x1 > x0 ? y0 + ((y1 - y0) * (score - x0)) / (x1 - x0) : y1;
}
