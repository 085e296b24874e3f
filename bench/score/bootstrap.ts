import { groupBy, mean } from './scoreRun';

/** A small, fast, seeded generator (mulberry32), so that figures repeat. */
export function seeded(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

export interface Estimate {
	readonly mean: number;
	/** Standard error by resampling whole repositories: questions of one repository are not independent. */
	readonly standardError: number;
	/** Share of resamples whose mean is above 0. */
	readonly above0: number;
}

/**
 * Bootstrap over clusters (Efron and Tibshirani 1993, ch. 8): draws as many repositories as there are, with
 * replacement, and takes the spread of the means over their questions.
 */
export function clusterBootstrap(
	values: readonly { readonly cluster: string; readonly value: number }[],
	rounds = 2000,
	seed = 1,
): Estimate {
	const sums = [...groupBy(values, v => v.cluster).values()].map(group => ({
		sum: group.reduce((total, v) => total + v.value, 0),
		n: group.length,
	}));
	const random = seeded(seed);
	const means: number[] = [];
	for (let round = 0; round < rounds; round++) {
		let sum = 0;
		let n = 0;
		for (let i = 0; i < sums.length; i++) {
			const drawn = sums[Math.floor(random() * sums.length)];
			sum += drawn?.sum ?? 0;
			n += drawn?.n ?? 0;
		}
		means.push(sum / n);
	}
	const centre = mean(means);
	const variance = means.reduce((total, m) => total + (m - centre) ** 2, 0) / (rounds - 1);
	return {
		mean: mean(values.map(v => v.value)),
		standardError: Math.sqrt(variance),
		above0: means.filter(m => m > 0).length / rounds,
	};
}
