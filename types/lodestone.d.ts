/**
 * The API of the Lodestone extension for other extensions, version 1.
 *
 * ```ts
 * const lodestone = vscode.extensions.getExtension<LodestoneApi>('lodestone.lodestone');
 * const api = await lodestone?.activate();
 * if (api?.version === 1) {
 * 	const { matches } = await api.search('where are passwords hashed', { limit: 5 });
 * }
 * ```
 *
 * Within a version, members are only added. Nothing here starts indexing or changes a file.
 */
import type { CancellationToken, Event, Range, Uri } from 'vscode';

export interface LodestoneApi {
	readonly version: 1;
	/**
	 * Finds code by meaning, words or name in the folders of the window.
	 *
	 * @param query As in the search box, operators included.
	 * @throws An `Error` with one sentence when no folder can answer, and `vscode.CancellationError` when cancelled.
	 */
	search(query: string, options?: SearchOptions, token?: CancellationToken): Promise<SearchAnswer>;
	/**
	 * Finds code whose meaning is near that of the code at a place.
	 *
	 * @param line 0-based, as in `vscode.Position`.
	 * @throws As `search`; also when the file is not indexed.
	 */
	similar(
		uri: Uri,
		line: number,
		options?: SearchOptions,
		token?: CancellationToken,
	): Promise<SearchAnswer>;
	readonly status: LodestoneStatus;
	/** Fires when `status` changed; at most a few times a second while a folder is indexed. */
	readonly onDidChangeStatus: Event<LodestoneStatus>;
}

export interface SearchOptions {
	/** Most files in the answer, 1 to 1000; default 10. */
	readonly limit?: number;
	/** Globs over paths relative to their folder; one without `/` matches at any depth. */
	readonly include?: readonly string[];
	readonly exclude?: readonly string[];
	/** VS Code's language identifiers. */
	readonly languages?: readonly string[];
}

export interface SearchAnswer {
	/** One place a file, best first. */
	readonly matches: readonly SearchMatch[];
	/** Whether every file of every folder could be found when the answer was given. */
	readonly complete: boolean;
	/** True when nothing found is convincing: the matches are only the nearest places. */
	readonly nothingConvincing: boolean;
	/** Remarks for a person, such as an unknown operator in the query. */
	readonly notes: readonly string[];
}

export interface SearchMatch {
	readonly uri: Uri;
	readonly range: Range;
	readonly language: string;
	/** Such as `function`, `class` or `section`. */
	readonly kind: string;
	/** Name with its scopes, such as `Session.refresh`; empty where there is none. */
	readonly symbol: string;
	readonly strength: 'strong' | 'likely' | 'weak';
	/** The most telling lines, checked against the file a moment ago; empty when they could not be read. */
	readonly preview: string;
}

export interface LodestoneStatus {
	/** State of the engine; it starts with the first folder. */
	readonly engine: 'off' | 'starting' | 'running' | 'failed';
	readonly folders: readonly FolderStatus[];
}

export interface FolderStatus {
	readonly uri: Uri;
	readonly state:
		'off' | 'opening' | 'empty' | 'indexing' | 'ready' | 'paused' | 'degraded' | 'stale' | 'error';
	readonly files: number;
	/** Shares of the chunks that can be found by words and by meaning, 0 to 1. */
	readonly searchableByWords: number;
	readonly searchableByMeaning: number;
}
