/**
 * Scores results on the span-level check: `npx tsx bench/spans/score.ts QUERIES.json RESULTS.jsonl [--json]`.
 *
 * RESULTS: one `{"repo","query","results":[{"path","startLine","endLine"}]}` a line, 1-based inclusive lines, repo = package.
 * MRR@10 = mean of 1/rank of the first of ten results that counts:
 * - span: same path and the lines overlap the function;
 * - tight: the same, and intersection over union of the lines is at least one half, or the result lies wholly inside the
 *   function and covers its first lines (a part of a long function that shows its head);
 * - file: same path.
 */
import { readFileSync } from 'node:fs';
import type { SpanQuery } from './build';

export interface SpanResult {
	readonly path: string;
	readonly startLine: number;
	readonly endLine: number;
}

export interface SpanScores {
	readonly n: number;
	readonly span: number;
	readonly tight: number;
	readonly file: number;
}

type Target = SpanQuery['target'];

function overlaps(result: SpanResult, target: Target): boolean {
	return (
		result.path === target.path &&
		result.startLine <= target.endLine &&
		result.endLine >= target.startLine
	);
}

function isTight(result: SpanResult, target: Target): boolean {
	if (!overlaps(result, target)) return false;
	const both =
		Math.min(result.endLine, target.endLine) - Math.max(result.startLine, target.startLine) + 1;
	const any =
		Math.max(result.endLine, target.endLine) - Math.min(result.startLine, target.startLine) + 1;
	const head = result.startLine >= target.startLine - 3 && result.startLine <= target.startLine + 3;
	return both / any >= 0.5 || (head && result.endLine <= target.endLine);
}

/** @returns 1/rank of the first of the first `k` results that `counts`, 0 when none. */
function reciprocalRank(
	results: readonly SpanResult[],
	counts: (r: SpanResult) => boolean,
	k: number,
): number {
	const at = results.slice(0, k).findIndex(counts);
	return at < 0 ? 0 : 1 / (at + 1);
}

export function scoreOne(
	results: readonly SpanResult[],
	target: Target,
	k = 10,
): Omit<SpanScores, 'n'> {
	return {
		span: reciprocalRank(results, r => overlaps(r, target), k),
		tight: reciprocalRank(results, r => isTight(r, target), k),
		file: reciprocalRank(results, r => r.path === target.path, k),
	};
}

/** Mean over questions; `answers` by `package + '\n' + query`. A question without an answer counts 0. */
export function scoreSpans(
	queries: readonly SpanQuery[],
	answers: ReadonlyMap<string, readonly SpanResult[]>,
): SpanScores {
	const sum = { span: 0, tight: 0, file: 0 };
	for (const query of queries) {
		const one = scoreOne(answers.get(`${query.package}\n${query.query}`) ?? [], query.target);
		sum.span += one.span;
		sum.tight += one.tight;
		sum.file += one.file;
	}
	const n = queries.length;
	return { n, span: sum.span / n, tight: sum.tight / n, file: sum.file / n };
}

export function readAnswers(path: string): Map<string, SpanResult[]> {
	const answers = new Map<string, SpanResult[]>();
	for (const line of readFileSync(path, 'utf8').split('\n')) {
		if (line.trim() === '') continue;
		const row = JSON.parse(line) as { repo: string; query: string; results: SpanResult[] };
		answers.set(`${row.repo}\n${row.query}`, row.results);
	}
	return answers;
}

function main(queriesPath: string, resultsPath: string, asJson: boolean): void {
	const queries = JSON.parse(readFileSync(queriesPath, 'utf8')) as SpanQuery[];
	const answers = readAnswers(resultsPath);
	const names = [...new Set(queries.map(each => each.package))];
	const rows = names.map(name => ({
		name,
		...scoreSpans(
			queries.filter(each => each.package === name),
			answers,
		),
	}));
	const all = { name: 'all', ...scoreSpans(queries, answers) };
	if (asJson) {
		console.log(JSON.stringify({ all, rows }));
		return;
	}
	console.log('package                    n   span  tight   file   (MRR@10)');
	for (const row of [...rows, all]) {
		const cells = [row.span, row.tight, row.file].map(value => value.toFixed(3)).join('  ');
		console.log(`${row.name.padEnd(24)} ${String(row.n).padStart(3)}  ${cells}`);
	}
}

if (require.main === module) {
	const [queries, results] = process.argv.slice(2).filter(arg => arg !== '--json');
	if (queries === undefined || results === undefined)
		throw new Error('usage: score.ts QUERIES.json RESULTS.jsonl [--json]');
	main(queries, results, process.argv.includes('--json'));
}
