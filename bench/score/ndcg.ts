import type { RankedSpan, Target } from './types';

/** Equal, or one is the other's tail at a slash, in either direction: labels may be relative to another root. */
export function pathMatches(path: string, target: string): boolean {
	const [a, b] = [normal(path), normal(target)];
	return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

/** A target without lines is met by any result of its file; one with lines by any overlap. In file mode lines do not count. */
export function meets(result: RankedSpan, target: Target, fileMode = false): boolean {
	if (!pathMatches(result.path, target.path)) return false;
	if (fileMode || target.startLine === undefined || target.endLine === undefined) return true;
	return result.endLine >= target.startLine && result.startLine <= target.endLine;
}

/** The first result of each file, in order. */
export function distinctFiles(results: readonly RankedSpan[]): RankedSpan[] {
	const seen = new Set<string>();
	return results.filter(({ path }) => !seen.has(normal(path)) && seen.add(normal(path)));
}

/**
 * NDCG@k with binary gains as the retrieval benchmark defines it: DCG = Σ 1 / log2(rank + 1) over the ranks that meet
 * a target; each target marks the first rank that meets it, two targets met by one result mark one rank; the ideal has
 * one gain per target, at most k.
 *
 * @returns 0..1; 0 without targets.
 */
export function ndcg(
	results: readonly RankedSpan[],
	targets: readonly Target[],
	options: { readonly k?: number; readonly fileMode?: boolean } = {},
): number {
	const { k = 10, fileMode = false } = options;
	const list = (fileMode ? distinctFiles(results) : results).slice(0, k);
	const marked = new Set<number>();
	for (const target of targets) {
		const rank = list.findIndex(result => meets(result, target, fileMode));
		if (rank >= 0) marked.add(rank);
	}
	let dcg = 0;
	for (const rank of marked) dcg += gain(rank);
	let ideal = 0;
	for (let i = 0; i < Math.min(k, targets.length); i++) ideal += gain(i);
	return ideal === 0 ? 0 : dcg / ideal;
}

/** 1 / rank of the first of k results that meets any target, 0 when none does: its mean over queries is MRR@k. */
export function reciprocalRank(
	results: readonly RankedSpan[],
	targets: readonly Target[],
	k = 10,
): number {
	const rank = results.slice(0, k).findIndex(r => targets.some(t => meets(r, t)));
	return rank < 0 ? 0 : 1 / (rank + 1);
}

function gain(zeroBasedRank: number): number {
	return 1 / Math.log2(zeroBasedRank + 2);
}

function normal(path: string): string {
	return path.replaceAll('\\', '/').replace(/^\.\//, '');
}
