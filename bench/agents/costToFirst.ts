import { meets } from '../score/ndcg';
import type { Target } from '../score/types';
import type { Reading } from './grepAndRead';

/** What a question costs that is never answered; also the most that any costs. */
export const NEVER = 32_000;

/** Tokens read until a reading meets a target, that reading included; `NEVER` when none does or it takes as much. */
export function costToFirst(readings: Iterable<Reading>, targets: readonly Target[]): number {
	let tokens = 0;
	for (const reading of readings) {
		tokens += reading.tokens;
		if (tokens >= NEVER) return NEVER;
		if (targets.some(target => meets(reading, target))) return tokens;
	}
	return NEVER;
}

export interface CostSummary {
	readonly mean: number;
	readonly median: number;
	/** Share of the questions that were answered for less than `NEVER`. */
	readonly answered: number;
}

export function summary(costs: readonly number[]): CostSummary {
	const sorted = [...costs].sort((a, b) => a - b);
	const half = sorted.length >> 1;
	const median =
		sorted.length === 0
			? 0
			: sorted.length % 2 === 1
				? (sorted[half] ?? 0)
				: ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
	return {
		mean: costs.reduce((sum, each) => sum + each, 0) / Math.max(1, costs.length),
		median,
		answered: costs.filter(each => each < NEVER).length / Math.max(1, costs.length),
	};
}
