/** A small, fast, seeded generator (mulberry32), so that samples and intervals repeat. @returns numbers in 0..1. */
export function seededRandom(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** `count` different whole numbers below `below`, at random; all of them when there are not more. */
export function sampleBelow(below: number, count: number, random: () => number): number[] {
	if (below <= count) return Array.from({ length: below }, (_, i) => i);
	const chosen = new Set<number>();
	while (chosen.size < count) chosen.add(Math.floor(random() * below));
	return [...chosen];
}
