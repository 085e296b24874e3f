import type { QueryFacts } from './facts/queryFacts';

/**
 * Chunks of the smallest repository that the weights were fitted on. In smaller workspaces idf, and BM25 with it, has smaller values than any that
 * they know, while a word in a path weighs as much as ever.
 */
export const FITTED_CHUNKS = 85;
/** Share of a question's weight (idf) that the file holds at least, and that all others hold at most. */
const HOLDS = 0.75;
const OTHERS_HOLD = 0.5;

/**
 * In a workspace smaller than any that the weights know: the file that alone holds most of what a question of several words asks, in one chunk and its
 * path. In larger ones the weights put it first themselves (13 of DEV's 15 such questions, 38 of 42 of the span check's, are answered by it).
 *
 * @returns its place among the candidate files; undefined where there is none, or the workspace is large enough.
 */
export function loneHolder({ query, plainCount, fileCovers }: QueryFacts): number | undefined {
	if (query.chunks >= FITTED_CHUNKS || plainCount < 2) return undefined;
	const most = Math.max(...fileCovers);
	const alone = fileCovers.filter(share => share > OTHERS_HOLD).length === 1;
	return alone && most >= HOLDS ? fileCovers.indexOf(most) : undefined;
}
