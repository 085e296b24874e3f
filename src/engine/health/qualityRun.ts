import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
	LEGS,
	QUESTION_KINDS,
	type Leg,
	type QualityRun,
	type Scores,
} from '../../shared/health/healthTypes';
import type { Embedder } from '../embed/types';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { fitCalibration, type Calibration, type Judged } from '../rank/calibration';
import { readSource } from '../scan/readSource';
import type { MaskedChunk } from '../search/candidateSource';
import type { FolderSearch } from '../search/folderSearch';
import { chunkSpan } from '../search/hydrate';
import { commitQuestions } from './commitQuestions';
import type { Ranks } from './healthStore';
import { ChunkMasker, type MaskTools } from './maskedChunk';
import { DEPTH, scoresOf } from './metrics';
import { codeQuestions, keepQuestions, type Question } from './questions';

/** What a question whose answer was left out counts: people mostly ask about what is there. */
const UNANSWERED = 0.5;

/** Languages named one by one. */
const LANGUAGES = 6;

export interface QualityDeps extends MaskTools {
	readonly root: string;
	readonly index: WorkspaceIndex;
	readonly search: FolderSearch;
	readonly embedder: Embedder;
	readonly maxFileBytes: number;
	/** Resolves when nobody else wants the engine; called between questions. */
	readonly turn: () => Promise<void>;
	readonly nowMs: () => number;
}

export interface QualityOutcome {
	readonly run: QualityRun;
	readonly ranks: Ranks;
	readonly questions: readonly Question[];
	/** What the workspace's questions say about the chances that the models tell. */
	readonly calibration: Calibration;
}

/**
 * Asks the questions made from the workspace's own code and looks where their answers stand, by words, by meaning and by both.
 *
 * @param kept The set of the run before; empty at first.
 * @throws {LodestoneError} `cancelled`, `model-failed`.
 */
export async function runQuality(
	deps: QualityDeps,
	kept: readonly Question[],
	signal?: AbortSignal,
): Promise<QualityOutcome> {
	const started = performance.now();
	const files = new SourceFiles(deps.root, deps.maxFileBytes);
	const candidates = [
		...(await codeQuestions(deps.index)),
		...(await commitQuestions(deps.root, deps.index)),
	];
	const questions = keepQuestions(kept, candidates, question => files.answers(question));
	const masker = new ChunkMasker(deps);
	const ranks: Record<Leg, Record<string, number>> = { keyword: {}, meaning: {}, hybrid: {} };
	const judged: Judged[] = [];
	/** A hit in the right file counts: people are shown files, and most questions are answered by one. */
	const judge = (
		[first]: Awaited<ReturnType<FolderSearch['order']>>,
		targets: ReadonlySet<number> = new Set(),
		weight = 1,
	): void => {
		if (first === undefined) return;
		const file = deps.index.fileOfChunk(first.chunkId);
		const right = [...targets].some(id => deps.index.fileOfChunk(id) === file);
		judged.push({ probability: first.probability, right, weight });
	};
	for (const question of questions) {
		await deps.turn();
		signal?.throwIfAborted();
		const targets = targetChunks(deps.index, question);
		const masked =
			question.kind === 'doc' ? await maskTarget(deps, masker, files, targets, signal) : undefined;
		for (const leg of LEGS) {
			const order = await deps.search.order(question.text, leg, { masked, signal });
			ranks[leg][question.id] =
				1 + order.slice(0, DEPTH).findIndex(({ chunkId }) => targets.has(chunkId));
			if (leg === 'hybrid') judge(order, targets);
		}
		// The same question where it has no answer: its file is left out.
		const [place] = question.places;
		if (place !== undefined && masked !== undefined)
			judge(
				await deps.search.order(question.text, 'hybrid', { without: place.path, signal }),
				undefined,
				UNANSWERED,
			);
	}
	const run = summary(questions, ranks, deps.nowMs(), (performance.now() - started) / 1000);
	return { run, ranks, questions, calibration: fitCalibration(judged) };
}

function summary(
	questions: readonly Question[],
	ranks: Ranks,
	atMs: number,
	seconds: number,
): QualityRun {
	const scores = (leg: Leg, of: (question: Question) => boolean): Scores =>
		scoresOf(questions.filter(of).map(({ id }) => ranks[leg][id] ?? 0));
	const counts = new Map<string, number>();
	for (const { language } of questions) counts.set(language, (counts.get(language) ?? 0) + 1);
	const languages = [...counts].sort((a, b) => b[1] - a[1]).slice(0, LANGUAGES);
	return {
		atMs,
		seconds: Math.round(seconds * 10) / 10,
		legs: {
			keyword: scores('keyword', () => true),
			meaning: scores('meaning', () => true),
			hybrid: scores('hybrid', () => true),
		},
		kinds: Object.fromEntries(
			QUESTION_KINDS.map(
				kind => [kind, scores('hybrid', question => question.kind === kind)] as const,
			).filter(([, { questions: n }]) => n > 0),
		),
		languages: Object.fromEntries(
			languages.map(([id]) => [id, scores('hybrid', question => question.language === id)]),
		),
	};
}

/** Chunks that answer, as the index has them now. A place that the index lost leaves none: the question then counts as missed. */
function targetChunks(index: WorkspaceIndex, question: Question): Set<number> {
	const chunks = new Set<number>();
	for (const { path, symbol } of question.places) {
		const file = index.files.get(path);
		if (file === undefined) continue;
		index.labelsOf(file).names.forEach(([name, , definitions], i) => {
			if (name === symbol || definitions.includes(symbol)) chunks.add(file.first + i);
		});
	}
	return chunks;
}

async function maskTarget(
	deps: QualityDeps,
	masker: ChunkMasker,
	files: SourceFiles,
	targets: ReadonlySet<number>,
	signal: AbortSignal | undefined,
): Promise<MaskedChunk | undefined> {
	const [chunkId] = targets;
	if (chunkId === undefined) return undefined;
	const text = files.lines(deps.index.fileOfChunk(chunkId)?.path ?? '');
	const span = chunkSpan(deps.index, chunkId);
	const chunk = text.slice(span.startLine, span.endLine + 1).join('\n');
	return await masker.mask(chunkId, chunk, deps.embedder, signal);
}

/** Files as they are on disk now; each is read once a run. */
class SourceFiles {
	readonly #texts = new Map<string, string | undefined>();

	constructor(
		private readonly root: string,
		private readonly maxFileBytes: number,
	) {}

	/** One of the places is still there: what a person would expect to find. */
	answers({ places }: Question): boolean {
		return places.some(({ path, symbol }) => this.#text(path)?.includes(symbol) === true);
	}

	lines(path: string): readonly string[] {
		return (this.#text(path) ?? '').split(/\r\n|\r|\n/);
	}

	#text(path: string): string | undefined {
		if (this.#texts.has(path)) return this.#texts.get(path);
		const absolute = join(this.root, path);
		const source = existsSync(absolute) ? readSource(absolute, this.maxFileBytes) : undefined;
		const text = source?.ok === true ? source.text : undefined;
		this.#texts.set(path, text);
		return text;
	}
}
