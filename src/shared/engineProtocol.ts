import type { AgentCall } from './agent/agentCall';
import type { DoctorLine, HealthReport, IndexListing, Objectives } from './health/healthTypes';
import type { LogLevel } from './log';
import type {
	Explanation,
	IndexProgress,
	IndexStatus,
	IndexSummary,
	SimilarOptions,
	SearchRequest,
	SearchResponse,
	SkipReason,
} from './types';

/**
 * What the extension host and the engine process say to each other: every name and shape once. A folder is addressed by
 * the id under which it was opened; paths are relative to its root, with `/`.
 */
export type FolderId = string;

/** What decides which files are indexed; complete and validated before it crosses. */
export interface FolderSettings {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	readonly respectGitignore: boolean;
	readonly maxFileBytes: number;
}

export interface EngineInit {
	/** Absolute; empty for the per-user data folder. */
	readonly storeRoot: string;
	/** Absolute folders of the installed extension. */
	readonly runtime: {
		readonly workers: string;
		readonly grammars: string;
		readonly models: string;
	};
	/** Inference threads; 0 lets the engine choose. */
	readonly threads: number;
	/** 0..19 as for nice(1): the whole engine yields to the editor. */
	readonly niceness: number;
	readonly logLevel: LogLevel;
	/** Texts of a folder that get a vector; absent: the default. */
	readonly maxVectors?: number;
	/** Most of all processors that refining may take, above 0, at most 1; absent: all. */
	readonly processorShare?: number;
	/** Absent: the defaults. */
	readonly objectives?: Objectives;
}

export interface EngineInfo {
	readonly pid: number;
	readonly node: string;
	readonly platform: string;
	readonly startedAtMs: number;
}

export interface EngineUsage extends EngineInfo {
	readonly rssBytes: number;
	readonly heapBytes: number;
	readonly cpuSeconds: number;
	/** Share of the time in which indexing works at the moment; 1 unless it yields or is limited. */
	readonly duty: number;
	readonly folders: number;
}

export interface VerifyReport {
	readonly ok: boolean;
	readonly problems: readonly {
		readonly part: string;
		readonly what: string;
		readonly healed: boolean;
	}[];
	/** Things looked at, by part. */
	readonly checked: Readonly<Record<string, number>>;
}

interface Method<P, R> {
	readonly params: P;
	readonly result: R;
}
interface Folder {
	readonly folderId: FolderId;
}

export type PauseReason = 'battery' | 'user' | 'load' | 'typing' | 'unfocused';

export interface EngineMethods {
	/** First call of every connection: nothing else works before. */
	readonly initialize: Method<EngineInit, EngineInfo>;
	readonly usage: Method<undefined, EngineUsage>;
	/** Opens (or re-opens with other settings) a folder. Indexes nothing by itself. */
	readonly open: Method<
		Folder & { readonly root: string; readonly settings: FolderSettings },
		IndexStatus
	>;
	readonly close: Method<Folder, undefined>;
	/** Without `paths`: full scan. With: only those, each file or folder, existing or gone. */
	readonly update: Method<
		Folder & {
			readonly paths?: readonly string[];
			readonly full?: boolean;
			readonly refine?: boolean;
		},
		IndexSummary
	>;
	readonly search: Method<Folder & { readonly request: SearchRequest }, SearchResponse>;
	/** `line` is 0-based. */
	readonly similar: Method<
		Folder & SimilarOptions & { readonly path: string; readonly line: number },
		SearchResponse
	>;
	readonly explain: Method<Folder & { readonly path: string }, Explanation>;
	readonly status: Method<Folder, IndexStatus>;
	/** Text of an unsaved document; `undefined` goes back to the file on disk. */
	readonly setOverlay: Method<
		Folder & { readonly path: string; readonly text: string | undefined },
		undefined
	>;
	readonly pause: Method<Folder & { readonly why: PauseReason }, undefined>;
	readonly resume: Method<Folder, undefined>;
	/** These files first: open in an editor or edited lately, most wanted first. */
	readonly prioritise: Method<Folder & { readonly paths: readonly string[] }, undefined>;
	/** The person opened this file among the answers to this question; only sent where the person turned that on. */
	readonly recordOpened: Method<
		Folder & { readonly query: string; readonly path: string },
		undefined
	>;
	readonly forgetOpened: Method<Folder, undefined>;
	readonly clear: Method<Folder, undefined>;
	readonly verify: Method<Folder, VerifyReport>;
	/** Everything that the details view shows. */
	readonly health: Method<Folder, HealthReport>;
	/** Examines the index now and mends what can be mended. */
	readonly checkHealth: Method<Folder, HealthReport>;
	readonly doctor: Method<Folder, readonly DoctorLine[]>;
	/** Files and folders that are left out for a reason, root-relative; the first `limit` by name. */
	readonly skipped: Method<
		Folder & { readonly reason: SkipReason; readonly limit: number },
		readonly string[]
	>;
	/** All indexes of the store on this machine. */
	readonly indexes: Method<undefined, readonly IndexListing[]>;
	readonly deleteIndex: Method<{ readonly key: string }, undefined>;
	readonly setObjectives: Method<Objectives, undefined>;
	/** Changes `EngineInit.processorShare`. */
	readonly setProcessorShare: Method<{ readonly share: number }, undefined>;
	readonly rebuild: Method<Folder, IndexSummary>;
	/** Writes down what an agent asked and got; never fails. */
	readonly recordAgentCall: Method<AgentCall, undefined>;
	/** What agents asked and got, newest first. */
	readonly agentLog: Method<{ readonly limit: number }, readonly AgentCall[]>;
}

export interface EngineEvents {
	/** Snapshots, not deltas; at most a few a second a folder. */
	readonly status: { readonly folderId: FolderId; readonly status: IndexStatus };
	readonly progress: { readonly folderId: FolderId; readonly progress: IndexProgress };
	readonly log: LogRecord;
}

export interface LogRecord {
	readonly level: LogLevel;
	readonly message: string;
	readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** An engine that ends with this asks to be started again: it shed all other load before (see `MemoryWatch`). No crash. */
export const RESTART_EXIT_CODE = 75;

/**
 * Milliseconds that a caller waits; then the request is cancelled at the engine too. Indexing has no deadline but progress and
 * cancellation: a first one may take hours, and rests while the person works.
 */
export const DEADLINES_MS: Readonly<Record<keyof EngineMethods, number>> = {
	initialize: 30_000,
	usage: 5_000,
	open: 120_000,
	close: 10_000,
	update: Infinity,
	search: 10_000,
	similar: 15_000,
	explain: 15_000,
	status: 10_000,
	setOverlay: 30_000,
	pause: 10_000,
	resume: 10_000,
	prioritise: 10_000,
	recordOpened: 5_000,
	forgetOpened: 5_000,
	clear: 60_000,
	verify: 600_000,
	health: 10_000,
	checkHealth: 600_000,
	doctor: 120_000,
	skipped: 10_000,
	indexes: 20_000,
	deleteIndex: 30_000,
	setObjectives: 5_000,
	setProcessorShare: 5_000,
	rebuild: Infinity,
	recordAgentCall: 10_000,
	agentLog: 10_000,
};
