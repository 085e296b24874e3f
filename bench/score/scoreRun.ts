import { meets, ndcg, reciprocalRank } from './ndcg';
import { queryKey, type EvalQuery, type QueryResults, type RankedSpan } from './types';

/** The figures of one question. */
export interface QueryScore {
	readonly query: EvalQuery;
	/** NDCG@10 of the results as returned. */
	readonly chunk: number;
	/** NDCG@10 of their distinct files. */
	readonly file: number;
	/** 1 / rank at span level; undefined when no target has lines. */
	readonly span: number | undefined;
	/** 1 / rank of the first of ten results that meets a target. */
	readonly reciprocal: number;
	/** A result among the first five meets a target. */
	readonly recall5: number;
	readonly answered: boolean;
}

/** Scores every question; one without results gets 0. */
export function scoreRun(
	queries: readonly EvalQuery[],
	results: readonly QueryResults[],
): QueryScore[] {
	const byKey = new Map<string, readonly RankedSpan[]>(results.map(r => [queryKey(r), r.results]));
	return queries.map(query => {
		const found = byKey.get(queryKey(query));
		const list = found ?? [];
		const spans = query.targets.filter(t => t.startLine !== undefined && t.endLine !== undefined);
		return {
			query,
			chunk: ndcg(list, query.targets),
			file: ndcg(list, query.targets, { fileMode: true }),
			span: spans.length === 0 ? undefined : reciprocalRank(list, spans),
			reciprocal: reciprocalRank(list, query.targets),
			recall5: list.slice(0, 5).some(r => query.targets.some(t => meets(r, t))) ? 1 : 0,
			answered: found !== undefined,
		};
	});
}

/** The mean, NaN of nothing. */
export function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = groups.get(key(item));
		if (group === undefined) groups.set(key(item), [item]);
		else group.push(item);
	}
	return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
