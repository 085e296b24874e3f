import type {
	DoctorLine,
	HealthReport,
	IndexListing,
	Objectives,
} from '../shared/health/healthTypes';
import type {
	Explanation,
	IndexProgress,
	IndexStatus,
	IndexSummary,
	SimilarOptions,
	SearchRequest,
	SearchResponse,
	SkipReason,
} from '../shared/types';
import type { Embedder } from './embed/types';
import type { CheckName, HealthClock } from './health/folderHealth';
import type { Logger, RuntimePaths } from './ports';
import type { VectorLimits } from './store/garbage';

export interface EngineOptions {
	/** Absolute; made private to the user when missing. */
	readonly storeRoot: string;
	readonly runtime: RuntimePaths;
	readonly logger: Logger;
	/** Inference threads; default: the cores, at most 4. */
	readonly threads?: number;
	/** OS niceness of the indexing threads, 0..19; default 0. */
	readonly niceness?: number;
	/** Refine in the background after each update (editors); without it only `update({refine: true})` refines (scripts). */
	readonly background?: boolean;
	/** Most of all processors that refining in the background may take on average, above 0, at most 1; default 1. */
	readonly processorShare?: number;
	/**
	 * Distinct texts of a folder that get a vector, default `DEFAULT_MAX_VECTORS`. Files that are read after so many are found by their
	 * words alone; the status and `explain` say so. Each text takes about 1.5 KB of memory (docs/SCALE.md).
	 */
	readonly maxVectors?: number;
	/** How long a query waits for a model that is still starting before the draft table answers; default 600 ms. */
	readonly modelPatienceMs?: number;
	/** Clock, chance and disk of the health checks; for tests. */
	readonly healthClock?: HealthClock;
	/** Name of the program, for the message "in use by …". */
	readonly program?: string;
	/** What the shared vectors may take; default `DEFAULT_VECTOR_LIMITS`. Looked at once a day, by a writer in the background. */
	readonly vectorLimits?: VectorLimits;
	/** Refined rows from which an HNSW graph is built; default `GRAPH_MIN_ROWS`. */
	readonly graphMinRows?: number;
	/** Resident bytes of the whole process; above them load is shed (`MemoryWatch`). Absent = not watched. */
	readonly memoryBudgetBytes?: number;
	/** How often memory is looked at, and the age from which on a process may be ended for it, both in ms; for tests. */
	readonly memoryPace?: { readonly lookMs: number; readonly leastLifeMs: number };
	/** Called when shedding load was not enough: the process should end in order and be started anew. */
	readonly onRestartWanted?: () => void;
	/** Stands in for the transformer in its worker; asked once, when it is first needed. */
	readonly embedder?: () => Promise<Embedder>;
}

/** Above the largest workspace of the benches (XL, 5.5 million lines); an index of this size stays within the memory budget of an editor's engine, 1 GB. */
export const DEFAULT_MAX_VECTORS = 500_000;

/** What decides which files are indexed; complete and validated. */
export interface FolderSettings {
	readonly include: readonly string[];
	readonly exclude: readonly string[];
	readonly respectGitignore: boolean;
	readonly maxFileBytes: number;
}

export const defaultFolderSettings: FolderSettings = {
	include: [],
	exclude: [],
	respectGitignore: true,
	maxFileBytes: 1024 * 1024,
};

export interface UpdateOptions {
	/** Only these root-relative files or folders, existing or gone; without: the whole folder. */
	readonly paths?: readonly string[];
	/** Read every file again, whatever its stat says. */
	readonly full?: boolean;
	/** Wait until the transformer has refined every vector; default true. */
	readonly refine?: boolean;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: IndexProgress) => void;
}

export interface VerifyProblem {
	readonly part: 'catalogue' | 'chunks' | 'terms' | 'vectors' | 'graph' | 'files';
	readonly what: string;
	/** True when it was mended on the spot or will be by the next update. */
	readonly healed: boolean;
}

export interface VerifyReport {
	readonly ok: boolean;
	readonly problems: readonly VerifyProblem[];
	/** Things looked at, by part. */
	readonly checked: Readonly<Record<string, number>>;
}

export type PauseReason = 'battery' | 'user' | 'load' | 'typing' | 'unfocused';

/** What can be asked about a folder's code. */
export interface Questions {
	/** @throws {LodestoneError} `bad-argument`, `cancelled`. */
	search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResponse>;
	/**
	 * Chunks whose meaning is near that of the chunk at a line.
	 *
	 * @param line 0-based.
	 * @throws {LodestoneError} `not-found` when the file is not indexed or has no chunk there.
	 */
	similar(path: string, line: number, options?: SimilarOptions): Promise<SearchResponse>;
	/** Why a file is, or is not, in the index. */
	explain(path: string): Promise<Explanation>;
}

/** One workspace folder. Errors are `LodestoneError`s with a code. */
export interface Folder extends Questions {
	readonly root: string;
	/** Whether this process writes the index now. */
	readonly isWriter: boolean;
	/**
	 * Brings the index up to date with the disk.
	 *
	 * @throws {LodestoneError} `store-locked` when another process writes this index, `cancelled`, `disk-full`, `not-found`.
	 */
	update(options?: UpdateOptions): Promise<IndexSummary>;
	/**
	 * Answers as if no document were unsaved: for those who read the files themselves. The questions of the person wait meanwhile, if
	 * there is unsaved text.
	 *
	 * @param work May ask several questions; those of the folder itself would wait for it forever.
	 * @throws {LodestoneError} `cancelled`, `busy` when questions under way do not end, and what the work throws.
	 */
	saved<T>(work: (questions: Questions) => Promise<T>, signal?: AbortSignal): Promise<T>;
	/** Starts the model ahead of the first question; resolves when it runs or failed, which shows in `status().model`. */
	warmUp(): Promise<void>;
	status(): IndexStatus;
	/** Text of an unsaved document; `undefined` goes back to the file on disk. */
	setOverlay(path: string, text: string | undefined): Promise<void>;
	pause(why: PauseReason): void;
	resume(): void;
	/** These files first, most wanted first. */
	prioritise(paths: readonly string[]): void;
	/**
	 * Remembers that the person opened a file among the answers to a question; only called where the person turned that on. A path that
	 * is not in the index is not kept.
	 *
	 * @param query As typed.
	 * @throws {LodestoneError} `bad-argument`, `store-read-only`, `disk-full`.
	 */
	recordOpened(query: string, path: string): void;
	/** Forgets all of it. @throws {LodestoneError} `store-read-only`. */
	forgetOpened(): void;
	/** Deletes this folder's index (not the shared vectors), and what was opened for which question. */
	clear(): Promise<void>;
	/**
	 * Checks all parts of the index against their checksums and against each other, and marks what is broken for the next update. Waits for an
	 * update under way, but not for one that a pause holds; then it leaves a damaged catalogue where it is (`healed: false`).
	 *
	 * @throws {LodestoneError} `cancelled`.
	 */
	verify(signal?: AbortSignal): Promise<VerifyReport>;
	/** Traces, objectives, alarms, quality and coverage, as kept; examines nothing. */
	health(): HealthReport;
	/**
	 * Examines the index now (all checks, or these) and mends what can be mended; while indexing is paused it mends nothing.
	 *
	 * @throws {LodestoneError} `cancelled`, `model-failed`, `store-locked`.
	 */
	checkHealth(names?: readonly CheckName[], signal?: AbortSignal): Promise<HealthReport>;
	/** Root-relative paths that are left out for a reason, by name; at most `limit`. */
	skipped(reason: SkipReason, limit: number): readonly string[];
	/** Indexes everything anew, once it is not paused; vectors of texts that did not change are kept. */
	rebuild(signal?: AbortSignal): Promise<IndexSummary>;
	onDidChangeStatus(listener: (status: IndexStatus) => void): () => void;
	close(): Promise<void>;
}

export interface Engine {
	/**
	 * Opens a folder's index, making or healing it as needed. Indexes nothing by itself.
	 *
	 * @throws {LodestoneError} `not-found`, `not-a-folder`, `no-permission`, `store-newer`, `store-read-only`, `disk-full`.
	 */
	open(root: string, settings?: Partial<FolderSettings>): Promise<Folder>;
	/** What is wanted of search from now on; what is not named stays. */
	setObjectives(objectives: Partial<Objectives>): void;
	/** Changes `EngineOptions.processorShare`. */
	setProcessorShare(share: number): void;
	/** Share of the time in which indexing works at the moment, measured load taken into account; 0.2..1. */
	readonly duty: number;
	/** Looks at everything that search needs, each part by using it once. @param folder Its index is looked at, too. */
	doctor(folder: Folder): Promise<DoctorLine[]>;
	/** All indexes of the store. */
	indexes(): IndexListing[];
	/** @throws {LodestoneError} `not-found`, `store-locked`, `store-read-only`. */
	deleteIndex(key: string): void;
	dispose(): Promise<void>;
}
