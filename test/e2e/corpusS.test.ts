import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateVerdict, type GateFigures } from '../../bench/gate/verdict';
import { committedResult, readCommitted } from '../../bench/score/committed';
import { readQueries } from '../../bench/score/readQueries';
import { scoreRun } from '../../bench/score/scoreRun';
import type { QueryResults } from '../../bench/score/types';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import type { IndexStatus, IndexSummary } from '../../src/shared/types';
import { lodestone, lodestoneJson, REPOSITORY, temporaryFolder } from './support/cli';
import { corpus } from './support/corpus';
import { createEngine } from '../../src/engine/engine';
import { silentLogger } from '../../src/engine/ports';
import { searchRepository } from '../../bench/evalRepository';

const folder = temporaryFolder('corpus');
const store = join(folder.path, 'store');
const at = ['--store', store];
let S: string;
let first: IndexSummary;

beforeAll(async () => {
	S = corpus('S');
	first = await lodestoneJson<IndexSummary>(['index', S, ...at]);
});
afterAll(() => folder.remove());

describe('real packages', () => {
	it('are indexed whole, and every file is accounted for', () => {
		expect(first.files).toBeGreaterThan(240);
		expect(first.chunks).toBeGreaterThan(1000);
		expect(first.embedded).toBeGreaterThan(1000);
	});
	it('a second run touches nothing and is quick', async () => {
		const again = await lodestoneJson<IndexSummary>(['index', S, ...at]);
		expect(again).toMatchObject({
			files: first.files,
			chunks: first.chunks,
			embedded: 0,
			reused: 0,
			removed: 0,
		});
		expect(again.seconds).toBeLessThan(1);
	});
	it('are all refined, below 2.5 KB of disk a chunk', async () => {
		const status = await lodestoneJson<IndexStatus>(['status', S, ...at]);
		expect(status.coverage.refined).toBe(status.coverage.chunks);
		expect(status.bytes.total / status.chunks).toBeLessThan(2500);
	});
	it('answers by meaning across languages', async () => {
		const { results } = await lodestoneJson<JsonAnswer>([
			'search',
			S,
			'random permutation in place',
			'--limit',
			'3',
			...at,
		]);
		expect(results.map(r => r.path)).toContain('d3-array/src/shuffle.js');
	});
	it('says that something is not there', async () => {
		const ended = await lodestone([
			'search',
			S,
			'kubernetes ingress controller reconciliation loop',
			...at,
		]);
		expect(ended.err).toContain('Nothing convincing');
	});
});

describe('the quality gate', () => {
	const questions = join(REPOSITORY, 'bench', 'gate', 'questions.json');
	const committed = readCommitted(join(REPOSITORY, 'bench', 'results', 'questions.hybrid.json'));
	const figures = (results: readonly QueryResults[]): GateFigures =>
		committedResult(scoreRun(readQueries(questions), results), 'hybrid', '', '');
	let answers: readonly QueryResults[] = [];
	beforeAll(async () => {
		const engine = await createEngine({
			storeRoot: store,
			runtime: {
				workers: join(REPOSITORY, 'dist'),
				grammars: join(REPOSITORY, 'dist', 'grammars'),
				models: join(REPOSITORY, 'models'),
			},
			logger: silentLogger,
		});
		({ answers } = await searchRepository(engine, S, readQueries(questions), {
			mode: 'hybrid',
			limit: 10,
			draft: false,
		}));
		await engine.dispose();
	});
	it('is passed', () => {
		expect(committed).toBeDefined();
		expect(gateVerdict(figures(answers), committed!)).toEqual([]);
	});
	it('fails when answers get worse: best results moved down by two, or lost', () => {
		const worse = answers.map(a => ({
			...a,
			results: [a.results[9], a.results[8], ...a.results.slice(0, 8)].filter(r => r !== undefined),
		}));
		expect(gateVerdict(figures(worse), committed!)).not.toEqual([]);
		expect(gateVerdict(figures(answers.slice(10)), committed!)).not.toEqual([]);
	});
});
