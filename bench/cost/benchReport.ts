import { cpus } from 'node:os';
import type { IndexCost, QueryCost, RecallCost } from '../bench';
import { percentiles, rounded, spread, type Percentiles, type Spread } from './statistics';

/** What `npm run bench -- --json` prints; the first ten keys are fixed for scripts. */
export interface BenchReport {
	/** Embedding throughput of the engine over that of bare `session.run` on the same token batches, tokens a second. */
	readonly throughputRatio: number | null;
	/** The same by processor time instead of the clock: what other programs on the machine do does not change it. */
	readonly cpuRatio: number | null;
	/** Chunk texts a second through the transformer. */
	readonly chunksPerSecond: number | null;
	readonly queryMs: Percentiles;
	/** The highest of indexing and asking. */
	readonly peakRssMb: number;
	readonly bytesPerChunk: number;
	readonly recallAt10: number | null;
	readonly firstAnswerMs: number | null;
	/** Until all is searchable by words and by draft meaning. */
	readonly draftSeconds: number;
	/** Until all is refined, drafts included. */
	readonly refinedSeconds: number;
	readonly reopenMs: number;
	readonly files: number;
	readonly chunks: number;
	readonly texts: number;
	readonly tokensPerText: number;
	readonly stages: Readonly<
		Record<
			string,
			{ seconds: number; filesPerSecond: number | null; chunksPerSecond: number | null }
		>
	>;
	readonly bare: { readonly textsPerSecond: Spread; readonly tokensPerSecond: Spread } | null;
	readonly queryStagesMs: Readonly<Record<string, Percentiles>>;
	readonly queries: number;
	readonly vectorSearch: string;
	readonly reopen: Spread;
	readonly bytes: Readonly<Record<string, number>>;
	readonly rssMb: { readonly indexing: number; readonly asking: number };
	readonly machine: {
		readonly cpu: string;
		readonly cores: number;
		readonly threads: number;
		readonly node: string;
	};
}

const QUERY_STAGES = [
	'tokeniseMs',
	'embedMs',
	'keywordMs',
	'vectorMs',
	'fuseMs',
	'rankMs',
	'hydrateMs',
] as const;

/** Puts the stages' figures together. Pure. */
export function benchReport(
	index: IndexCost,
	queries: QueryCost,
	reopens: readonly QueryCost[],
	recall: RecallCost,
): BenchReport {
	const speed = index.embedSeconds > 0 ? index.tokens / index.embedSeconds : null;
	const bare = index.bare.map(run => run.tokens / run.seconds);
	const bareMean = bare.reduce((sum, v) => sum + v, 0) / bare.length;
	const perSecond = (n: number, seconds: number): number | null =>
		seconds > 0 ? Math.round((n / seconds) * 10) / 10 : null;
	const stage = (seconds: number, files: number | null, chunks: number | null) => ({
		seconds: rounded(seconds),
		filesPerSecond: files === null ? null : perSecond(files, seconds),
		chunksPerSecond: chunks === null ? null : perSecond(chunks, seconds),
	});
	const { catalogue, vectors, graph, total } = queries.bytes;
	return {
		throughputRatio: speed === null || bare.length === 0 ? null : rounded(speed / bareMean),
		cpuRatio: cpuRatio(index),
		chunksPerSecond: perSecond(index.texts, index.embedSeconds),
		queryMs: percentiles(queries.wallMs),
		peakRssMb: Math.round(Math.max(index.peakRssMb, queries.peakRssMb)),
		bytesPerChunk: Math.round(total / index.chunks),
		recallAt10: recall.recallAt10,
		firstAnswerMs: index.firstAnswerMs === null ? null : Math.round(index.firstAnswerMs),
		draftSeconds: rounded(index.draftSeconds),
		refinedSeconds: rounded(index.draftSeconds + index.refineSeconds),
		reopenMs: Math.round(spread(reopens.map(r => r.reopenMs)).median),
		files: index.files,
		chunks: index.chunks,
		texts: index.texts,
		tokensPerText: rounded(index.tokens / index.texts),
		stages: {
			'walk alone': stage(index.walkSeconds, index.files, null),
			'walk, read, parse, words, drafts': stage(index.draftSeconds, index.files, index.chunks),
			'refine (transformer)': stage(index.embedSeconds, null, index.texts),
			'graph, built for its recall': stage(recall.buildSeconds, null, recall.rows),
		},
		bare:
			bare.length === 0
				? null
				: {
						tokensPerSecond: spread(bare),
						textsPerSecond: spread(index.bare.map(run => run.texts / run.seconds)),
					},
		queryStagesMs: Object.fromEntries(
			QUERY_STAGES.map(name => [name, percentiles(queries.traces.map(trace => trace[name]))]),
		),
		queries: queries.traces.length,
		vectorSearch: queries.traces[0]?.vectorSearch ?? 'none',
		reopen: spread(reopens.map(r => r.reopenMs)),
		bytes: { catalogue, vectors, graph, total },
		rssMb: { indexing: Math.round(index.peakRssMb), asking: Math.round(queries.peakRssMb) },
		machine: {
			cpu: cpus()[0]?.model ?? 'unknown',
			cores: cpus().length,
			threads: index.threads,
			node: process.versions.node,
		},
	};
}

/** Processor seconds a token of the bare model over those of the engine, which also stores and commits. */
function cpuRatio(index: IndexCost): number | null {
	const bareTokens = index.bare.reduce((sum, run) => sum + run.tokens, 0);
	const bareCpu = index.bare.reduce((sum, run) => sum + run.cpuSeconds, 0);
	if (bareTokens === 0 || index.tokens === 0) return null;
	return rounded(bareCpu / bareTokens / (index.embedCpuSeconds / index.tokens));
}

/** The same for people. */
export function benchText(corpus: string, r: BenchReport): string {
	const lines: string[] = [
		`${corpus}: ${r.files} files, ${r.chunks} chunks, ${r.texts} distinct texts of ${r.tokensPerText.toFixed(0)} tokens`,
		`${r.machine.cpu}, ${r.machine.cores} cores, ${r.machine.threads} model threads, Node ${r.machine.node}`,
		'',
		`first answer by words      ${orDash(r.firstAnswerMs)} ms`,
		`all searchable (drafts)    ${r.draftSeconds.toFixed(1)} s`,
		`all refined                ${r.refinedSeconds.toFixed(1)} s`,
		`reopen, unchanged          ${r.reopen.median.toFixed(0)} ms (${r.reopen.low.toFixed(0)}–${r.reopen.high.toFixed(0)}, n = ${r.reopen.n})`,
		`embedding                  ${orDash(r.chunksPerSecond)} chunks/s, ${orDash(r.throughputRatio)} × bare session.run (by processor time ${orDash(r.cpuRatio)})`,
	];
	if (r.bare !== null)
		lines.push(
			`bare session.run           ${r.bare.textsPerSecond.median.toFixed(0)} texts/s (${r.bare.textsPerSecond.low.toFixed(0)}–${r.bare.textsPerSecond.high.toFixed(0)}, n = ${r.bare.textsPerSecond.n})`,
		);
	lines.push(
		`peak memory                ${r.rssMb.indexing} MB indexing, ${r.rssMb.asking} MB asking`,
		`disk                       ${r.bytesPerChunk} bytes a chunk (${Object.entries(r.bytes)
			.map(([part, n]) => `${part} ${(n / 1e6).toFixed(1)} MB`)
			.join(', ')})`,
		`HNSW recall@10             ${orDash(r.recallAt10)}; queries used: ${r.vectorSearch}`,
		'',
		`${'stage'.padEnd(36)}${'seconds'.padStart(9)}${'files/s'.padStart(11)}${'chunks/s'.padStart(11)}`,
	);
	for (const [name, s] of Object.entries(r.stages))
		lines.push(
			`${name.padEnd(36)}${s.seconds.toFixed(2).padStart(9)}${orDash(s.filesPerSecond).padStart(11)}${orDash(s.chunksPerSecond).padStart(11)}`,
		);
	lines.push(
		'',
		`${`query, ms (n = ${r.queries})`.padEnd(36)}${'p50'.padStart(9)}${'p95'.padStart(11)}${'p99'.padStart(11)}`,
	);
	for (const [name, p] of [['total', r.queryMs] as const, ...Object.entries(r.queryStagesMs)])
		lines.push(
			`${name.padEnd(36)}${p.p50.toFixed(2).padStart(9)}${p.p95.toFixed(2).padStart(11)}${p.p99.toFixed(2).padStart(11)}`,
		);
	return `${lines.join('\n')}\n`;
}

function orDash(value: number | null): string {
	return value === null ? '-' : String(value);
}
