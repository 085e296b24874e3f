/** hnswlib's build parameters, as in the HNSW paper's recommendations (Malkov and Yashunin, arXiv 1603.09320). */
export const GRAPH_M = 16;
export const GRAPH_EF_CONSTRUCTION = 200;

/**
 * Refined rows from which a graph is built. Below it the exact scan answers in about 5 ms without any building, memory or
 * error; see the measurements in docs/INDEX_FORMAT.md.
 */
export const GRAPH_MIN_ROWS = 100_000;

/**
 * Query width, which is also the number of candidates scored exactly, grows with the graph: questions in prose lie apart from
 * code, and a fixed width loses recall as rows are added. Measured: a 60th of the rows gives recall@10 ≥ 0.99.
 */
export function efSearch(rows: number): number {
	return Math.min(5000, Math.max(300, Math.ceil(rows / 60)));
}

/** Share of labels whose row was replaced or removed since, from which the graph is built anew. */
const STALE_SHARE = 0.2;
/** Share of rows outside the graph from which scanning everything costs about as much. */
const OUTSIDE_SHARE = 0.5;
/** Filters that let less than this share through are scanned exactly: cheaper, and the graph would miss too many. */
const BROAD_FILTER = 0.5;

export interface GraphState {
	/** Refined rows that exist. */
	readonly rows: number;
	/** Labels of the graph, 0 = no graph. */
	readonly labels: number;
	/** Labels whose row is still the one inserted. */
	readonly clean: number;
	readonly minRows: number;
}

/** What to do with the graph: nothing, drop it, insert what is missing, or build it anew. */
export function planGraph({
	rows,
	labels,
	clean,
	minRows,
}: GraphState): 'none' | 'drop' | 'add' | 'rebuild' {
	// Hysteresis: a workspace at the limit must not build and drop in turn.
	if (rows < (labels > 0 ? minRows * 0.8 : minRows)) return labels > 0 ? 'drop' : 'none';
	if (labels === 0) return 'rebuild';
	if (labels - clean > labels * STALE_SHARE) return 'rebuild';
	return rows > clean ? 'add' : 'none';
}

export interface DenseQuery {
	/** Rows of any precision. */
	readonly rows: number;
	/** Of these, rows that the graph does not have (drafts, replaced, new). */
	readonly outside: number;
	/** Rows that the filter lets through; undefined without a filter. */
	readonly admitted: number | undefined;
	readonly k: number;
}

/**
 * How to answer one query.
 *
 * @returns undefined = scan exactly; else the query width for the graph.
 */
export function graphWidth({ rows, outside, admitted, k }: DenseQuery): number | undefined {
	if (outside > rows * OUTSIDE_SHARE) return undefined;
	const share = admitted === undefined ? 1 : admitted / Math.max(rows, 1);
	if (share < BROAD_FILTER) return undefined;
	return Math.ceil(Math.max(efSearch(rows), 3 * k) / Math.min(share, 1));
}
