/**
 * What remembering opened files does to the order, for persons who open well, badly or at random:
 * `npx tsx tools/ranking/openedSimulation.ts CORPUS QUERIES.json [--folds DIR] [--bonus B]`, with RANK_CACHE as in dump.ts.
 *
 * Every question was asked before in other words (a third of them left out, the rest in another order), or other questions of the same
 * repository were asked before; each time the person opened one file of the first ten. With --folds, the models of `final.py` that
 * never saw the repository rank (its FOLDS folder), as they must for a fair figure; else the shipped ones. Draft vectors.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterBootstrap } from '../../bench/score/bootstrap';
import { random } from '../../bench/spans/random';
import { queryTerms } from '../../src/engine/lexical/queryTerms';
import { gatherCandidates } from '../../src/engine/rank/gather';
import { NameCosines } from '../../src/engine/rank/nameCosines';
import { openedBonus, withOpened, type OpenedQuery } from '../../src/engine/rank/opened';
import type { RankedFile } from '../../src/engine/rank/types';
import { indexFolder, openWorkshop } from './corpus';
import { readQuestions, sourceOf, type Question } from './dump';
import { rankerOf } from './foldModels';

/** A question, its answer without any memory, and which targets each file's best chunk meets. */
interface Answered {
	readonly question: Question;
	readonly ranked: readonly RankedFile[];
	readonly paths: readonly string[];
	readonly masks: readonly number[];
}

const TIMES = [1, 3];
const PLACES = 10;

type Opener = (answer: Answered, next: () => number) => number | undefined;

const isRight = (answer: Answered, place: number): boolean =>
	(answer.masks[answer.ranked[place]?.file ?? -1] ?? 0) > 0;
const places = (answer: Answered): number[] =>
	answer.ranked.slice(0, PLACES).map((_, place) => place);
const anyOf = (list: readonly number[], next: () => number): number | undefined =>
	list[Math.floor(next() * list.length)];

const sensible: Opener = (answer, next) =>
	anyOf(
		places(answer).filter(place => isRight(answer, place)),
		next,
	);
const anyone: Opener = (answer, next) => anyOf(places(answer), next);

/** How persons open: the place of the file that is opened. */
const OPENERS: Readonly<Record<string, Opener>> = {
	'a right one': sensible,
	'three of four right, else any': (answer, next) =>
		(next() < 0.75 ? sensible : anyone)(answer, next),
	'half right, else any': (answer, next) => (next() < 0.5 ? sensible : anyone)(answer, next),
	'always the first': () => 0,
	'any of the first three': (answer, next) => anyOf(places(answer).slice(0, 3), next),
	'any of the first ten': anyone,
	'always the best wrong one': answer => places(answer).find(place => !isRight(answer, place)),
};

function ndcg(answer: Answered, ranked: readonly RankedFile[]): number {
	const gain = (place: number): number => 1 / Math.log2(place + 2);
	let seen = 0;
	let sum = 0;
	ranked.slice(0, PLACES).forEach(({ file }, place) => {
		const mask = answer.masks[file] ?? 0;
		if (mask & ~seen) sum += gain(place);
		seen |= mask;
	});
	let ideal = 0;
	for (let i = 0; i < Math.min(PLACES, answer.question.targets.length); i++) ideal += gain(i);
	return ideal === 0 ? 0 : sum / ideal;
}

/** The question in other words: a third of its words left out, the others shuffled. */
function reworded(text: string, next: () => number): string {
	const words = text.split(/\s+/).filter(Boolean);
	const kept =
		words.length < 3
			? words
			: words
					.map(word => ({ word, key: next() }))
					.sort((a, b) => a.key - b.key)
					.slice(0, Math.ceil((words.length * 2) / 3))
					.map(({ word }) => word);
	return kept.join(' ');
}

async function main(corpus: string, queriesFile: string, folds: string | undefined): Promise<void> {
	const questions = readQuestions(queriesFile);
	const shop = openWorkshop(process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking'));
	const draftOf = (text: string): Float32Array => shop.draft.embed(shop.tokenizer.encode(text, 64));
	const names = new NameCosines(shop.draft, text => shop.tokenizer.encode(text, 64));
	const ranker = rankerOf(folds, 'hybrid');
	const answers: Answered[] = [];
	for (const repo of new Set(questions.map(each => each.repo))) {
		const index = await indexFolder(join(corpus, repo), repo, shop);
		const mine = questions.filter(each => each.repo === repo);
		const vectors = await shop.vectors.embedAlone(
			mine.map(each => shop.tokenizer.encode(each.query, 128)),
		);
		mine.forEach((question, i) => {
			const source = sourceOf(index, vectors[i] as Float32Array, 'draft', (text, query) =>
				names.with(text, query),
			);
			const candidates = gatherCandidates(question.query, source);
			const ranked = ranker(repo).rank(candidates);
			const masks = candidates.files.map(() => 0);
			for (const { file, chunks } of ranked) {
				const chunk = candidates.chunks[chunks[0]?.index ?? -1];
				const path = candidates.files[file]?.path ?? '';
				question.targets.forEach((target, t) => {
					const met =
						(path === target.path || path.endsWith(`/${target.path}`)) &&
						chunk !== undefined &&
						(target.startLine === undefined ||
							target.endLine === undefined ||
							(chunk.endLine + 1 >= target.startLine && chunk.startLine + 1 <= target.endLine));
					if (met) masks[file] = (masks[file] ?? 0) | (1 << t);
				});
			}
			answers.push({ question, ranked, paths: candidates.files.map(({ path }) => path), masks });
		});
		console.error(repo);
	}
	const described = new Map<string, { vector: Float32Array; terms: Set<string> }>();
	const describe = (text: string): { vector: Float32Array; terms: Set<string> } => {
		const known = described.get(text) ?? {
			vector: draftOf(text),
			terms: new Set(queryTerms(text).terms),
		};
		described.set(text, known);
		return known;
	};
	const before = answers.map(answer => ndcg(answer, answer.ranked));
	const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
	console.log(`${answers.length} questions, NDCG@10 without memory ${mean.toFixed(4)}`);
	for (const [who, opener] of Object.entries(OPENERS)) {
		for (const what of ['the same question in other words', 'other questions'] as const) {
			for (const times of TIMES) {
				const next = random(11);
				const opened = new Map<string, (OpenedQuery & { of: Answered })[]>();
				for (const answer of answers) {
					const place = opener(answer, next);
					const file = answer.ranked[place ?? -1]?.file;
					if (file === undefined) continue;
					const text =
						what === 'other questions'
							? answer.question.query
							: reworded(answer.question.query, next);
					const list = opened.get(answer.question.repo) ?? [];
					list.push({ ...describe(text), path: answer.paths[file] ?? '', times, of: answer });
					opened.set(answer.question.repo, list);
				}
				let moved = 0;
				const differences = answers.map((answer, i) => {
					const past = (opened.get(answer.question.repo) ?? []).filter(
						({ of }) => what !== 'other questions' || of !== answer,
					);
					const bonus = openedBonus(describe(answer.question.query), past);
					const after = withOpened(answer.ranked, bonus, ({ file }) => answer.paths[file] ?? '');
					if (
						after.some(({ file }, place) => place < PLACES && file !== answer.ranked[place]?.file)
					)
						moved++;
					return { cluster: answer.question.repo, value: ndcg(answer, after) - (before[i] ?? 0) };
				});
				const { standardError } = clusterBootstrap(differences);
				const gain = differences.reduce((sum, { value }) => sum + value, 0) / answers.length;
				console.log(
					`${who}, ${what}, ${times} ×: ${gain >= 0 ? '+' : '−'}${Math.abs(gain).toFixed(4)} ± ${standardError.toFixed(4)}, ${moved} answers changed`,
				);
			}
		}
	}
}

const args = process.argv.slice(2);
const at = args.indexOf('--folds');
const [corpus, queries] = args.filter(
	(arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1),
);
if (corpus === undefined || queries === undefined)
	throw new Error('usage: openedSimulation.ts CORPUS QUERIES [--folds DIR]');
void main(corpus, queries, at < 0 ? undefined : args[at + 1]);
