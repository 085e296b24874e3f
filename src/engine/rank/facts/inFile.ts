import type { CandidateChunk, TermMask } from '../types';

const BITS = 31;
/** Scratch space: filled anew for every file. */
const counts = new Uint16Array(BITS);
const weights = new Float64Array(BITS);

/**
 * How much of the query each candidate of one file has that its neighbours have not: Σ of the terms' idf among the file's candidates.
 * Words that the whole file is about tell nothing about the place in it.
 *
 * @param members Places of the file's candidates. @param plainMask Terms that count.
 */
export function inFileWeights(
	chunks: readonly CandidateChunk[],
	members: readonly number[],
	plainMask: TermMask,
	write: (member: number, words: number, names: number) => void,
): void {
	const n = members.length;
	counts.fill(0);
	for (const member of members) {
		const chunk = chunks[member] as CandidateChunk;
		for (let rest = (chunk.bodyMask | chunk.namesMask) & plainMask; rest !== 0; rest &= rest - 1) {
			const bit = 31 - Math.clz32(rest & -rest);
			counts[bit] = (counts[bit] as number) + 1;
		}
	}
	for (let bit = 0; bit < BITS; bit++) {
		const count = counts[bit] as number;
		if (count > 0) weights[bit] = Math.log(1 + (n - count + 0.5) / (count + 0.5));
	}
	for (const member of members) {
		const chunk = chunks[member] as CandidateChunk;
		write(
			member,
			sum((chunk.bodyMask | chunk.namesMask) & plainMask),
			sum(chunk.namesMask & plainMask),
		);
	}
}

function sum(mask: TermMask): number {
	let total = 0;
	for (let rest = mask; rest !== 0; rest &= rest - 1)
		total += weights[31 - Math.clz32(rest & -rest)] as number;
	return total;
}
