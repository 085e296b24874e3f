import type { SearchMode } from '../../shared/types';
import type { Candidates } from '../rank/gather';
import type { CandidateChunk, RankedChunk, RankedFile } from '../rank/types';

/** Smoothing constant of the paper. */
const RRF_K = 60;

/** A leg: what it ranks by (0 or NaN: not in this leg) and its weight. */
type Leg = readonly [value: (chunk: CandidateChunk) => number, weight: number];

/**
 * Plain reciprocal rank fusion of the legs, one best chunk a file: what answers when no learned model fits the mode (similar code,
 * meaning alone).
 *
 * @see Cormack, Clarke, Büttcher: Reciprocal Rank Fusion, SIGIR 2009.
 */
export function rrfRank(
	candidates: Pick<Candidates, 'chunks' | 'files'>,
	mode: SearchMode,
): RankedFile[] {
	const { chunks, files } = candidates;
	const legs: Leg[] = [];
	if (mode !== 'keyword') legs.push([chunk => chunk.cosine, 1.5]);
	if (mode !== 'meaning')
		legs.push(
			[chunk => chunk.body, 1],
			[chunk => chunk.names, 0.5],
			[chunk => files[chunk.file]?.pathScore ?? 0, 0.3],
			[chunk => chunk.defines, 2],
		);
	const scores = new Float64Array(chunks.length);
	for (const [value, weight] of legs) {
		const ranked = chunks
			.map((chunk, index) => ({ index, value: value(chunk) }))
			.filter(each => each.value > 0)
			.sort((a, b) => b.value - a.value || a.index - b.index);
		ranked.forEach(({ index }, rank) => {
			scores[index] = (scores[index] ?? 0) + weight / (RRF_K + rank + 1);
		});
	}
	const byFile: RankedChunk[][] = files.map(() => []);
	chunks.forEach((chunk, index) =>
		byFile[chunk.file]?.push({
			index,
			score: scores[index] ?? 0,
			probability: looseProbability(chunk.cosine),
		}),
	);
	return byFile
		.flatMap((list, file): RankedFile[] => {
			list.sort((a, b) => b.score - a.score || a.index - b.index);
			const [best] = list;
			if (best === undefined) return [];
			return [{ file, score: best.score, probability: best.probability, chunks: list }];
		})
		.sort((a, b) => b.score - a.score || a.file - b.file);
}

/** A cosine of all-MiniLM-L6-v2 between code and code (or question) as a rough chance; the learned models carry calibrated ones. */
function looseProbability(cosine: number): number {
	return Number.isNaN(cosine) ? 0.4 : 1 / (1 + Math.exp(-10 * (cosine - 0.45)));
}
