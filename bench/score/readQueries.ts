import { readFileSync } from 'node:fs';
import type { EvalQuery, QueryResults, Target } from './types';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads questions in either form: the benchmark's `[{id, repo, language, category, query, relevant, secondary}]`, or
 * `[{id, package, query, target}]`, where the package names the folder. A target is a path, or an object with `path`
 * and lines as `startLine`/`endLine` or `start_line`/`end_line`.
 *
 * @throws {Error} with the entry's number when something is missing.
 */
export function readQueries(file: string): EvalQuery[] {
	const list: unknown = JSON.parse(readFileSync(file, 'utf8'));
	if (!Array.isArray(list)) throw new Error(`${file} does not hold a list of questions.`);
	return list.map((entry: unknown, i) => {
		const q = (typeof entry === 'object' && entry !== null ? entry : {}) as Json;
		const repo = q['repo'] ?? q['package'];
		if (typeof repo !== 'string' || typeof q['query'] !== 'string')
			throw new Error(`${file}: entry ${i} has no repo (or package) or no query.`);
		const targets = [q['relevant'], q['secondary'], q['target']].flatMap(asTargets);
		if (targets.length === 0) throw new Error(`${file}: entry ${i} has no target.`);
		return {
			id: typeof q['id'] === 'string' ? q['id'] : String(i),
			repo,
			query: q['query'],
			language: typeof q['language'] === 'string' ? q['language'] : '-',
			category: typeof q['category'] === 'string' ? q['category'] : '-',
			targets,
		};
	});
}

/** Reads a results file, one JSON object a line. */
export function readResults(file: string): QueryResults[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter(line => line.trim() !== '')
		.map(line => JSON.parse(line) as QueryResults);
}

function asTargets(value: unknown): Target[] {
	if (value === undefined || value === null) return [];
	if (Array.isArray(value)) return value.flatMap(asTargets);
	if (typeof value === 'string') return [{ path: value }];
	const t = value as Json;
	if (typeof t['path'] !== 'string') return [];
	const line = (camel: string, snake: string): number | undefined => {
		const found = t[camel] ?? t[snake];
		return typeof found === 'number' ? found : undefined;
	};
	return [
		{
			path: t['path'],
			startLine: line('startLine', 'start_line'),
			endLine: line('endLine', 'end_line'),
		},
	];
}
