import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { Candidates } from '../rank/gather';
import type { RankedChunk, RankedFile } from '../rank/types';
import { TermOverlap } from './termOverlap';

/** Similar code: near in meaning and sharing words. Equal weights; a copy with renamed identifiers beats a neighbour of its file. */
export function rankSimilar(
	index: WorkspaceIndex,
	candidates: Candidates,
	self: number,
): RankedFile[] {
	const overlap = new TermOverlap(index, self);
	const byFile = new Map<number, RankedChunk[]>();
	candidates.chunks.forEach((chunk, place) => {
		if (chunk.chunkId === self) return;
		const meaning = Number.isNaN(chunk.cosine) ? 0 : chunk.cosine;
		const score = (meaning + overlap.with(chunk.chunkId)) / 2;
		const scored = { index: place, score, probability: Math.min(1, score * 1.25) };
		const list = byFile.get(chunk.file);
		if (list === undefined) byFile.set(chunk.file, [scored]);
		else list.push(scored);
	});
	return [...byFile]
		.map(([file, chunks]): RankedFile => {
			chunks.sort((a, b) => b.score - a.score || a.index - b.index);
			const score = chunks[0]?.score ?? 0;
			return { file, score, probability: chunks[0]?.probability ?? 0, chunks };
		})
		.sort((a, b) => b.score - a.score || a.file - b.file);
}
