import type { Row } from './facts/rows';
import { SIGNALS } from './signals/signals';
import { compileTrees } from './trees';
import type { TreeModel } from './types';

/** A hit of an answer that is already in order, with what its place tells. */
export interface PlacedRow {
	readonly row: Row;
	readonly fileScore: number;
	/** How far the file is below the best one, at most `FAR`. */
	readonly fileGap: number;
	/** How far the next file is below this one, at most `FAR_NEXT`. */
	readonly fileMargin: number;
	readonly filePlace: number;
	readonly chunkPlace: number;
	/** How far the chunk is below the best of its file. */
	readonly chunkGap: number;
	/** How far the second chunk of the file is below its best, `FAR` without one. */
	readonly secondChunkGap: number;
}

/** The same limits as in tools/ranking/stages.py (`Answers`). */
export const FAR = 9;
export const FAR_NEXT = 3;

const PLACE: Readonly<Record<string, (placed: PlacedRow) => number>> = {
	fileScore: placed => placed.fileScore,
	fileGap: placed => placed.fileGap,
	fileMargin: placed => placed.fileMargin,
	filePlace: placed => Math.log2(1 + placed.filePlace),
	chunkPlace: placed => placed.chunkPlace,
	chunkGap: placed => placed.chunkGap,
	secondChunkGap: placed => placed.secondChunkGap,
};

/**
 * The third stage: how likely a hit is to be what was asked for and not yet shown by a better chunk of its file. Its log odds were
 * trained on right, wrong and unanswerable questions, so that they mean the same for every query.
 *
 * @throws {RangeError} When the model wants a signal that does not exist.
 */
export function createAnswerStage(model: TreeModel): (rows: readonly PlacedRow[]) => Float64Array {
	const trees = compileTrees(model);
	const columns = model.features.map((name): ((placed: PlacedRow) => number) => {
		const place = PLACE[name];
		if (place !== undefined) return place;
		const signal = SIGNALS.find(each => each.name === name);
		if (!signal)
			throw new RangeError(`the answer model wants a signal "${name}" that does not exist`);
		return placed => signal.of(placed.row);
	});
	return rows => {
		const matrix = new Float32Array(rows.length * columns.length);
		rows.forEach((placed, i) => {
			columns.forEach((column, j) => (matrix[i * columns.length + j] = column(placed)));
		});
		return trees.predict(matrix, rows.length);
	};
}
