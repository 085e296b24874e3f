import type { DraftCost, QueryCost } from '../bench';
import { percentiles, rounded, spread, type Percentiles, type Spread } from './statistics';

/** What `npm run bench -- --drafts` prints: all but the transformer's work, for corpora whose refinement takes too long. */
export interface DraftReport {
	readonly files: number;
	readonly chunks: number;
	readonly draftSeconds: number;
	readonly draftCpuSeconds: number;
	readonly msPerChunk: number;
	/** The same by processor time: what other programs on the machine do changes it little. */
	readonly cpuMsPerChunk: number;
	readonly reopen: Spread;
	readonly rssMb: { readonly indexing: number; readonly opened: number; readonly asking: number };
	readonly queryMs: Percentiles | null;
	readonly queryStagesMs: Readonly<Record<string, Percentiles>>;
	readonly bytesPerChunk: number;
}

const STAGES = [
	'tokeniseMs',
	'embedMs',
	'keywordMs',
	'vectorMs',
	'rankMs',
	'hydrateMs',
	'totalMs',
] as const;

/** @param reopens Openings without questions. */
export function draftReport(
	index: DraftCost,
	queries: QueryCost,
	reopens: readonly QueryCost[],
): DraftReport {
	const { traces, wallMs } = queries;
	return {
		files: index.files,
		chunks: index.chunks,
		draftSeconds: rounded(index.seconds),
		draftCpuSeconds: rounded(index.cpuSeconds),
		msPerChunk: rounded((1000 * index.seconds) / index.chunks),
		cpuMsPerChunk: rounded((1000 * index.cpuSeconds) / index.chunks),
		reopen: spread(reopens.map(({ reopenMs }) => reopenMs)),
		rssMb: {
			indexing: Math.round(index.peakRssMb),
			opened: Math.round(Math.max(...reopens.map(({ peakRssMb }) => peakRssMb))),
			asking: Math.round(queries.peakRssMb),
		},
		queryMs: wallMs.length === 0 ? null : percentiles(wallMs),
		queryStagesMs:
			traces.length === 0
				? {}
				: Object.fromEntries(
						STAGES.map(name => [name, percentiles(traces.map(trace => trace[name]))]),
					),
		bytesPerChunk: Math.round(queries.bytes.total / index.chunks),
	};
}
