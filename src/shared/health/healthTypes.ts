/**
 * What Lodestone knows of its own health: traces, objectives, alarms, quality. Pure types, shared by all processes.
 * Nothing here holds source text or questions; times are epoch ms, durations ms unless the name says otherwise.
 */

/** Stages of a query, in the order in which they run; `total` is measured, not their sum. */
export const STAGES = [
	'tokenise',
	'embed',
	'vector',
	'keyword',
	'fuse',
	'rank',
	'hydrate',
	'total',
] as const;
export type Stage = (typeof STAGES)[number];

/** What is measured and kept as a histogram a day: the stages of a query, and the time from a save to its being searchable. */
export const MEASURES = [...STAGES, 'save'] as const;
export type Measure = (typeof MEASURES)[number];

/** One query as the ring buffer keeps it. The question itself is not kept. */
export interface QueryRecord {
	readonly atMs: number;
	readonly mode: 'hybrid' | 'meaning' | 'keyword';
	readonly kind: 'identifier' | 'path' | 'mixed' | 'prose' | 'empty';
	/** Words of the question. */
	readonly words: number;
	/** ms by stage. */
	readonly stages: Readonly<Record<Stage, number>>;
	readonly candidates: number;
	readonly admitted: number;
	readonly chunks: number;
	readonly files: number;
	readonly vectorSearch: 'exact' | 'hnsw' | 'none';
	/** Share of the shown hits, 0..1, that were found by a refined vector, and by a draft one. */
	readonly refined: number;
	readonly draft: number;
	readonly degraded: boolean;
}

export interface Percentiles {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
}

/** A day's latencies. */
export interface DayLatency {
	/** `2026-11-25`, UTC. */
	readonly day: string;
	readonly measures: Readonly<Partial<Record<Measure, Percentiles>>>;
}

/** What a person expects of search; a missed one is told with what to do. */
export interface Objectives {
	/** p95 of a query in the engine. */
	readonly searchMs: number;
	/** p95 from a save to its being searchable. */
	readonly saveMs: number;
	/** Percent of chunks with a refined vector once indexing rests. */
	readonly coveragePercent: number;
	/** How long a changed file may be unknown to the index. */
	readonly stalenessMs: number;
}

export const DEFAULT_OBJECTIVES: Objectives = {
	searchMs: 30,
	saveMs: 1_000,
	coveragePercent: 99,
	stalenessMs: 60_000,
};

/**
 * Alarms. `broken`: answers are wrong or worse, the state is DEGRADED until it is mended. `missed`: an objective is missed, answers
 * are as good as ever.
 */
export const ALARM_CODES = [
	'model-changed',
	'vectors-wrong',
	'chunks-missing',
	'quality-fell',
	'scores-drifted',
	'graph-recall',
	'stale-files',
	'disk-slow',
	'search-slow',
	'save-slow',
	'coverage-low',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

export interface Alarm {
	readonly code: AlarmCode;
	readonly severity: 'broken' | 'missed';
	readonly sinceMs: number;
	/** Numbers and words that the sentence needs, by alarm; see `alarmText`. */
	readonly facts: Readonly<Record<string, number | string>>;
	/** True when the engine mends it by itself. */
	readonly healing: boolean;
}

/** Ways in which a question is answered; quality is measured for each. */
export const LEGS = ['keyword', 'meaning', 'hybrid'] as const;
export type Leg = (typeof LEGS)[number];

/** Kinds of questions made from a workspace; see docs/HEALTH.md. */
export const QUESTION_KINDS = ['doc', 'name', 'commit'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** A share with its 95 % interval. */
export interface Proportion {
	readonly value: number;
	readonly low: number;
	readonly high: number;
}

export interface Scores {
	readonly questions: number;
	readonly recall1: Proportion;
	readonly recall5: Proportion;
	readonly recall10: Proportion;
	readonly mrr: Proportion;
}

/** One run over the questions made from the workspace's own code. */
export interface QualityRun {
	readonly atMs: number;
	readonly seconds: number;
	readonly legs: Readonly<Record<Leg, Scores>>;
	readonly kinds: Readonly<Partial<Record<QuestionKind, Scores>>>;
	/** Hybrid, by language id; the languages with most questions. */
	readonly languages: Readonly<Record<string, Scores>>;
}

/** Facts about the vectors and chunks that a drift would show in. Shares 0..1. */
export interface DriftPoint {
	readonly atMs: number;
	/** Mean and deviation of the probe queries' best cosine. */
	readonly topMean: number;
	readonly topDeviation: number;
	readonly withoutGrammar: number;
	/** Of a sample of chunks: embedded text reached the token limit. */
	readonly cutOff: number;
	/** Of a sample of vectors: another one is nearer than .98. */
	readonly nearDuplicates: number;
	/** Of a sample of vectors: not finite, or not of unit length. */
	readonly badNorms: number;
	/** Mean cosine of a sample of stored vectors with the same texts embedded now; 1 when none could be checked. */
	readonly selfSimilarity: number;
	/** HNSW recall@10 against the exact scan; undefined without a graph. */
	readonly graphRecall: number | undefined;
}

/** Something that happened, for people: `facts` fill the sentence of `type`. */
export const EVENT_TYPES = [
	'opened',
	'healed',
	'indexed',
	'checked',
	'caught-up',
	'alarm',
	'alarm-over',
	'quality',
	'rebuilt',
	'graph-rebuilt',
	'paused',
	'failed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
export interface HealthEvent {
	readonly atMs: number;
	readonly type: EventType;
	readonly facts: Readonly<Record<string, number | string>>;
}

export interface Coverages {
	readonly name: string;
	readonly files: number;
	readonly chunks: number;
	readonly refined: number;
}

export interface IndexPart {
	readonly part: 'catalogue' | 'draft-vectors' | 'refined-vectors' | 'graph' | 'health' | 'model';
	readonly bytes: number;
	/** 0: shipped with the program. */
	readonly changedMs: number;
	readonly state: 'sound' | 'behind' | 'damaged' | 'none';
	/** Rows that the part lacks, when behind. */
	readonly behind: number;
}

/** Everything the details view and `lodestone health` show of one folder. */
export interface HealthReport {
	readonly objectives: Objectives;
	readonly alarms: readonly Alarm[];
	/** Of the last 30 days, oldest first. */
	readonly days: readonly DayLatency[];
	/** Counts of the total time of the last 30 days, by bucket. */
	readonly histogram: readonly {
		readonly fromMs: number;
		readonly toMs: number;
		readonly count: number;
	}[];
	/** Newest first. */
	readonly queries: readonly QueryRecord[];
	/** Oldest first. */
	readonly quality: readonly QualityRun[];
	readonly drift: readonly DriftPoint[];
	/** Newest first. */
	readonly events: readonly HealthEvent[];
	readonly folders: readonly Coverages[];
	readonly languages: readonly Coverages[];
	readonly parts: readonly IndexPart[];
	/** When files were last compared with the disk; 0 never. */
	readonly checkedMs: number;
}

/** One index on this machine. */
export interface IndexListing {
	/** Folder name in the store; names it when it is to be deleted. */
	readonly key: string;
	/** Empty when the catalogue does not say. */
	readonly root: string;
	readonly bytes: number;
	readonly files: number;
	readonly updatedMs: number;
	/** The folder is gone from disk. */
	readonly orphan: boolean;
	readonly inUse: boolean;
}

/** One line of the doctor. */
export interface DoctorLine {
	readonly check: string;
	readonly verdict: 'ok' | 'warning' | 'problem';
	/** One sentence that says what was found. */
	readonly found: string;
	/** What to do; empty when ok. */
	readonly remedy: string;
}
