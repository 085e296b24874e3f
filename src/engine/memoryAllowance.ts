import type { IndexStatus } from '../shared/types';

/** Measured with `bench/capacity.ts`: docs/SCALE.md. A text with a vector, all that belongs to it included; a chunk found by its words alone. */
const BYTES_A_VECTOR = 1_500;
const BYTES_A_WORDS_ONLY_CHUNK = 600;
/** Index bytes that a budget has room for anyway. */
const INCLUDED_BYTES = 600_000_000;

/**
 * What an engine may take beyond its budget because the folders that are open are so large: an index that needs its memory is no leak,
 * and ending the process would not make it smaller.
 *
 * @returns bytes; 0 for up to some 400,000 chunks in all.
 */
export function memoryAllowance(
	folders: Iterable<Pick<IndexStatus, 'coverage' | 'wordsOnly'>>,
): number {
	let bytes = 0;
	for (const { coverage, wordsOnly } of folders)
		bytes += coverage.meaning * BYTES_A_VECTOR + wordsOnly * BYTES_A_WORDS_ONLY_CHUNK;
	return Math.max(0, bytes - INCLUDED_BYTES);
}
