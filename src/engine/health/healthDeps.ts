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
	/** Nothing is read, refined or built, and nobody paused the work. */
	readonly isResting: () => boolean;
	readonly objectives: () => Objectives;
	/** Brings these files up to date. */
	readonly catchUp: (paths: readonly string[]) => Promise<unknown>;
	/** Reads every file again and keeps the vectors. */
	readonly readAgain: () => Promise<unknown>;
	/** Drops all vectors and embeds every text again, while words go on answering. */
	readonly embedAgain: () => Promise<void>;
	readonly rebuildGraph: () => Promise<void>;
	/** Alarms changed: whoever listens to the state wants to know. */
	readonly changed: () => void;
}
