/**
 * How often a rule for tiny workspaces, and the one for prose, is right: `npx tsx tools/ranking/tinyWorkspaces.ts CORPUS QUERIES.json
 * [CORPUS QUERIES.json ...]`, with RANK_CACHE as in dump.ts; draft vectors, the shipped models.
 *
 * Each repository is cut into slices of neighbouring files, each smaller than any workspace that the weights know. A slice is asked the
 * questions that its files answer, some of other repositories, and some about something else.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedCalibrationError } from '../../bench/score/calibration';
import { random } from '../../bench/spans/random';
import { AnswerRows } from '../../src/engine/rank/facts/rows';
import {
	calibrated,
	DEFAULT_CALIBRATION,
	fitCalibration,
	type Calibration,
} from '../../src/engine/rank/calibration';
import { gatherCandidates } from '../../src/engine/rank/gather';
import { FITTED_CHUNKS, loneHolder } from '../../src/engine/rank/loneHolder';
import { NameCosines } from '../../src/engine/rank/nameCosines';
import { shippedRanker } from '../../src/engine/rank/shippedModels';
import { isOnlyProse } from '../../src/engine/rank/signals/roles';
import { analysed, assemble, openWorkshop, type RawFile } from './corpus';
import { meets, readQuestions, sourceOf, type Question } from './dump';
import somethingElse from './foreign.json';

const LEAST_CHUNKS = 12;
/** Questions of other repositories, and about something else, that each slice is asked. */
const FOREIGN = 4;

/** Neighbouring files by path, as many as make up a tiny workspace of random size; files that are larger stay out. */
function slices(files: readonly RawFile[], next: () => number): RawFile[][] {
	const found: RawFile[][] = [];
	let slice: RawFile[] = [];
	let size = 0;
	let most = 0;
	const close = (): void => {
		if (size >= LEAST_CHUNKS && slice.length > 1) found.push(slice);
		[slice, size] = [[], 0];
		most = LEAST_CHUNKS + Math.floor(next() * (FITTED_CHUNKS - LEAST_CHUNKS));
	};
	close();
	for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
		if (file.chunks.length >= most) continue;
		if (size + file.chunks.length >= most) close();
		slice.push(file);
		size += file.chunks.length;
	}
	close();
	return found;
}

/** What was told of first hits, and what came true. */
class Tally {
	count = 0;
	file = 0;
	chunk = 0;
	told = 0;

	add(file: boolean, chunk: boolean, told: number): void {
		this.count++;
		this.file += Number(file);
		this.chunk += Number(chunk);
		this.told += told;
	}

	toString(): string {
		const share = (value: number): string => (value / (this.count || 1)).toFixed(3);
		return `${this.count} first hits, file right ${share(this.file)}, chunk right ${share(this.chunk)}, told ${share(this.told)}`;
	}
}

async function main(sets: readonly (readonly [corpus: string, queries: string])[]): Promise<void> {
	const shop = openWorkshop(process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking'));
	const names = new NameCosines(shop.draft, text => shop.tokenizer.encode(text, 64));
	const next = random(11);
	const judged: FirstHit[] = [];
	const tallies = new Map<string, Tally>();
	const tally = (name: string): Tally => {
		const known = tallies.get(name);
		if (known) return known;
		const made = new Tally();
		tallies.set(name, made);
		return made;
	};
	for (const [corpus, file] of sets) {
		const questions = readQuestions(file);
		for (const repo of new Set(questions.map(each => each.repo))) {
			const raw = await analysed(join(corpus, repo), repo, shop);
			const mine = questions.filter(each => each.repo === repo);
			const others = questions.filter(each => each.repo !== repo);
			for (const slice of slices(raw, next)) {
				const held = new Set(slice.map(each => each.path));
				const answered = mine.filter(({ targets }) => targets.some(each => held.has(each.path)));
				const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
				const asked: [string, Question | string][] = [
					...answered.map((each): [string, Question] => ['own', each]),
					...Array.from({ length: FOREIGN }, (): [string, Question] => [
						'of others',
						{ ...pick(others), targets: [] },
					]),
					...Array.from({ length: FOREIGN }, (): [string, string] => [
						'something else',
						pick(somethingElse),
					]),
				];
				const index = await assemble(repo, slice, shop);
				for (const [kind, question] of asked) {
					const text = typeof question === 'string' ? question : question.query;
					const targets = typeof question === 'string' ? [] : question.targets;
					const [vector = new Float32Array(384)] = await shop.vectors.embedAlone([
						shop.tokenizer.encode(text, 128),
					]);
					const candidates = gatherCandidates(
						text,
						sourceOf(index, vector, 'draft', (name, v) => names.with(name, v)),
					);
					const [first] = shippedRanker('hybrid')?.rank(candidates) ?? [];
					const hit = candidates.chunks[first?.chunks[0]?.index ?? -1];
					const path = candidates.files[first?.file ?? -1]?.path;
					if (first === undefined || hit === undefined || path === undefined) continue;
					const rows = new AnswerRows(candidates.query, candidates.files, candidates.chunks);
					const right = [
						targets.some(({ path: target }) => meets(path, 0, 1e9, { path: target })),
						targets.some(each => meets(path, hit.startLine + 1, hit.endLine + 1, each)),
					] as const;
					const add = (rule: string): void => {
						tally(`${rule}, ${kind}`).add(...right, first.probability);
						tally(`${rule}, all`).add(...right, first.probability);
						if (first.probability < DEFAULT_CALIBRATION.likely)
							tally(`${rule}, told weak, ${kind}`).add(...right, first.probability);
					};
					add('any');
					judged.push({
						repo,
						probability: first.probability,
						right: right[1],
						own: kind === 'own',
					});
					const lone = loneHolder(rows.query);
					if (lone !== undefined) add('lone holder');
					if (isOnlyProse(rows.at(first.chunks[0]?.index ?? 0))) add('only prose');
				}
			}
			console.error(repo);
		}
	}
	for (const [name, each] of [...tallies].sort()) console.log(`${name}: ${each.toString()}`);
	// Half of the repositories tell what holds for the other half.
	const repositories = [...new Set(judged.map(each => each.repo))].sort();
	const half = (list: readonly FirstHit[], which: number): FirstHit[] =>
		list.filter(({ repo }) => repositories.indexOf(repo) % 2 === which);
	for (const which of [0, 1])
		console.log(`fitted on half ${which}: ${tell(half(judged, which), half(judged, 1 - which))}`);
	console.log(`fitted on all: ${tell(judged, judged)}`);
}

interface FirstHit {
	readonly repo: string;
	readonly probability: number;
	readonly right: boolean;
	/** The slice answers the question. */
	readonly own: boolean;
}

/** Fits to some first hits how a tiny workspace's chances differ from those of the models, and tells of others what comes of it. */
function tell(fitted: readonly FirstHit[], others: readonly FirstHit[]): string {
	const own = fitted.filter(each => each.own).length;
	// All questions without an answer count as half of those with one, as where a workspace is fitted to its own comments.
	const weight = (0.5 * own) / (fitted.length - own);
	const { slope, shift } = fitCalibration(
		fitted.map(({ probability, right, own: isOwn }) => ({
			probability,
			right,
			weight: isOwn ? 1 : weight,
		})),
	);
	const told = (calibration: Calibration): string => {
		const mine = others
			.filter(each => each.own)
			.map(({ probability, right }) => ({
				probability: calibrated(probability, calibration),
				correct: right,
			}));
		const mean = mine.reduce((sum, { probability }) => sum + probability, 0) / mine.length;
		const right = mine.filter(each => each.correct);
		const weak = right.filter(({ probability }) => probability < calibration.likely).length;
		const foreign = others.filter(each => !each.own);
		const convincing = foreign.filter(
			({ probability }) => calibrated(probability, calibration) >= calibration.likely,
		).length;
		return `right ${(right.length / mine.length).toFixed(3)}, told ${mean.toFixed(3)}, error ${expectedCalibrationError(mine).toFixed(3)}, right ones told weak ${(weak / right.length).toFixed(3)}, convincing without an answer ${((100 * convincing) / foreign.length).toFixed(2)} %`;
	};
	return `slope ${slope.toFixed(2)}, shift ${shift.toFixed(2)}; of ${others.length} others by the models ${told(DEFAULT_CALIBRATION)}; fitted ${told({ ...DEFAULT_CALIBRATION, slope, shift })}`;
}

const args = process.argv.slice(2);
if (args.length === 0 || args.length % 2 !== 0)
	throw new Error('usage: tinyWorkspaces.ts CORPUS QUERIES [CORPUS QUERIES ...]');
void main(
	Array.from({ length: args.length / 2 }, (_, i) => [args[2 * i] ?? '', args[2 * i + 1] ?? '']),
);
