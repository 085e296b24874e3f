import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, reliability } from '../../../bench/score/calibration';
import { clusterBootstrap } from '../../../bench/score/bootstrap';
import {
	committedResult,
	compare,
	readCommitted,
	writeCommitted,
} from '../../../bench/score/committed';
import { ndcg, reciprocalRank } from '../../../bench/score/ndcg';
import { readQueries } from '../../../bench/score/readQueries';
import { scoreRun } from '../../../bench/score/scoreRun';
import { scoreTable } from '../../../bench/score/scoreTable';
import type { EvalQuery, RankedSpan, Target } from '../../../bench/score/types';

const R = (path: string, startLine = 1, endLine = 50): RankedSpan => ({ path, startLine, endLine });
const T = (path: string, startLine?: number, endLine?: number): Target => ({
	path,
	startLine,
	endLine,
});
const g = (rank: number): number => 1 / Math.log2(rank + 1);
const query = (repo: string, text: string, targets: Target[], category = 'c'): EvalQuery => ({
	id: text,
	repo,
	query: text,
	language: 'l',
	category,
	targets,
});

// The cases of the benchmark's own self-check.
describe('ndcg', () => {
	const cases: [
		name: string,
		results: RankedSpan[],
		targets: Target[],
		value: number,
		fileMode?: boolean,
	][] = [
		['first', [R('a.ts'), R('b.ts')], [T('a.ts')], 1],
		['second', [R('x.ts'), R('a.ts')], [T('a.ts')], g(2)],
		[
			'a repeated file takes a rank',
			[R('a.ts'), R('a.ts', 51, 99), R('b.ts')],
			[T('a.ts'), T('b.ts')],
			(g(1) + g(3)) / (g(1) + g(2)),
		],
		[
			'and none in file mode',
			[R('a.ts'), R('a.ts', 51, 99), R('b.ts')],
			[T('a.ts'), T('b.ts')],
			1,
			true,
		],
		['spans overlap inclusively', [R('a.ts', 1, 9), R('a.ts', 10, 20)], [T('a.ts', 20, 30)], g(2)],
		['no overlap', [R('a.ts', 1, 9), R('a.ts', 31, 40)], [T('a.ts', 20, 30)], 0],
		[
			'two targets met by one result count once',
			[R('a.ts', 1, 50)],
			[T('a.ts', 1, 5), T('a.ts', 9, 12)],
			g(1) / (g(1) + g(2)),
		],
		['tail match', [R('src/a.ts')], [T('a.ts')], 1],
		['tail match, other way', [R('a.ts')], [T('src/a.ts')], 1],
		['tails match at a slash only', [R('ba.ts')], [T('a.ts')], 0],
		['rank 11 is out', [...Array.from({ length: 10 }, () => R('x.ts')), R('a.ts')], [T('a.ts')], 0],
		[
			'ideal is cut at k',
			Array.from({ length: 10 }, (_, i) => R(`${i}.ts`)),
			Array.from({ length: 12 }, (_, i) => T(`${i}.ts`)),
			1,
		],
		['nothing found', [], [T('a.ts')], 0],
	];
	it.each(cases)('%s', (_name, results, targets, value, fileMode = false) => {
		expect(ndcg(results, targets, { fileMode })).toBeCloseTo(value, 9);
	});
	it('has a reciprocal rank at span level', () => {
		expect(reciprocalRank([R('a.ts', 1, 9), R('a.ts', 10, 20)], [T('a.ts', 12, 13)])).toBe(0.5);
		expect(reciprocalRank([R('b.ts')], [T('a.ts', 12, 13)])).toBe(0);
	});
});

describe('a run', () => {
	const queries = [
		query('p', 'q1', [T('a.ts')], 'symbol'),
		query('p', 'q2', [T('b.ts', 5, 9)], 'semantic'),
		query('r', 'q3', [T('c.ts')], 'symbol'),
	];
	const scores = scoreRun(queries, [
		{ repo: 'p', query: 'q1', results: [R('a.ts')] },
		{ repo: 'p', query: 'q2', results: [R('z.ts'), R('b.ts', 9, 30)] },
	]);
	it('scores each question; one without results gets 0', () => {
		expect(scores.map(s => [s.chunk, s.span, s.recall5, s.answered])).toEqual([
			[1, undefined, 1, true],
			[g(2), 0.5, 1, true],
			[0, undefined, 0, false],
		]);
		expect(scoreTable(scores)).toMatch(/3 queries, 2 repositories, 1 without results/);
	});
	it('compares with a kept result, question by question', () => {
		const folder = mkdtempSync(join(tmpdir(), 'lodestone-score-'));
		const file = join(folder, 'r.json');
		const before = scoreRun(queries, [{ repo: 'r', query: 'q3', results: [R('c.ts')] }]);
		writeCommitted(file, committedResult(before, 'hybrid', 'before', '2026-01-01'));
		const comparison = compare(scores, readCommitted(file)!)!;
		expect(comparison).toMatchObject({ shared: 3, better: 2, worse: 1 });
		expect(comparison.chunk.mean).toBeCloseTo((1 + g(2) - 1) / 3, 3);
		rmSync(folder, { recursive: true });
	});
});

describe('clusterBootstrap', () => {
	it('has no error when all repositories agree, and repeats', () => {
		const same = ['a', 'b', 'c'].flatMap(cluster => [
			{ cluster, value: 0 },
			{ cluster, value: 1 },
		]);
		expect(clusterBootstrap(same)).toMatchObject({ mean: 0.5, standardError: 0 });
		const varied = ['a', 'b', 'c', 'd'].map((cluster, i) => ({ cluster, value: i }));
		expect(clusterBootstrap(varied)).toEqual(clusterBootstrap(varied));
	});
	it('agrees with the textbook where each repository has one question', () => {
		const values = Array.from({ length: 100 }, (_, i) => ({ cluster: String(i), value: i % 2 }));
		expect(clusterBootstrap(values, 4000).standardError).toBeCloseTo(0.05, 2);
	});
});

describe('readQueries', () => {
	it('reads both forms', () => {
		const folder = mkdtempSync(join(tmpdir(), 'lodestone-queries-'));
		const file = join(folder, 'q.json');
		writeFileSync(
			file,
			JSON.stringify([
				{
					id: 'x#0',
					repo: 'x',
					language: 'go',
					category: 'symbol',
					query: 'a',
					relevant: [{ path: 'a.go', start_line: 3, end_line: 4 }],
					secondary: [{ path: 'b.go' }],
				},
				{ id: 1, package: 'y', query: 'b', target: { path: 'c.go', startLine: 5, endLine: 6 } },
				{ package: 'y', query: 'c', target: 'd.go' },
			]),
		);
		expect(readQueries(file)).toMatchObject([
			{ id: 'x#0', repo: 'x', category: 'symbol', targets: [T('a.go', 3, 4), { path: 'b.go' }] },
			{ repo: 'y', targets: [T('c.go', 5, 6)] },
			{ targets: [{ path: 'd.go' }] },
		]);
		writeFileSync(file, JSON.stringify([{ repo: 'x', query: 'q' }]));
		expect(() => readQueries(file)).toThrow(/entry 0 has no target/);
		rmSync(folder, { recursive: true });
	});
});

describe('calibration', () => {
	const told = (probability: number, n: number, right: number) =>
		Array.from({ length: n }, (_, i) => ({ probability, correct: i < right }));
	it('is 0 where told and true agree', () => {
		expect(expectedCalibrationError([...told(0.25, 8, 2), ...told(0.75, 8, 6)])).toBeCloseTo(0, 9);
	});
	it('weighs the bins by their size', () => {
		expect(expectedCalibrationError([...told(0.95, 10, 5), ...told(0.05, 30, 0)])).toBeCloseTo(
			0.25 * 0.45 + 0.75 * 0.05,
			9,
		);
	});
	it('puts 0 and 1 into the outer bins', () => {
		expect(
			reliability([...told(0, 1, 0), ...told(1, 2, 2)]).map(bin => [bin.from, bin.n, bin.right]),
		).toEqual([
			[0, 1, 0],
			[0.9, 2, 1],
		]);
	});
});
