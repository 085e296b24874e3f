/**
 * What the search view and its host say to each other. One map a direction; every message is `{ type, data }`.
 *
 * Both ends treat the other as untrusted: the host parses with `parseViewMessage`, the view with `parseHostMessage`;
 * a message that does not fit is refused as a whole. Lines and columns are 0-based, columns in UTF-16 units.
 */
import type { ChunkKind, Coverage, IndexState, Reason, Span, Strength } from '../types';

/** Commands a view may ask for; the host maps them to its own and ignores everything else. */
export const VIEW_COMMANDS = [
	'pause',
	'resume',
	'rebuild',
	'update',
	'openLog',
	'showDetails',
	'showSkipped',
	'openSettings',
	'openFolder',
	'restartEngine',
	'useLessMemory',
	'useSlowerEngine',
	'enableFolder',
	'plainTextSearch',
	'openResultsDocument',
	'copyDiagnostics',
	'openWalkthrough',
] as const;
export type ViewCommand = (typeof VIEW_COMMANDS)[number];

/** How a result is opened: in the active group with focus, beside it, or as a preview that leaves the focus in the view. */
export const OPEN_MODES = ['here', 'side', 'preview'] as const;
export type OpenMode = (typeof OPEN_MODES)[number];

/** Filters as the person set them; the host turns them into `SearchFilters`. */
export interface ViewFilters {
	/** Comma-separated globs as typed and checked by the view (`parseGlobList`). */
	readonly include: string;
	readonly exclude: string;
	readonly languages: readonly string[];
	readonly kinds: readonly ChunkKind[];
	/** Workspace folder ids; empty means all. */
	readonly folders: readonly string[];
	readonly currentFile: boolean;
	readonly changedFiles: boolean;
	readonly openEditors: boolean;
}

export const NO_FILTERS: ViewFilters = {
	include: '',
	exclude: '',
	languages: [],
	kinds: [],
	folders: [],
	currentFile: false,
	changedFiles: false,
	openEditors: false,
};

/** Names one hit of one answer. The host resolves the folder and checks the path; it never trusts it. */
export interface HitRef {
	readonly folderId: string;
	readonly path: string;
	readonly chunkId: number;
}

/** A row of the list: a hit, or with no chunk the whole file. */
export interface RowRef {
	readonly folderId: string;
	readonly path: string;
	readonly chunkId: number | undefined;
}

/** What the context menu of a row does inside the view. */
export const ROW_ACTIONS = ['dismiss', 'why', 'similar', 'onlyFolder', 'withoutFolder'] as const;
export type RowAction = (typeof ROW_ACTIONS)[number];

/** View → host. */
export interface ViewMessages {
	/** The page is up and listening: the host answers with `snapshot` (and the last `results`, if any are kept). */
	ready: { readonly restoredSeq: number };
	/** `seq` grows with every search; answers to an older one are dropped by the view. */
	search: {
		readonly seq: number;
		readonly query: string;
		readonly filters: ViewFilters;
		readonly limit: number;
	};
	cancel: { readonly seq: number };
	open: HitRef & { readonly seq: number; readonly span: Span; readonly how: OpenMode };
	/** "Why this matched" was opened; the host answers with `whyResult`. */
	expandWhy: HitRef & { readonly seq: number };
	similar: HitRef & { readonly span: Span };
	/** The list was scrolled near its end; the host answers with `results` of the same seq and more groups. */
	requestMore: { readonly seq: number; readonly limit: number };
	/** Newest first; an empty list clears it. */
	setHistory: { readonly history: readonly string[] };
	runCommand: { readonly command: ViewCommand; readonly folderId: string; readonly text: string };
	/** All results of the answer, or one hit. */
	copyMarkdown: { readonly seq: number; readonly hit: HitRef | undefined };
	/** A row was taken off the list; it comes back with the next question. */
	dismiss: RowRef & { readonly seq: number };
	/** Something broke inside the page: for the log, once each. */
	viewError: { readonly message: string };
}
export type ViewMessageType = keyof ViewMessages;
export type ViewMessage = {
	[K in ViewMessageType]: { readonly type: K; readonly data: ViewMessages[K] };
}[ViewMessageType];

/**
 * One line of a snippet. `colours` is a flat list of (length in UTF-16 units, palette index) pairs from column 0 on;
 * what it does not reach has the editor's own colour. `marks` is a flat list of (start, end) columns, sorted, not overlapping.
 */
export interface ColouredLine {
	readonly text: string;
	readonly colours: readonly number[];
	readonly marks: readonly number[];
}

export interface ViewSnippet {
	/** 0-based line in the file of `lines[0]`. */
	readonly startLine: number;
	readonly lines: readonly ColouredLine[];
	readonly truncated: boolean;
}

/** One entry of the palette that `ColouredLine.colours` points into. */
export interface TokenStyle {
	/** `#rgb`, `#rrggbb` or `#rrggbbaa`; nothing else gets into a style sheet. */
	readonly foreground: string;
	readonly bold: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
}

export interface ViewHit {
	readonly chunkId: number;
	readonly span: Span;
	readonly kind: ChunkKind;
	/** Empty where the chunk has no name; the view then shows `docLine` or the first line of the snippet. */
	readonly symbol: string;
	/** Flat (start, end) pairs inside `symbol`. */
	readonly symbolMarks: readonly number[];
	readonly scope: readonly string[];
	readonly docLine: string;
	readonly strength: Strength;
	readonly precision: 'refined' | 'draft' | 'none';
	/** Undefined when the file could not be read any more. */
	readonly snippet: ViewSnippet | undefined;
	/** True when the hit comes from an unsaved document. */
	readonly unsaved: boolean;
}

/** A file: its hits, best first (`hits[0]` is the best). */
export interface ViewGroup {
	readonly folderId: string;
	readonly path: string;
	readonly language: string;
	readonly hits: readonly ViewHit[];
}

/** Which answer this is: keyword alone, with meaning, and the last message of this search. */
export const RESULT_STAGES = ['partial', 'refined', 'final'] as const;
export type ResultStage = (typeof RESULT_STAGES)[number];

export interface ViewResults {
	readonly seq: number;
	/** `partial` and `refined` are followed by another message of the same seq; `final` is not, except after `requestMore`. */
	readonly stage: ResultStage;
	readonly groups: readonly ViewGroup[];
	/** Files that matched at all, before the limit. */
	readonly totalFiles: number;
	/** True when `requestMore` would bring more groups. */
	readonly more: boolean;
	/** What the answer rests on: decides between "refined by meaning", "draft meaning" and "keyword only". */
	readonly basis: 'refined' | 'draft' | 'keyword';
	readonly nothingConvincing: boolean;
	/** Why the answer is less than asked, as one sentence; empty when it is not. */
	readonly degraded: string;
	readonly coverage: Coverage;
	readonly elapsedMs: number;
	/** Files that match without any filter, counted only when filters hid everything. */
	readonly unfilteredFiles: number | undefined;
	/** Problems in the query itself. */
	readonly warnings: readonly string[];
}

export interface ViewFolder {
	readonly id: string;
	readonly name: string;
	readonly state: IndexState;
	readonly files: number;
	/** Files seen on disk, indexed or not. */
	readonly filesSeen: number;
	/** Files that are found and not read yet, whatever the state says first; 0 when none is being read. */
	readonly filesLeft: number;
	readonly coverage: Coverage;
	/** Reasons and counts, most frequent first, already worded by the host. */
	readonly skipped: readonly { readonly reason: string; readonly files: number }[];
}

/** A state that needs words and a next step. The host words it; the view knows a title for each known code. */
export interface ViewProblem {
	/** An `ErrorCode` or the host's own. */
	readonly code: string;
	readonly severity: 'error' | 'warning' | 'info';
	/** Empty: the view's own title for the code. */
	readonly title: string;
	readonly message: string;
	readonly remedy: string;
	readonly actions: readonly ViewCommand[];
}

export interface ViewSettings {
	readonly autoSearch: boolean;
	/** Pause between the last keystroke and the search, in ms. */
	readonly debounceMs: number;
	readonly resultsLimit: number;
}

/** Everything the view shows apart from answers. Always whole, never a delta: a view that was hidden needs only the newest. */
export interface ViewSnapshot {
	/** BCP 47, such as `en` or `de`; the view has a table for it or falls back to English. */
	readonly locale: string;
	/** Overrides single texts by key; usually empty. */
	readonly strings: Readonly<Record<string, string>>;
	readonly folders: readonly ViewFolder[];
	readonly engine: 'starting' | 'running' | 'stopped';
	readonly problems: readonly ViewProblem[];
	readonly settings: ViewSettings;
	readonly palette: readonly TokenStyle[];
	/** Questions made from this workspace's own code, for the first run. */
	readonly examples: readonly string[];
	readonly history: readonly string[];
	/** Languages in the index, most files first. */
	readonly languages: readonly {
		readonly id: string;
		readonly name: string;
		readonly files: number;
	}[];
	/** Root-relative path of the active editor's file; empty when there is none. */
	readonly currentFile: string;
	/** False where there is no source control: the toggle is disabled and says so. */
	readonly changedFilesKnown: boolean;
}

/** Host → view. */
export interface HostMessages {
	snapshot: ViewSnapshot;
	results: ViewResults;
	/** Better coloured snippets for hits already sent (colouring is slower than searching). */
	snippets: {
		readonly seq: number;
		readonly snippets: readonly (HitRef & { readonly snippet: ViewSnippet })[];
	};
	palette: { readonly palette: readonly TokenStyle[] };
	whyResult: HitRef & {
		readonly seq: number;
		readonly reasons: readonly Reason[];
		/** Set instead of reasons when it could not be told. */
		readonly error: string;
	};
	/** This search failed or timed out; standing troubles go into `snapshot.problems`. */
	error: ViewProblem & { readonly seq: number };
	focusBox: { readonly select: boolean };
	/** Puts a question (and filters) into the box, as "Search for Selection" does. */
	setQuery: {
		readonly query: string;
		readonly filters: ViewFilters | undefined;
		readonly submit: boolean;
	};
	/** F4 and Shift+F4: move to the next or previous hit and open it as a preview. */
	nextResult: { readonly open: boolean };
	prevResult: { readonly open: boolean };
	/** An entry of a row's context menu. */
	rowAction: RowRef & { readonly action: RowAction };
	/** Buttons of the view's title bar. */
	searchAgain: Readonly<Record<string, never>>;
	collapseAll: Readonly<Record<string, never>>;
	expandAll: Readonly<Record<string, never>>;
	clear: Readonly<Record<string, never>>;
}
export type HostMessageType = keyof HostMessages;
export type HostMessage = {
	[K in HostMessageType]: { readonly type: K; readonly data: HostMessages[K] };
}[HostMessageType];
