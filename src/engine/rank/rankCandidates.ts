import { createAnswerStage, FAR, FAR_NEXT, type PlacedRow } from './answerStage';
import type { FileGroup } from './facts/fileGroups';
import { AnswerRows, type Row } from './facts/rows';
import { LETTER_FOR_LETTER } from './facts/named';
import { idfShare } from './facts/queryFacts';
import { featureMatrix } from './featureMatrix';
import type { Candidates } from './gather';
import { compileLinear } from './linear';
import { loneHolder } from './loneHolder';
import { looksPasted } from './pasted';
import type { Signal } from './signals/signal';
import { SIGNALS } from './signals/signals';
import { compileTrees, type TreeEnsemble } from './trees';
import type { CandidateChunk, FileModel, RankedChunk, RankedFile, TreeModel } from './types';

/** The stages of one mode: `chunk` picks the part of a file to show, `file` orders the files by that part, `answer` says how likely. */
export interface RankingModels {
	readonly chunk: TreeModel;
	readonly file: FileModel;
	readonly answer: TreeModel;
}

export interface Ranker {
	/** @returns Files best first; each with its candidate chunks, best first. */
	rank(candidates: Pick<Candidates, 'query' | 'files' | 'chunks'>): RankedFile[];
}

interface Scored {
	readonly index: number;
	readonly score: number;
}

interface Stage {
	readonly model: Pick<TreeEnsemble, 'predict'>;
	readonly signals: readonly Signal[];
}

const BY_NAME = new Map(SIGNALS.map(signal => [signal.name, signal]));

function stage(
	{ features }: { readonly features: readonly string[] },
	model: Stage['model'],
): Stage {
	const signals = features.map(name => {
		const signal = BY_NAME.get(name);
		if (!signal)
			throw new RangeError(`the ranking model wants a signal "${name}" that does not exist`);
		return signal;
	});
	return { model, signals };
}

/** @throws {RangeError} When a model does not fit the signals of this version. */
export function createRanker(models: RankingModels): Ranker {
	const chunkStage = stage(models.chunk, compileTrees(models.chunk));
	const fileStages = {
		function: stage(models.file.function, compileLinear(models.file.function)),
		other: stage(models.file.other, compileLinear(models.file.other)),
	};
	const answerStage = createAnswerStage(models.answer);
	return {
		rank({ query, files, chunks }) {
			const rows = new AnswerRows(query, files, chunks);
			if (looksPasted(query.text)) return rankByWords(rows, chunks, files.length);
			// The trees were trained on files that could come first; the others follow in the order of fusion, at no cost.
			const contends = rows.groups.map(isContender);
			const judged = chunks.flatMap((chunk, index) =>
				contends[chunk.file] === true ? [index] : [],
			);
			const judgedRows = judged.map(index => rows.at(index));
			const chunkScores = chunkStage.model.predict(
				featureMatrix(judgedRows, chunkStage.signals),
				judgedRows.length,
			);
			const byFile: Scored[][] = files.map(() => []);
			judged.forEach((index, i) => {
				const chunk = chunks[index];
				if (chunk) byFile[chunk.file]?.push({ index, score: chunkScores[i] ?? 0 });
			});
			chunks.forEach(({ file }, index) => {
				if (contends[file] !== true)
					byFile[file]?.push({ index, score: -(rows.fusionPlace[index] ?? 0) });
			});
			for (const list of byFile) list.sort((a, b) => b.score - a.score || a.index - b.index);
			// Only each file's chosen chunk goes through the second stage: half the rows or less.
			const first = byFile.flatMap((list, file) =>
				list[0] ? [{ file, index: list[0].index }] : [],
			);
			const chosen = first
				.filter(({ file }) => contends[file] === true)
				.map(({ index }) => rows.at(index));
			const fileStage = rows.query.asksForFunction ? fileStages.function : fileStages.other;
			const fileScores = fileStage.model.predict(
				featureMatrix(chosen, fileStage.signals),
				chosen.length,
			);
			const scores = new Map(chosen.map((row, i) => [row.chunk.file, fileScores[i] ?? 0]));
			const floor = fileScores.reduce((least, score) => Math.min(least, score), 0) - 1;
			const lone = loneHolder(rows.query);
			if (lone !== undefined) scores.set(lone, Math.max(...scores.values()) + LONE_MARGIN);
			const order = first
				.map(({ file }) => ({
					file,
					score: scores.get(file) ?? floor - (rows.groups[file]?.rrfPlace ?? 0),
				}))
				.sort((a, b) => b.score - a.score || a.file - b.file);
			return withChances(order, byFile, rows, answerStage);
		},
	};
}

/** By how much the file that alone holds what is asked stands before the others, in units of the file stage's score. */
const LONE_MARGIN = 0.1;

/** Places up to which a file contends; the same in tools/ranking/lab.py (`keep`). */
const FUSION_PLACES = 20;
const PATH_PLACES = 8;

/** Whether a file could come first: by fusion, by a name, by its path or by its text as a whole. */
function isContender(group: FileGroup): boolean {
	return (
		group.rrfPlace <= FUSION_PLACES ||
		group.named > 0 ||
		group.pathPlace <= PATH_PLACES ||
		group.documentPlace <= PATH_PLACES
	);
}

/**
 * A pasted line or message is found by its words: what holds most of them is what was copied, and no model trained on questions may
 * put anything before it. The chance of a hit is the share of the text's weight that it holds.
 */
function rankByWords(
	{ query, fusionPlace }: AnswerRows,
	chunks: readonly CandidateChunk[],
	files: number,
): RankedFile[] {
	const byFile: RankedChunk[][] = Array.from({ length: files }, () => []);
	chunks.forEach((chunk, index) => {
		// Chunks without any of the words follow in the order of fusion.
		const score = chunk.body > 0 ? chunk.body : -1 - (fusionPlace[index] ?? 0);
		byFile[chunk.file]?.push({ index, score, probability: idfShare(chunk.bodyMask, query) });
	});
	let bound = 1;
	return byFile
		.flatMap((chunks, file) => {
			chunks.sort((a, b) => b.score - a.score || a.index - b.index);
			const [best] = chunks;
			return best === undefined ? [] : [{ file, score: best.score, best, chunks }];
		})
		.sort((a, b) => b.score - a.score || a.file - b.file)
		.map(({ file, score, best, chunks }) => {
			bound = Math.min(bound, best.probability);
			return { file, score, probability: bound, chunks };
		});
}

/** Files whose chance is worked out: those that a person looks at. */
const JUDGED_FILES = 30;
const JUDGED_CHUNKS = 3;

/**
 * Least chance of the only definition, letter for letter, of a name that is asked for by itself: cross-fitted on DEV 62 of 63 such first
 * hits were right. The trees alone know too few such questions to be sure of a name that shares its chunk with others.
 */
const ONLY_DEFINITION = 0.9;

function isOnlyDefinition({ query, named }: Row): boolean {
	return query.query.kind === 'identifier' && query.definers === 1 && named >= LETTER_FOR_LETTER;
}

function withChances(
	order: readonly { readonly file: number; readonly score: number }[],
	byFile: readonly (readonly Scored[])[],
	rows: AnswerRows,
	answerStage: (rows: readonly PlacedRow[]) => Float64Array,
): RankedFile[] {
	const best = order[0]?.score ?? 0;
	/** Of `placed`, their places among the candidates. */
	const indices: number[] = [];
	const placed = order.slice(0, JUDGED_FILES).flatMap(({ file, score }, filePlace): PlacedRow[] => {
		const list = byFile[file] ?? [];
		const top = list[0]?.score ?? 0;
		const second = list[1];
		const next = order[filePlace + 1];
		return list.slice(0, JUDGED_CHUNKS).map((chunk, chunkPlace) => {
			indices.push(chunk.index);
			return {
				row: rows.at(chunk.index),
				fileScore: score,
				fileGap: Math.min(FAR, best - score),
				fileMargin: next === undefined ? FAR_NEXT : Math.min(FAR_NEXT, score - next.score),
				filePlace,
				chunkPlace,
				chunkGap: Math.min(FAR, top - chunk.score),
				secondChunkGap: second === undefined ? FAR : Math.min(FAR, top - second.score),
			};
		});
	});
	const odds = answerStage(placed);
	const chances = new Map(
		placed.map(({ row }, i) => {
			const told = logistic(odds[i] ?? 0);
			return [indices[i] ?? 0, isOnlyDefinition(row) ? Math.max(told, ONLY_DEFINITION) : told];
		}),
	);
	let bound = 1;
	return order.map(({ file, score }): RankedFile => {
		const chunks = (byFile[file] ?? []).map(({ index, score: own }): RankedChunk => ({
			index,
			score: own,
			probability: chances.get(index) ?? 0,
		}));
		bound = Math.min(bound, chunks[0]?.probability ?? 0);
		return { file, score, probability: bound, chunks };
	});
}

function logistic(logOdds: number): number {
	return 1 / (1 + Math.exp(-logOdds));
}
