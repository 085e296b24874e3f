import type { Proportion, Scores } from '../../shared/health/healthTypes';
import { seededRandom } from './random';

const Z95 = 1.959964;
const BOOTSTRAP_ROUNDS = 500;
/** Places beyond this count as not found, as in MRR@10. */
export const DEPTH = 10;

/**
 * Wilson's score interval for a share (Wilson 1927): right for small numbers and shares near 0 and 1.
 *
 * @param hits 0..n.
 */
export function wilson(hits: number, n: number): Proportion {
	if (n === 0) return { value: 0, low: 0, high: 1 };
	const p = hits / n;
	const z2 = Z95 ** 2 / n;
	const centre = (p + z2 / 2) / (1 + z2);
	const half = (Z95 / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
	return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * recall@1, @5, @10 with Wilson's intervals and MRR@10 with a bootstrap interval.
 *
 * @param ranks 1-based place of the right answer to each question; 0 when it is not among the first ten.
 */
export function scoresOf(ranks: readonly number[]): Scores {
	const n = ranks.length;
	const within = (k: number): number => ranks.filter(rank => rank >= 1 && rank <= k).length;
	return {
		questions: n,
		recall1: wilson(within(1), n),
		recall5: wilson(within(5), n),
		recall10: wilson(within(DEPTH), n),
		mrr: meanInterval(ranks.map(rank => (rank >= 1 && rank <= DEPTH ? 1 / rank : 0))),
	};
}

function meanInterval(values: readonly number[]): Proportion {
	const n = values.length;
	if (n === 0) return { value: 0, low: 0, high: 1 };
	const random = seededRandom(n);
	const means: number[] = [];
	for (let round = 0; round < BOOTSTRAP_ROUNDS; round++) {
		let sum = 0;
		for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)] ?? 0;
		means.push(sum / n);
	}
	means.sort((a, b) => a - b);
	const at = (share: number): number => means[Math.floor(share * (BOOTSTRAP_ROUNDS - 1))] ?? 0;
	return { value: values.reduce((a, b) => a + b, 0) / n, low: at(0.025), high: at(0.975) };
}
