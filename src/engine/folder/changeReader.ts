import type { IndexProgress } from '../../shared/types';
import type { EngineParts } from '../engineParts';
import type { UpdateOptions } from '../engineTypes';
import { Gate } from '../indexing/gate';
import { RateMeter, READING } from '../indexing/rateMeter';
import { runUpdate, type UpdateCounts } from '../indexing/updater';
import { needsFullWalk, walkPaths, withGoneParents } from '../indexing/walkPaths';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { Breather } from '../pace/breather';
import type { ScanRules } from '../scan/types';
import { walkFolder } from '../scan/walkFolder';
import type { LazyJudge } from './lazyJudge';
import type { Pausing } from './pausing';
import type { WantedFiles } from './wantedFiles';

/** What an update is to look at. */
export interface ReadOptions extends Pick<UpdateOptions, 'paths'> {
	/** After a search: just the files that were found to differ, whatever else may have changed; a person waits for it, so a pause does not hold it. */
	readonly onlyThese?: boolean;
}

export interface ChangeReaderDeps {
	readonly root: string;
	readonly rules: ScanRules;
	readonly parts: Pick<EngineParts, 'pool' | 'pacer'>;
	readonly judge: LazyJudge;
	readonly pausing: Pausing;
	readonly wanted: WantedFiles;
}

/** Finds what changed in a folder and has it read into the index. */
export class ChangeReader {
	/** Changes may have passed unseen (a new writer, a failed update): the next reading looks at the whole folder. */
	#unseen = true;

	constructor(private readonly deps: ChangeReaderDeps) {}

	/** Changes may pass unseen from now on. */
	missed(): void {
		this.#unseen = true;
	}

	/** @throws {LodestoneError} `cancelled`; node:sqlite errors of a commit. */
	async read(
		index: WorkspaceIndex,
		options: ReadOptions,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<UpdateCounts> {
		const { root, rules, parts, judge, pausing, wanted } = this.deps;
		const meter = new RateMeter(pausing.clock.ms, READING);
		const paths = this.#unseen && options.onlyThese !== true ? undefined : options.paths;
		const onProgress = (counts: UpdateCounts, scanning: boolean): void => {
			meter.update(pausing.clock.ms, counts.filesDone);
			report({
				phase: pausing.why !== undefined ? 'paused' : scanning ? 'scanning' : 'reading',
				files: counts.files,
				filesDone: counts.filesDone,
				chunks: index.chunks.live,
				refined: index.coverage().refined,
				rate: meter.rate,
				secondsLeft: scanning ? undefined : meter.secondsLeft(counts.files - counts.filesDone),
			});
		};
		const partial = paths !== undefined && !needsFullWalk(root, paths);
		if (!partial) judge.invalidate();
		const gate = options.onlyThese === true ? new Gate() : pausing.gate;
		const { pacer } = parts;
		const breather = pacer && new Breather(() => pacer.duty);
		const counts = await runUpdate(
			{ root, index, pool: parts.pool, gate, breather },
			{
				walk: partial ? walkPaths(root, paths, judge.get()) : walkFolder(root, rules, { signal }),
				rules,
				priority: wanted.paths,
				covers: partial ? coversAny(withGoneParents(root, paths)) : () => true,
				signal,
				onProgress,
			},
		).finally(pacer?.begin('reading'));
		if (!partial) this.#unseen = false;
		return counts;
	}
}

/** Whether a path is one of these or lies under one. */
function coversAny(paths: readonly string[]): (path: string) => boolean {
	const set = new Set(paths);
	return path => {
		for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
			if (set.has(path.slice(0, end))) return true;
		return set.has('');
	};
}
