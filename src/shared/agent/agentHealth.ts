import type { HealthWord } from '../health/healthState';
import type { IndexStatus } from '../types';

/** The state of one folder's index as an agent is told it with every answer. All shares are percentages, rounded down. */
export interface AgentHealth {
	readonly folder: string;
	/** The word that people and scripts see too, see `healthState`. */
	readonly state: HealthWord;
	/** One sentence: how far the answer can be relied on. */
	readonly detail: string;
	readonly files: number;
	readonly chunks: number;
	readonly searchableByWords: number;
	readonly searchableByMeaning: number;
	readonly refined: number;
	/** ISO 8601 time of the last finished update; empty when never. */
	readonly updatedAt: string;
	/** Whose engine answered, in words. */
	readonly answeredBy: string;
}

/**
 * @param note What the caller knows beyond the status, such as why an update failed; empty when nothing.
 * @param answeredBy See `AgentHealth.answeredBy`; the window itself where nobody stands between.
 */
export function agentHealth(
	folder: string,
	status: IndexStatus,
	note = '',
	answeredBy = 'this window',
): AgentHealth {
	const { coverage } = status;
	const share = (n: number): number =>
		coverage.chunks === 0 ? 0 : Math.floor((100 * n) / coverage.chunks);
	return {
		folder,
		state: status.health,
		detail: [detailOf(status), note].filter(Boolean).join(' '),
		files: status.files,
		chunks: status.chunks,
		searchableByWords: share(coverage.keyword),
		searchableByMeaning: share(coverage.meaning),
		refined: share(coverage.refined),
		updatedAt: status.updatedAtMs === 0 ? '' : new Date(status.updatedAtMs).toISOString(),
		answeredBy,
	};
}

function detailOf({ state, coverage, model }: IndexStatus): string {
	switch (state.type) {
		case 'empty':
			return `${sentence(state.why)} Nothing can be found yet.`;
		case 'indexing':
			return state.progress.phase === 'refining' || state.progress.phase === 'building-graph'
				? 'Every file can be found; vectors are still being refined.'
				: `Being indexed (${state.progress.filesDone} of ${state.progress.files} files so far): files may be missing from answers.`;
		case 'ready':
			return coverage.refined < coverage.chunks && model.state !== 'failed'
				? 'Complete; some vectors are still drafts.'
				: 'Complete and up to date.';
		case 'paused':
			return `Paused (${state.why}): changed files may be missing from answers.`;
		case 'degraded':
			return sentence(state.why);
		case 'stale':
			return `${state.files} files changed since the last update.`;
		case 'error':
			return `Indexing failed: ${sentence(state.why)}`;
	}
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
