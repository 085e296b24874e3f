/**
 * The product's own ranking code over DEV, by models that never saw the repository, with the figures of the issue:
 * `npx tsx tools/ranking/crossFitted.ts CORPUS QUERIES.json [--draft|--keyword] [--folds DIR]`, with RANK_CACHE as in dump.ts.
 *
 * NDCG@10 of the answer as one list, the calibration of first hits, and how many of the gate's questions about something else are told
 * to be convincing, each asked of every repository. Without --folds: the shipped models, which have seen the questions.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterBootstrap } from '../../bench/score/bootstrap';
import { expectedCalibrationError, type Told } from '../../bench/score/calibration';
import { ndcg } from '../../bench/score/ndcg';
import type { RankedSpan } from '../../bench/score/types';
import { DEFAULT_CALIBRATION } from '../../src/engine/rank/calibration';
import { gatherCandidates } from '../../src/engine/rank/gather';
import { NameCosines } from '../../src/engine/rank/nameCosines';
import { oneList } from '../../src/shared/oneList';
import { indexFolder, openWorkshop } from './corpus';
import { readQuestions, sourceOf, type Vectors } from './dump';
import { rankerOf } from './foldModels';

interface Hit extends RankedSpan {
	readonly probability: number;
}

const FURTHER = 3;

async function main(
	corpus: string,
	file: string,
	which: Vectors,
	folds: string | undefined,
): Promise<void> {
	const questions = readQuestions(file);
	const foreign = JSON.parse(
		readFileSync(join(__dirname, '../../bench/gate/foreign.json'), 'utf8'),
	) as string[];
	const shop = openWorkshop(process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking'), {
		refine: which !== 'refined' ? 'none' : args.includes('--partial') ? 'known' : 'all',
	});
	const names = new NameCosines(shop.draft, text => shop.tokenizer.encode(text, 64));
	const ranker = rankerOf(folds, which === 'none' ? 'keyword' : 'hybrid');
	const scores: { cluster: string; category: string; value: number }[] = [];
	const told: Told[] = [];
	const confident = new Map<string, number>();
	let asked = 0;
	for (const repo of new Set(questions.map(each => each.repo))) {
		const index = await indexFolder(join(corpus, repo), repo, shop);
		const answer = async (query: string): Promise<Hit[]> => {
			const [vector = new Float32Array(384)] = await shop.vectors.embedAlone([
				shop.tokenizer.encode(query, 128),
			]);
			const source = sourceOf(index, vector, which, (text, v) => names.with(text, v));
			const candidates = gatherCandidates(query, source);
			const groups = ranker(repo)
				.rank(candidates)
				.slice(0, 10)
				.map(({ file: at, chunks, probability }) => {
					const hits = chunks.slice(0, FURTHER).flatMap((chunk, i): Hit[] => {
						const found = candidates.chunks[chunk.index];
						return found === undefined
							? []
							: [
									{
										path: candidates.files[at]?.path ?? '',
										startLine: found.startLine + 1,
										endLine: found.endLine + 1,
										probability: i === 0 ? probability : chunk.probability,
									},
								];
					});
					return { best: hits[0] as Hit, more: hits.slice(1) };
				});
			return oneList(groups, query, 10);
		};
		for (const { query, category, targets } of questions.filter(each => each.repo === repo)) {
			const list = await answer(query);
			scores.push({ cluster: repo, category, value: ndcg(list, targets) });
			const [first] = list;
			if (first !== undefined)
				told.push({ probability: first.probability, correct: ndcg([first], targets) > 0 });
		}
		for (const query of foreign) {
			const [first] = await answer(query);
			asked++;
			if (first !== undefined && first.probability >= DEFAULT_CALIBRATION.likely)
				confident.set(query, (confident.get(query) ?? 0) + 1);
		}
		console.error(repo);
	}
	const line = (name: string, of: typeof scores): string => {
		const { mean, standardError } = clusterBootstrap(of);
		return `${name.padEnd(14)} ${of.length} questions, NDCG@10 ${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
	};
	console.log(line('all', scores));
	for (const category of [...new Set(scores.map(each => each.category))].sort())
		console.log(
			line(
				category,
				scores.filter(each => each.category === category),
			),
		);
	const right = told.filter(each => each.correct);
	const likely = DEFAULT_CALIBRATION.likely;
	console.log(
		`first hits: right ${(right.length / told.length).toFixed(3)}, told ${(told.reduce((sum, { probability }) => sum + probability, 0) / told.length).toFixed(3)}, expected calibration error ${expectedCalibrationError(told).toFixed(4)}; right ones told weak ${(right.filter(({ probability }) => probability < likely).length / right.length).toFixed(3)}`,
	);
	const total = [...confident.values()].reduce((sum, n) => sum + n, 0);
	console.log(
		`told convincing, of ${asked} questions about something else: ${((100 * total) / asked).toFixed(2)} %`,
	);
	for (const [query, count] of [...confident].sort((a, b) => b[1] - a[1]).slice(0, 12))
		console.log(`  ${count} × ${query}`);
}

const args = process.argv.slice(2);
const at = args.indexOf('--folds');
const [corpus, queries] = args.filter(
	(arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1),
);
if (corpus === undefined || queries === undefined)
	throw new Error('usage: crossFitted.ts CORPUS QUERIES [--draft|--keyword] [--folds DIR]');
void main(
	corpus,
	queries,
	args.includes('--draft') ? 'draft' : args.includes('--keyword') ? 'none' : 'refined',
	at < 0 ? undefined : args[at + 1],
);
