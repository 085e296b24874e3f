import { chunkPostings, type ChunkPostings } from '../lexical/termBlob';
import type { TermDictionary } from '../lexical/termDictionary';
import type { ChunkBlock } from '../store/chunkBlock';
import { CHUNK_NUMBERS, N_LENGTH, type FileAnalysis } from './fileAnalysis';

/** The words of each chunk of an analysis by their ids; words that are new get one. */
export function postingsOf(analysis: FileAnalysis, dictionary: TermDictionary): ChunkPostings[] {
	const lengths = Array.from(
		{ length: analysis.count },
		(_, i) => analysis.numbers[i * CHUNK_NUMBERS + N_LENGTH] ?? 0,
	);
	return chunkPostings(analysis.termPairs, dictionary.internAll(analysis.terms), lengths);
}

/** What the catalogue keeps of an analysis. @param terms Of all chunks, as `encodeTerms` makes them. */
export function blockOf(analysis: FileAnalysis, terms: Uint8Array): ChunkBlock {
	return {
		count: analysis.count,
		numbers: analysis.numbers,
		names: analysis.names,
		docs: analysis.docs,
		contentHashes: analysis.contentHashes,
		terms,
	};
}
