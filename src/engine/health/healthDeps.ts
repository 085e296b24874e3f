import type { Objectives } from '../../shared/health/healthTypes';
import type { EngineParts } from '../engineParts';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { PathJudge } from '../scan/pathJudge';
import type { FolderSearch } from '../search/folderSearch';
import type { StorePaths } from '../store/storePaths';
import type { GraphKeeper } from '../vector/graphKeeper';

/** An open index; another one after each re-opening. */
export interface OpenIndexParts {
	readonly index: WorkspaceIndex;
	readonly search: FolderSearch;
	readonly graph: GraphKeeper;
}

/** What health asks of the folder that it watches over, and what it may ask it to do. */
export interface HealthDeps {
	readonly root: string;
	readonly paths: StorePaths;
	readonly maxFileBytes: number;
	readonly parts: Pick<
		EngineParts,
		| 'pool'
		| 'tokenizer'
		| 'draft'
		| 'embedder'
		| 'modelState'
		| 'fingerprint'
		| 'logger'
		| 'background'
	>;
	/** Undefined while the index is not open. */
	readonly open: () => OpenIndexParts | undefined;
	readonly judge: () => PathJudge;
	readonly isWriter: () => boolean;
	/** What reads, refines or builds is held until somebody resumes. */
	readonly isPaused: () => boolean;
	/** Nothing is read, refined or built, and nobody paused the work. */
	readonly isResting: () => boolean;
	readonly objectives: () => Objectives;
	// Mending. Stopped by the signal (`cancelled`), it leaves the rest to the next update.
	/** Brings these files up to date. */
	readonly catchUp: (paths: readonly string[], signal: AbortSignal) => Promise<unknown>;
	/** Reads every file again and keeps the vectors. */
	readonly readAgain: (signal: AbortSignal) => Promise<unknown>;
	/** Drops all vectors and embeds every text again, while words go on answering; not stopped once it has begun. */
	readonly embedAgain: (signal: AbortSignal) => Promise<void>;
	readonly rebuildGraph: (signal: AbortSignal) => Promise<void>;
	/** Alarms changed: whoever listens to the state wants to know. */
	readonly changed: () => void;
}
