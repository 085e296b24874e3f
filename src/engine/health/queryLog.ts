import type { Measure, Percentiles, QueryRecord, Stage } from '../../shared/health/healthTypes';
import { STAGES } from '../../shared/health/healthTypes';
import type { SearchRequest, SearchResponse, SearchTrace } from '../../shared/types';
import { dayOf, type HealthStore } from './healthStore';
import { Histogram } from './histogram';

/** Queries kept in memory; the newest ones decide on the objective. */
const RING = 200;
/** What waits longer than this is written; a query itself never waits for the disk. */
const FLUSH_MS = 2_000;

/** What every query cost: a ring buffer in memory, histograms a day on disk, written a moment later and all at once. */
export class QueryLog {
	readonly #ring: QueryRecord[] = [];
	readonly #saves: number[] = [];
	#unwritten: QueryRecord[] = [];
	#latencies = new Map<Measure, Histogram>();
	#timer: NodeJS.Timeout | undefined;
	#lastMs = 0;

	constructor(
		private readonly store: HealthStore,
		private readonly nowMs: () => number = Date.now,
	) {
		for (const record of store.queries(RING).reverse()) this.#ring.push(record);
	}

	/** When a query last ended, epoch ms. */
	get lastMs(): number {
		return this.#lastMs;
	}

	/** Takes a finished query in; costs microseconds. */
	add(record: QueryRecord): void {
		this.#lastMs = record.atMs;
		push(this.#ring, record);
		this.#unwritten.push(record);
		for (const stage of STAGES) this.#count(stage, record.stages[stage]);
		this.#flushSoon();
	}

	/** @param ms From a file's save to its being searchable. */
	addSave(ms: number): void {
		push(this.#saves, ms);
		this.#count('save', ms);
		this.#flushSoon();
	}

	/** Of the newest queries (at most 200), by stage. */
	recent(): Readonly<Record<Stage, Percentiles>> {
		return Object.fromEntries(
			STAGES.map(stage => [stage, percentilesOf(this.#ring.map(({ stages }) => stages[stage]))]),
		) as Record<Stage, Percentiles>;
	}

	recentSaves(): Percentiles {
		return percentilesOf(this.#saves);
	}

	/** The stage that takes most of the slowest twentieth of queries. */
	slowestStage(): Stage {
		const slow = [...this.#ring]
			.sort((a, b) => b.stages.total - a.stages.total)
			.slice(0, Math.ceil(this.#ring.length / 20));
		const cost = (stage: Stage): number => slow.reduce((sum, q) => sum + q.stages[stage], 0);
		return STAGES.filter(stage => stage !== 'total').reduce((worst, stage) =>
			cost(stage) > cost(worst) ? stage : worst,
		);
	}

	/** Writes what waits. A write that fails loses it: a trace is not worth a retry. */
	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const queries = this.#unwritten;
		const latencies = this.#latencies;
		if (latencies.size === 0) return;
		this.#unwritten = [];
		this.#latencies = new Map();
		try {
			this.store.record(dayOf(this.nowMs()), latencies, queries);
		} catch {
			/* busy or full */
		}
	}

	#count(measure: Measure, ms: number): void {
		let histogram = this.#latencies.get(measure);
		if (histogram === undefined) this.#latencies.set(measure, (histogram = new Histogram()));
		histogram.add(ms);
	}

	#flushSoon(): void {
		if (this.#timer !== undefined) return;
		this.#timer = setTimeout(() => this.flush(), FLUSH_MS);
		this.#timer.unref();
	}
}

/** A query as the log keeps it; its words are only counted. */
export function queryRecord(
	request: SearchRequest,
	response: SearchResponse,
	atMs: number,
): QueryRecord {
	const hits = response.groups.map(({ best }) => best.precision);
	const share = (precision: string): number =>
		hits.length === 0 ? 0 : hits.filter(each => each === precision).length / hits.length;
	const { trace } = response;
	return {
		atMs,
		mode: response.mode,
		kind: response.understood.kind,
		words: request.query.split(/\s+/).filter(word => word !== '').length,
		stages: stagesOf(trace),
		candidates: trace.candidates,
		admitted: trace.admitted,
		chunks: trace.chunks,
		files: response.totalFiles,
		vectorSearch: trace.vectorSearch,
		refined: share('refined'),
		draft: share('draft'),
		degraded: response.degraded !== undefined,
	};
}

function stagesOf(trace: SearchTrace): Record<Stage, number> {
	const round = (ms: number): number => Math.round(ms * 100) / 100;
	return {
		tokenise: round(trace.tokeniseMs),
		embed: round(trace.embedMs),
		vector: round(trace.vectorMs),
		keyword: round(trace.keywordMs),
		fuse: round(trace.fuseMs),
		rank: round(trace.rankMs),
		hydrate: round(trace.hydrateMs),
		total: round(trace.totalMs),
	};
}

/** Nearest-rank percentiles. */
export function percentilesOf(values: readonly number[]): Percentiles {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
	return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function push<T>(ring: T[], value: T): void {
	ring.push(value);
	if (ring.length > RING) ring.shift();
}
