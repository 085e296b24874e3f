/**
 * The vocabulary that all processes share: what a chunk is, what a search asks and answers, what an index reports.
 * Pure types: nothing here may import node, the DOM or vscode.
 *
 * Lines and columns are 0-based inside the engine (as in VS Code) and 1-based wherever a person or a script reads them.
 * Columns count UTF-16 code units.
 */
import type { HealthWord } from './health/healthState';
import type { Alarm, AlarmCode } from './health/healthTypes';

/** What a chunk is. `section` is prose under a heading, `text` a line window of a file without structure, `code` top-level statements. */
export const CHUNK_KINDS = [
	'function',
	'method',
	'class',
	'interface',
	'struct',
	'enum',
	'trait',
	'type',
	'module',
	'variable',
	'property',
	'test',
	'section',
	'cell',
	'element',
	'config',
	'code',
	'text',
] as const;
export type ChunkKind = (typeof CHUNK_KINDS)[number];

/** Why a file or folder is not in the index. Stable codes: they are shown, counted and scripted against. */
export const SKIP_REASONS = [
	'gitignore',
	'lodestoneignore',
	'excluded',
	'not-included',
	'dependencies',
	'build-output',
	'version-control',
	'lock-file',
	'media',
	'binary',
	'minified',
	'generated',
	'secret',
	'too-large',
	'empty',
	'bad-encoding',
	'link-inside',
	'link-outside',
	'link-loop',
	'not-a-file',
	'no-permission',
	'vanished',
	'unreadable',
	'bad-name',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** How a query is answered: both legs fused, vectors alone, or words alone. */
export type SearchMode = 'hybrid' | 'meaning' | 'keyword';

/** Strength in words, from a calibrated probability; never a percentage. */
export type Strength = 'strong' | 'likely' | 'weak';

/** Filters are applied before the top k is cut. An empty or absent list means no limit. */
export interface SearchFilters {
	/** Globs over root-relative paths with `/` (picomatch); a glob without `/` matches at any depth. */
	readonly include?: readonly string[];
	readonly exclude?: readonly string[];
	/** Language ids, as in `languages.ts`. */
	readonly languages?: readonly string[];
	readonly kinds?: readonly ChunkKind[];
	/** Restrict to exactly these root-relative paths (current file, changed files). */
	readonly paths?: readonly string[];
}

export interface SearchRequest {
	/** As typed. `"quoted"` text must match literally, `-word` excludes, `lang:`, `path:`, `kind:` filter. */
	readonly query: string;
	readonly mode?: SearchMode;
	/** Number of files (groups) returned; 1..1000, default 10. */
	readonly limit?: number;
	readonly offset?: number;
	readonly filters?: SearchFilters;
	/** Longest snippet, in lines; 1..40, default 12. The lines that match best are chosen for exactly this length. */
	readonly snippetLines?: number;
	/** Compute the lines that are nearest in meaning and list all signals: costs one more embedding batch. */
	readonly explain?: boolean;
	/** Let what the person opened for like questions decide between files that are close; only where the person turned that on. */
	readonly useOpened?: boolean;
}

/** What a search for similar code shares with a question. */
export type SimilarOptions = Pick<SearchRequest, 'limit' | 'filters' | 'snippetLines'>;

/** Half-open in columns, inclusive in lines; 0-based. */
export interface Span {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** One reason why a hit is where it is; worded at the edge (`reasonText.ts`). */
export type Reason =
	| {
			readonly type: 'word';
			readonly word: string;
			readonly where: readonly ('name' | 'path' | 'comment' | 'code')[];
	  }
	| {
			readonly type: 'leg';
			readonly leg: 'keyword' | 'meaning' | 'symbol' | 'path' | 'definition';
			readonly rank: number;
			readonly of: number;
	  }
	| {
			readonly type: 'nearest-lines';
			readonly startLine: number;
			readonly endLine: number;
			readonly similarity: number;
	  }
	| {
			readonly type: 'adjustment';
			readonly what:
				| 'defines-name'
				| 'name-answers'
				| 'test-file'
				| 'generated'
				| 'example'
				| 'declaration'
				| 'old-version'
				| 'opened-before';
			readonly sign: 1 | -1;
	  };

/** One chunk that answers. */
export interface SearchHit {
	readonly chunkId: number;
	readonly path: string;
	readonly span: Span;
	readonly language: string;
	readonly kind: ChunkKind;
	/** Empty where the chunk has no name. */
	readonly symbol: string;
	/** Enclosing scopes, outermost first. */
	readonly scope: readonly string[];
	readonly docLine: string;
	/** The ranker's score: orders hits of one answer, comparable to nothing else. */
	readonly score: number;
	readonly strength: Strength;
	/** Calibrated probability 0..1 behind `strength`; for scripts and tests, not for people. */
	readonly probability: number;
	/** Vector used: `refined` by the transformer, `draft` by the static table, `none` when only words matched. */
	readonly precision: 'refined' | 'draft' | 'none';
	readonly reasons: readonly Reason[];
	/** Matched words inside the file, for marking; at most 64. Present after hydration. */
	readonly matches: readonly Span[];
	/** Source lines of the span, cut to the preview limit; read from disk when hydrated and checked against the content hash. */
	readonly snippet: Snippet | undefined;
}

export interface Snippet {
	/** 0-based line in the file of `lines[0]`. */
	readonly startLine: number;
	/** Without line ends; each cut to 400 UTF-16 units. */
	readonly lines: readonly string[];
	readonly truncated: boolean;
}

/** A file's best hit and its further chunks, best first. */
export interface FileGroup {
	readonly path: string;
	readonly language: string;
	readonly best: SearchHit;
	readonly more: readonly SearchHit[];
}

export interface SearchTrace {
	readonly tokeniseMs: number;
	readonly embedMs: number;
	readonly keywordMs: number;
	readonly vectorMs: number;
	readonly fuseMs: number;
	readonly rankMs: number;
	readonly hydrateMs: number;
	readonly totalMs: number;
	readonly candidates: number;
	/** Chunks that the filters let through, of all. */
	readonly admitted: number;
	readonly chunks: number;
	/** Which vector search ran. */
	readonly vectorSearch: 'exact' | 'hnsw' | 'none';
}

export interface SearchResponse {
	readonly groups: readonly FileGroup[];
	/** Files that matched at all, before `limit`. */
	readonly totalFiles: number;
	readonly mode: SearchMode;
	/** Set when the answer is less than asked: the model is not ready, or vectors are missing. */
	readonly degraded: string | undefined;
	readonly coverage: Coverage;
	/** True when nothing found is convincing. */
	readonly nothingConvincing: boolean;
	readonly trace: SearchTrace;
	/** What the query was understood as, after operators were taken out. */
	readonly understood: {
		readonly kind: 'identifier' | 'path' | 'mixed' | 'prose' | 'empty';
		readonly text: string;
	};
	/** Problems in the query itself, such as an unknown `lang:`; shown, not thrown. */
	readonly warnings: readonly string[];
}

/** Shares of chunks, as counts: keyword ≥ draft ≥ refined. */
export interface Coverage {
	readonly chunks: number;
	readonly keyword: number;
	/** Chunks with a vector of either precision. */
	readonly meaning: number;
	readonly refined: number;
}

export interface IndexProgress {
	readonly phase: 'idle' | 'scanning' | 'reading' | 'refining' | 'building-graph' | 'paused';
	/** Files found so far and files finished. */
	readonly files: number;
	readonly filesDone: number;
	readonly chunks: number;
	readonly refined: number;
	/** Files a second while scanning and reading, chunks a second while refining; smoothed, 0 when unknown. */
	readonly rate: number;
	/** Seconds left in this phase; undefined when unknown. */
	readonly secondsLeft: number | undefined;
}

/** What an update did; `index --json` prints exactly this shape. */
export interface IndexSummary {
	/** Files in the index afterwards. */
	readonly files: number;
	/** Chunks in the index afterwards. */
	readonly chunks: number;
	/** Chunk texts run through the transformer in this update. */
	readonly embedded: number;
	/** Chunks of new or changed files whose vector was already there. */
	readonly reused: number;
	/** Files removed. */
	readonly removed: number;
	readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
	readonly seconds: number;
}

export type IndexState =
	| { readonly type: 'empty'; readonly why: string }
	| { readonly type: 'indexing'; readonly progress: IndexProgress }
	| { readonly type: 'ready' }
	| {
			readonly type: 'paused';
			readonly why: 'battery' | 'user' | 'load' | 'typing' | 'unfocused';
			readonly progress: IndexProgress;
	  }
	| {
			readonly type: 'degraded';
			/** `model`: it does not run, so only words and drafts answer; else the alarm that says so. */
			readonly cause: 'model' | AlarmCode;
			readonly why: string;
	  }
	| { readonly type: 'stale'; readonly files: number }
	| { readonly type: 'error'; readonly code: string; readonly why: string };

export interface IndexStatus {
	readonly root: string;
	readonly storePath: string;
	readonly state: IndexState;
	readonly files: number;
	readonly chunks: number;
	readonly coverage: Coverage;
	/** Chunks beyond the limit of vectors, found by their words alone. */
	readonly wordsOnly: number;
	readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
	readonly languages: Readonly<Record<string, { readonly files: number; readonly chunks: number }>>;
	readonly bytes: {
		readonly catalogue: number;
		readonly vectors: number;
		readonly graph: number;
		readonly total: number;
	};
	/** Epoch ms of the last finished update; 0 when never. */
	readonly updatedAtMs: number;
	readonly model: {
		readonly id: string;
		readonly fingerprint: string;
		readonly state: 'ready' | 'loading' | 'failed';
		readonly why?: string;
		/** What computes and searches vectors; absent until known. */
		readonly runtime?: {
			/** ONNX Runtime as a native module or as WebAssembly; `none`: words and draft vectors alone. */
			readonly inference: 'native' | 'wasm' | 'none' | undefined;
			/** Searches of large folders: the native HNSW graph or the exact scan. */
			readonly graph: 'native' | 'exact' | undefined;
			/** Why nothing better runs, one sentence each. */
			readonly why: readonly string[];
		};
	};
	readonly writer: 'this' | 'other' | 'none';
	/** The state in one word, for scripts and agents: see `healthState`. */
	readonly health: HealthWord;
	/** What is wrong or slower than wanted; the gravest first. */
	readonly alarms: readonly Alarm[];
}

/** Answer to "why is this file (not) in the index?". */
export interface Explanation {
	readonly path: string;
	readonly indexed: boolean;
	readonly reason: SkipReason | undefined;
	/** One sentence that names the rule, the file it stands in and its line, or the limit. */
	readonly detail: string;
	/** What a person can do about it; empty when nothing. */
	readonly remedy: string;
	readonly chunks: number;
	readonly language: string;
}
