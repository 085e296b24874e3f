import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, Folder } from '../src/engine/engineTypes';
import { oneList } from '../src/shared/oneList';
import type { SearchMode } from '../src/shared/types';
import type { EvalQuery, QueryResults } from './score/types';

/** The model starts beside the first searches; figures must come from it, not from the draft table that stands in. */
const MODEL_START_MS = 30_000;

/** An answer with what is not written to the results file. */
export interface Answer extends QueryResults {
	/** The engine's own time. */
	readonly totalMs: number;
	/** Told for the first hit; undefined without hits. */
	readonly probability: number | undefined;
}

export interface RepositoryAnswers {
	readonly answers: readonly Answer[];
	/** Of the foreign questions, those whose answer was not told to be unconvincing. */
	readonly falselyConfident: readonly string[];
}

/**
 * Indexes one repository and answers its questions in order.
 *
 * @param foreign Questions about something that is not in the repository.
 */
export async function searchRepository(
	engine: Engine,
	root: string,
	queries: readonly EvalQuery[],
	options: {
		readonly mode: SearchMode;
		readonly limit: number;
		readonly draft: boolean;
		readonly calibrate?: boolean;
	},
	foreign: readonly string[] = [],
): Promise<RepositoryAnswers> {
	const folder = await engine.open(root);
	try {
		await folder.update({ refine: !options.draft });
		if (options.mode !== 'keyword') await untilModelIsReady(folder);
		if (options.calibrate === true) await folder.checkHealth(['quality']);
		const answers: Answer[] = [];
		for (const { repo, query } of queries) {
			const response = await folder.search({ query, mode: options.mode, limit: options.limit });
			const results = oneList(response.groups, query, options.limit).map(hit => ({
				path: hit.path,
				startLine: hit.span.startLine + 1,
				endLine: hit.span.endLine + 1,
				score: hit.score,
			}));
			answers.push({
				repo,
				query,
				results,
				totalMs: response.trace.totalMs,
				probability: response.groups[0]?.best.probability,
			});
		}
		const falselyConfident: string[] = [];
		for (const query of foreign) {
			const response = await folder.search({ query, mode: options.mode, limit: 10 });
			if (response.groups.length > 0 && !response.nothingConvincing) falselyConfident.push(query);
		}
		return { answers, falselyConfident };
	} finally {
		await folder.close();
	}
}

/** Waits for the transformer. @throws {Error} when it fails or does not start in time. */
export async function untilModelIsReady(folder: Folder): Promise<void> {
	const until = performance.now() + MODEL_START_MS;
	for (let i = 0; ; i++) {
		const { state, why } = folder.status().model;
		if (state === 'ready') return;
		if (state === 'failed') throw new Error(`The model failed: ${why ?? 'unknown'}`);
		if (performance.now() > until) throw new Error('The model did not start in time.');
		// Each text is new, so that the query cache does not answer.
		await folder.search({ query: `warm up ${i}`, mode: 'meaning', limit: 1 });
		await sleep(20);
	}
}
