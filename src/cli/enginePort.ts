import type { FolderSettings } from '../shared/engineProtocol';
import type {
	Explanation,
	IndexProgress,
	IndexStatus,
	IndexSummary,
	SearchFilters,
	SearchRequest,
	SearchResponse,
} from '../shared/types';

export interface VerifyReport {
	readonly ok: boolean;
	readonly problems: readonly { part: string; what: string; healed: boolean }[];
	readonly checked: Record<string, number>;
}
export interface UpdateOptions {
	paths?: readonly string[];
	full?: boolean;
	refine?: boolean;
	signal?: AbortSignal;
	onProgress?: (p: IndexProgress) => void;
}
/** The part of the engine's facade that the command line uses. */
export interface Folder {
	readonly root: string;
	update(o?: UpdateOptions): Promise<IndexSummary>;
	search(r: SearchRequest, signal?: AbortSignal): Promise<SearchResponse>;
	similar(
		path: string,
		line: number,
		o?: { limit?: number; filters?: SearchFilters },
	): Promise<SearchResponse>;
	explain(path: string): Promise<Explanation>;
	status(): IndexStatus;
	clear(): Promise<void>;
	verify(): Promise<VerifyReport>;
	close(): Promise<void>;
}
export interface Engine {
	open(root: string, settings: FolderSettings): Promise<Folder>;
	dispose(): Promise<void>;
}
