import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LodestoneError } from '../../shared/errors';
import { healthState, healthWord } from '../../shared/health/healthState';
import type { Alarm } from '../../shared/health/healthTypes';
import type { IndexProgress, IndexState, IndexStatus } from '../../shared/types';
import type { ModelState } from '../engineParts';
import type { PauseReason } from '../engineTypes';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { StorePaths } from '../store/storePaths';

export interface StatusInput {
	readonly root: string;
	readonly paths: StorePaths;
	readonly index: WorkspaceIndex | undefined;
	readonly progress: IndexProgress | undefined;
	readonly paused: PauseReason | undefined;
	readonly error: LodestoneError | undefined;
	readonly updatedAtMs: number;
	readonly writer: boolean;
	readonly model: ModelState;
	readonly fingerprint: string;
	readonly staleFiles: number;
	readonly alarms: readonly Alarm[];
}

/** A snapshot of a folder's index for people and programs. */
export function buildStatus(input: StatusInput): IndexStatus {
	const { index } = input;
	const state = stateOf(input);
	const languages: Record<string, { files: number; chunks: number }> = {};
	for (const file of index?.files.values() ?? []) {
		const entry = (languages[file.language] ??= { files: 0, chunks: 0 });
		entry.files++;
		entry.chunks += file.count;
	}
	const coverage = index?.coverage() ?? { chunks: 0, keyword: 0, meaning: 0, refined: 0 };
	return {
		root: input.root,
		storePath: input.paths.index,
		state,
		health: healthWord(state),
		alarms: input.alarms,
		files: index?.files.size ?? 0,
		chunks: index?.chunks.live ?? 0,
		coverage,
		wordsOnly: index?.chunks.wordsOnly ?? 0,
		skipped: index?.catalogue.skippedCounts() ?? {},
		languages,
		bytes: storeBytes(input.paths, index),
		updatedAtMs: input.updatedAtMs,
		model: {
			id: input.model.id,
			fingerprint: input.fingerprint,
			state: input.model.state,
			...(input.model.why === undefined ? {} : { why: input.model.why }),
			...(input.model.runtime === undefined ? {} : { runtime: input.model.runtime }),
		},
		writer: input.writer ? 'this' : index === undefined ? 'none' : 'other',
	};
}

/** The state machine's facts, from the folder's parts. */
function stateOf(input: StatusInput): IndexState {
	const { index, error, model } = input;
	const modelsOwn = error?.code === 'model-missing' || error?.code === 'model-failed';
	return healthState({
		failure:
			error === undefined || modelsOwn
				? undefined
				: { code: error.code, why: `${error.message} ${error.remedy}`.trim() },
		files: index?.files.size ?? 0,
		everUpdated: input.updatedAtMs !== 0,
		progress: input.progress,
		paused: input.paused,
		modelFailure:
			model.state === 'failed'
				? (model.why ?? 'The model could not start; words only.')
				: undefined,
		staleFiles: input.staleFiles,
		alarms: input.alarms,
	});
}

function storeBytes(paths: StorePaths, index: WorkspaceIndex | undefined): IndexStatus['bytes'] {
	const catalogue = sizeOf(paths.catalogue) + sizeOf(`${paths.catalogue}-wal`);
	let graph = 0;
	try {
		for (const name of readdirSync(paths.index))
			if (name.startsWith('graph-')) graph += sizeOf(join(paths.index, name));
	} catch {
		/* no folder, no graph */
	}
	// The shared store holds other workspaces' vectors too: this one's share is its slots' rows (16 key + 392 vector + 12 of SQLite).
	const vectors = (index?.vectors.size ?? 0) * 420;
	return { catalogue, vectors, graph, total: catalogue + vectors + graph };
}

function sizeOf(path: string): number {
	try {
		return statSync(path).size;
	} catch {
		return 0;
	}
}
