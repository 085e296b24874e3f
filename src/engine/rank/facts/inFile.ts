import type { CandidateChunk, TermMask } from '../types';

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
	const counts = new Uint16Array(31);
	for (const member of members) {
		const chunk = chunks[member];
		if (chunk === undefined) continue;
		for (let rest = (chunk.bodyMask | chunk.namesMask) & plainMask; rest !== 0; rest &= rest - 1) {
			const bit = 31 - Math.clz32(rest & -rest);
			counts[bit] = (counts[bit] ?? 0) + 1;
		}
	}
	const weight = Float64Array.from(counts, count =>
		Math.log(1 + (n - count + 0.5) / (count + 0.5)),
	);
	const sum = (mask: TermMask): number => {
		let total = 0;
		for (let rest = mask & plainMask; rest !== 0; rest &= rest - 1)
			total += weight[31 - Math.clz32(rest & -rest)] ?? 0;
		return total;
	};
	for (const member of members) {
		const chunk = chunks[member];
		if (chunk !== undefined)
			write(member, sum(chunk.bodyMask | chunk.namesMask), sum(chunk.namesMask));
	}
}
