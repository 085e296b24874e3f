import { STAGES, type QueryRecord, type Stage } from '../../shared/health/healthTypes';

/** Stages in words that need no knowledge of the engine. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
	tokenise: 'reading the question',
	embed: 'embedding it',
	vector: 'comparing vectors',
	keyword: 'matching words',
	fuse: 'joining',
	rank: 'ranking',
	hydrate: 'reading files',
	total: 'all',
};

/** One query as a sentence for the log: `4 words, hybrid: 9.4 ms (embedding it 5.1, ranking 1.6), 212 candidates, 12 files, 90 % refined`. */
export function queryLine(query: QueryRecord): string {
	const stages = STAGES.filter(stage => stage !== 'total' && query.stages[stage] >= 0.05)
		.sort((a, b) => query.stages[b] - query.stages[a])
		.map(stage => `${STAGE_WORDS[stage]} ${query.stages[stage].toFixed(1)}`)
		.join(', ');
	const basis =
		query.files === 0
			? 'nothing found'
			: `${query.files} files, ${Math.round(query.refined * 100)} % refined`;
	return `${query.words} words, ${query.mode}: ${query.stages.total.toFixed(1)} ms (${stages}), ${query.candidates} candidates, ${basis}${query.degraded ? ', degraded' : ''}`;
}
