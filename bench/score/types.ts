/** A place that answers a query. Lines 1-based and inclusive; without them the whole file answers. */
export interface Target {
	readonly path: string;
	readonly startLine?: number | undefined;
	readonly endLine?: number | undefined;
}

/** One question of an evaluation, whatever its file format was. */
export interface EvalQuery {
	readonly id: string;
	/** Folder below the corpus. */
	readonly repo: string;
	readonly query: string;
	readonly language: string;
	readonly category: string;
	readonly targets: readonly Target[];
}

/** One result as written to the results file. */
export interface RankedSpan {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly score?: number;
}

/** One line of a results file. */
export interface QueryResults {
	readonly repo: string;
	readonly query: string;
	readonly results: readonly RankedSpan[];
}

export function queryKey(q: { readonly repo: string; readonly query: string }): string {
	return `${q.repo}\n${q.query}`;
}
