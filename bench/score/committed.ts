import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { clusterBootstrap, type Estimate } from './bootstrap';
import { mean, type QueryScore } from './scoreRun';
import { queryKey, type EvalQuery } from './types';

/** A result that was worth keeping, to compare the next one with. Questions are hashed: the file quotes no data set. */
export interface CommittedResult {
	readonly date: string;
	readonly mode: string;
	readonly note: string;
	readonly queries: number;
	readonly chunk: number;
	readonly file: number;
	readonly span: number | undefined;
	readonly recall5: number;
	/** Mean reciprocal rank of the first result that meets a target. */
	readonly mrr: number;
	/** Hash of repository and question → NDCG@10 as returned, reciprocal rank at span level (null: no lines). */
	readonly perQuery: Readonly<Record<string, readonly [number, number | null]>>;
}

export interface Comparison {
	readonly against: CommittedResult;
	/** Questions that both have. */
	readonly shared: number;
	readonly chunk: Estimate;
	readonly better: number;
	readonly worse: number;
}

export function committedResult(
	scores: readonly QueryScore[],
	mode: string,
	note: string,
	date: string,
): CommittedResult {
	const spans = scores.flatMap(s => (s.span === undefined ? [] : [s.span]));
	return {
		date,
		mode,
		note,
		queries: scores.length,
		chunk: rounded(mean(scores.map(s => s.chunk))),
		file: rounded(mean(scores.map(s => s.file))),
		span: spans.length === 0 ? undefined : rounded(mean(spans)),
		recall5: rounded(mean(scores.map(s => s.recall5))),
		mrr: rounded(mean(scores.map(s => s.reciprocal))),
		perQuery: Object.fromEntries(
			scores.map(s => [
				questionHash(s.query),
				[rounded(s.chunk), s.span === undefined ? null : rounded(s.span)],
			]),
		),
	};
}

/** Pairs the questions that both runs have; the error is that of the difference. */
export function compare(
	scores: readonly QueryScore[],
	against: CommittedResult,
): Comparison | undefined {
	const differences = scores.flatMap(s => {
		const before = against.perQuery[questionHash(s.query)];
		return before === undefined ? [] : [{ cluster: s.query.repo, value: s.chunk - before[0] }];
	});
	if (differences.length === 0) return undefined;
	return {
		against,
		shared: differences.length,
		chunk: clusterBootstrap(differences),
		better: differences.filter(d => d.value > 1e-3).length,
		worse: differences.filter(d => d.value < -1e-3).length,
	};
}

export function readCommitted(file: string): CommittedResult | undefined {
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CommittedResult) : undefined;
}

export function writeCommitted(file: string, result: CommittedResult): void {
	mkdirSync(dirname(file), { recursive: true });
	// One question a line keeps diffs readable.
	const { perQuery, ...head } = result;
	const lines = Object.entries(perQuery)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, value]) => `\t\t${JSON.stringify(key)}: ${JSON.stringify(value)}`);
	const start = JSON.stringify(head, undefined, '\t').slice(0, -2);
	writeFileSync(file, `${start},\n\t"perQuery": {\n${lines.join(',\n')}\n\t}\n}\n`);
}

function questionHash(query: EvalQuery): string {
	return createHash('sha256').update(queryKey(query)).digest('hex').slice(0, 12);
}

function rounded(value: number): number {
	return Math.round(value * 1e4) / 1e4;
}
