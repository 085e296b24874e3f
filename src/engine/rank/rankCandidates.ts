import { buildRows, featureMatrix, SIGNALS, type Row, type Signal } from './features';
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
		if (!signal)
			throw new RangeError(`the ranking model wants a signal "${name}" that does not exist`);
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
			// The trees were trained on files that could come first; the others follow in the order of fusion, at no cost.
			const contends = files.map(() => false);
			for (const row of rows) if (isContender(row)) contends[row.chunk.file] = true;
			const judged = chunks.flatMap((chunk, index) =>
				contends[chunk.file] === true ? [index] : [],
			);
			const judgedRows = judged.flatMap(index => rows[index] ?? []);
			const chunkScores = chunkStage.trees.predict(
				featureMatrix(judgedRows, chunkStage.signals),
				judgedRows.length,
			);
			const byFile: RankedChunk[][] = files.map(() => []);
			judged.forEach((index, i) => {
				const chunk = chunks[index];
				if (chunk) byFile[chunk.file]?.push({ index, score: chunkScores[i] ?? 0 });
			});
			rows.forEach((row, index) => {
				const list = contends[row.chunk.file] === true ? undefined : byFile[row.chunk.file];
				list?.push({ index, score: -row.fusionRank });
			});
			for (const list of byFile) list.sort((a, b) => b.score - a.score || a.index - b.index);
			// Only each file's chosen chunk goes through the second stage: half the rows or less.
			const first = byFile.flatMap((list, file) =>
				list[0] ? [{ file, row: rows[list[0].index] }] : [],
			);
			const chosen = first
				.filter(({ file }) => contends[file] === true)
				.flatMap(({ row }) => row ?? []);
			const fileScores = fileStage.trees.predict(
				featureMatrix(chosen, fileStage.signals),
				chosen.length,
			);
			const scores = new Map(chosen.map((row, i) => [row.chunk.file, fileScores[i] ?? 0]));
			const floor = fileScores.reduce((least, score) => Math.min(least, score), 0) - 1;
			return first
				.map(({ file, row }): RankedFile => {
					const score = scores.get(file) ?? floor - (row?.group.rrfRank ?? 0);
					return {
						file,
						score,
						probability: interpolate(score, calibration),
						chunks: byFile[file] ?? [],
					};
				})
				.sort((a, b) => b.score - a.score || a.file - b.file);
		},
	};
}

/** Places up to which a file contends; the same in tools/ranking/lab.py (`keep`). */
const FUSION_PLACES = 20;
const PATH_PLACES = 8;

/** Whether a file could come first: by fusion, by a name, by its path or by its text as a whole. */
function isContender({ group }: Row): boolean {
	return (
		group.rrfRank <= FUSION_PLACES ||
		group.named > 0 ||
		group.pathRank <= PATH_PLACES ||
		group.documentRank <= PATH_PLACES
	);
}

/** Piecewise linear; flat beyond both ends. */
export function interpolate(
	score: number,
	{ scores, probabilities }: TreeModel['calibration'],
): number {
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
	const [x0 = 0, x1 = 1, y0 = 0, y1 = 1] = [
		scores[low],
		scores[high],
		probabilities[low],
		probabilities[high],
	];
	return x1 > x0 ? y0 + ((y1 - y0) * (score - x0)) / (x1 - x0) : y1;
}
