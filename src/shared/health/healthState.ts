import type { IndexProgress, IndexState } from '../types';
import type { Alarm } from './healthTypes';

/** The six states that status bar, sidebar, scripts and agents are told. */
export const HEALTH_WORDS = ['OK', 'UPDATING', 'STALE', 'DEGRADED', 'EMPTY', 'ERROR'] as const;
export type HealthWord = (typeof HEALTH_WORDS)[number];

/** All that the state of one folder's index depends on. */
export interface HealthFacts {
	/** The last update or the opening failed; a model's failure is not among these. */
	readonly failure: { readonly code: string; readonly why: string } | undefined;
	readonly files: number;
	/** An update has ended at least once. */
	readonly everUpdated: boolean;
	/** What is being done; undefined at rest. */
	readonly progress: IndexProgress | undefined;
	readonly paused: Extract<IndexState, { type: 'paused' }>['why'] | undefined;
	/** Why the model does not run; undefined while it runs or starts. */
	readonly modelFailure: string | undefined;
	/** Files known to differ from the disk for longer than the objective allows. */
	readonly staleFiles: number;
	readonly alarms: readonly Alarm[];
}

const RESTING: IndexProgress = {
	phase: 'idle',
	files: 0,
	filesDone: 0,
	chunks: 0,
	refined: 0,
	rate: 0,
	secondsLeft: undefined,
};

/**
 * The state machine of an index: one state out of all facts. The first rule that holds wins, from broken to well.
 *
 * 1. ERROR: the last update failed.
 * 2. UPDATING (or paused) in a first indexing, EMPTY when there is nothing: what is not there yet can be neither degraded nor stale.
 * 3. DEGRADED: the model does not run, or an alarm says that answers are wrong. It stays while single files are updated.
 * 4. Paused, UPDATING, STALE, OK.
 */
export function healthState(facts: HealthFacts): IndexState {
	const { failure, progress, paused } = facts;
	if (failure !== undefined) return { type: 'error', code: failure.code, why: failure.why };
	const updating = updatingState(progress, paused);
	if (!facts.everUpdated && facts.files === 0)
		return updating ?? { type: 'empty', why: 'This folder is not indexed yet.' };
	if (!facts.everUpdated && updating !== undefined) return updating;
	if (facts.files === 0)
		return (
			updating ?? {
				type: 'empty',
				why: 'There is nothing to index here: every file is left out.',
			}
		);
	if (facts.modelFailure !== undefined)
		return { type: 'degraded', cause: 'model', why: facts.modelFailure };
	const broken = facts.alarms.find(alarm => alarm.severity === 'broken');
	if (broken !== undefined)
		return { type: 'degraded', cause: broken.code, why: brokenSentence(broken) };
	if (updating !== undefined) return updating;
	if (facts.staleFiles > 0) return { type: 'stale', files: facts.staleFiles };
	return { type: 'ready' };
}

function updatingState(
	progress: IndexProgress | undefined,
	paused: HealthFacts['paused'],
): IndexState | undefined {
	if (paused !== undefined) return { type: 'paused', why: paused, progress: progress ?? RESTING };
	return progress === undefined ? undefined : { type: 'indexing', progress };
}

/** English, for scripts and logs; people's views word the alarm by its code. */
function brokenSentence(alarm: Alarm): string {
	const sentences: Partial<Record<Alarm['code'], string>> = {
		'model-changed': 'The embedding model gives other vectors than the ones in the index.',
		'vectors-wrong': 'Stored vectors do not belong to their texts.',
		'chunks-missing': 'Parts of the index are missing.',
		'quality-fell': 'Fewer of the questions made from your code are answered than before.',
		'scores-drifted': 'Answers score differently than before.',
		'graph-recall': 'The neighbour graph misses near code.',
	};
	const mending = alarm.healing ? ' It is being mended.' : '';
	return `${sentences[alarm.code] ?? 'A health check failed.'}${mending}`;
}

/** The word for a state. Paused work is work that is not finished: UPDATING. */
export function healthWord(state: IndexState): HealthWord {
	switch (state.type) {
		case 'ready':
			return 'OK';
		case 'indexing':
		case 'paused':
			return 'UPDATING';
		case 'stale':
			return 'STALE';
		case 'degraded':
			return 'DEGRADED';
		case 'empty':
			return 'EMPTY';
		case 'error':
			return 'ERROR';
	}
}

/** Worst first: what a window of several folders shows. */
const GRAVITY: readonly IndexState['type'][] = [
	'error',
	'degraded',
	'paused',
	'indexing',
	'stale',
	'empty',
	'ready',
];

/** The state that stands for several folders: the gravest; a pause for typing counts as work. EMPTY only when all are. */
export function gravestState(states: readonly IndexState[]): IndexState | undefined {
	const rank = (state: IndexState): number => {
		if (state.type === 'paused' && state.why === 'typing') return GRAVITY.indexOf('indexing');
		if (state.type === 'empty' && states.some(other => other.type !== 'empty'))
			return GRAVITY.length;
		return GRAVITY.indexOf(state.type);
	};
	return [...states].sort((a, b) => rank(a) - rank(b))[0];
}
