import type { TermLists } from '../store/chunkBlock';
import type { FileAnalysis } from './fileAnalysis';

/**
 * Replaces the file-local term positions of an analysis by global ids and orders the pairs by id (which the blob's delta coding
 * and the postings' merge need).
 *
 * @param intern Gives a term's global id.
 */
export function globalTermLists(
	analysis: Pick<FileAnalysis, 'terms' | 'termPairs' | 'count'>,
	intern: (term: string) => number,
): TermLists[] {
	const ids = new Uint32Array(analysis.terms.length);
	for (let i = 0; i < ids.length; i++) ids[i] = intern(analysis.terms[i] ?? '');
	const pairs = analysis.termPairs;
	const lists: TermLists[] = [];
	let at = 0;
	for (let c = 0; c < analysis.count; c++) {
		const bodyLength = pairs[at++] ?? 0;
		const nameLength = pairs[at++] ?? 0;
		const [bodyIds, bodyCounts] = sortedPairs(pairs, at, bodyLength, ids);
		at += bodyLength * 2;
		const [nameIds, nameCounts] = sortedPairs(pairs, at, nameLength, ids);
		at += nameLength * 2;
		lists.push({ bodyIds, bodyCounts, nameIds, nameCounts });
	}
	return lists;
}

function sortedPairs(
	pairs: Uint32Array,
	start: number,
	length: number,
	ids: Uint32Array,
): [Uint32Array, Uint32Array] {
	// id in the high part, count in the low 20 bits: one numeric sort of doubles, exact below 2^53.
	const keys = new Float64Array(length);
	for (let i = 0; i < length; i++)
		keys[i] =
			(ids[pairs[start + i * 2] ?? 0] ?? 0) * 0x100000 + Math.min(pairs[start + i * 2 + 1] ?? 1, 0xfffff);
	keys.sort();
	const outIds = new Uint32Array(length);
	const outCounts = new Uint32Array(length);
	for (let i = 0; i < length; i++) {
		const key = keys[i] ?? 0;
		outIds[i] = Math.floor(key / 0x100000);
		outCounts[i] = key % 0x100000;
	}
	return [outIds, outCounts];
}
