import type {
	ChunkKind,
	IndexSummary,
	Reason,
	SearchResponse,
	SearchTrace,
	SkipReason,
} from '../shared/types';

/** One result of `search --json`: lines 1-based and inclusive, path relative to FOLDER with `/`. */
export interface JsonResult {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly language: string;
	readonly kind: ChunkKind;
	readonly symbol: string;
	readonly score: number;
	readonly reasons: readonly Reason[];
}

/** What `search --json` and `similar --json` print; fixed for scripts. */
export interface JsonAnswer {
	readonly results: readonly JsonResult[];
	readonly trace: SearchTrace;
}

/** One chunk a file, best first. */
export function answerJson(response: SearchResponse): JsonAnswer {
	return {
		results: response.groups.map(({ best }) => ({
			path: best.path,
			startLine: best.span.startLine + 1,
			endLine: best.span.endLine + 1,
			language: best.language,
			kind: best.kind,
			symbol: best.symbol,
			score: best.score,
			reasons: best.reasons.map(oneBased),
		})),
		trace: response.trace,
	};
}

/** What `index --json` ends with; of several folders: their sums. */
export function summaryJson(summaries: readonly IndexSummary[]): IndexSummary {
	const sum = (pick: (summary: IndexSummary) => number): number =>
		summaries.reduce((total, summary) => total + pick(summary), 0);
	const skipped: Partial<Record<SkipReason, number>> = {};
	for (const summary of summaries)
		for (const [reason, n] of Object.entries(summary.skipped) as [SkipReason, number][])
			skipped[reason] = (skipped[reason] ?? 0) + n;
	return {
		files: sum(s => s.files),
		chunks: sum(s => s.chunks),
		embedded: sum(s => s.embedded),
		reused: sum(s => s.reused),
		removed: sum(s => s.removed),
		skipped,
		seconds: Math.round(sum(s => s.seconds) * 1000) / 1000,
	};
}

function oneBased(reason: Reason): Reason {
	return reason.type === 'nearest-lines'
		? { ...reason, startLine: reason.startLine + 1, endLine: reason.endLine + 1 }
		: reason;
}
