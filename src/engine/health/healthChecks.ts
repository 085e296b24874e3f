import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AlarmCode, DriftPoint } from '../../shared/health/healthTypes';
import type { Embedder } from '../embed/types';
import {
	judgeCanary,
	judgeChunks,
	judgeDisk,
	judgeDrift,
	judgeGraph,
	judgeQuality,
	judgeStale,
	judgeVectors,
	type Finding,
} from './alarmRules';
import type { RankedRun } from './baseline';
import { measureDisk } from './diskProbe';
import type { HealthDeps, OpenIndexParts } from './healthDeps';
import type { HealthStore, Ranks } from './healthStore';
import { runQuality } from './qualityRun';
import { checkSample } from './sampleCheck';
import { sampleStaleness, type StaleSample } from './staleSample';
import {
	badNormShare,
	canarySimilarity,
	canaryVectors,
	graphRecall,
	nearDuplicateShare,
	probeScores,
} from './vectorChecks';

export interface CheckContext {
	readonly deps: HealthDeps;
	readonly open: OpenIndexParts;
	readonly store: HealthStore;
	readonly nowMs: () => number;
	readonly random: () => number;
	/** Lets others go first. */
	readonly turn: () => Promise<void>;
	readonly signal: AbortSignal;
	/** Milliseconds that a small write to the store's disk takes; a test may slow it down. */
	readonly diskMs?: () => Promise<number>;
}

/** Files on disk against the index, by a sample. */
export function checkStaleness(context: CheckContext): StaleSample & { readonly finding: Finding } {
	const { deps, open, nowMs, random } = context;
	const limit = deps.objectives().stalenessMs;
	const sample = sampleStaleness(deps.root, open.index, deps.judge(), limit, nowMs(), random);
	return { ...sample, finding: judgeStale(sample.overdue, sample.checked) };
}

/** Chunks, vectors, graph and disk, by samples; keeps a point of the trend. */
export async function checkDrift(context: CheckContext): Promise<Map<AlarmCode, Finding>> {
	const { deps, open, store, random, turn, signal } = context;
	const { index, graph } = open;
	const findings = new Map<AlarmCode, Finding>();
	const embedder = await modelOrNone(deps);
	const sample = await checkSample(
		{
			root: deps.root,
			index,
			pool: deps.parts.pool,
			embedder,
			maxFileBytes: deps.maxFileBytes,
			turn,
		},
		random,
		signal,
	);
	findings.set('chunks-missing', judgeChunks(sample.incomplete.length, sample.files));
	const badNorms = badNormShare(index, random);
	const recall = await graphRecall(index, graph, random, turn);
	findings.set('graph-recall', judgeGraph(recall));
	if (embedder !== undefined) {
		const similarity = await compareCanary(context, embedder);
		findings.set('model-changed', judgeCanary(similarity));
		const vectors = judgeVectors({
			checked: sample.vectors,
			wrong: sample.wrongVectors + (badNorms > 0 ? sample.vectors : 0),
		});
		// A model that has changed explains vectors that differ: embedding again with it would mend nothing.
		findings.set(
			'vectors-wrong',
			findings.get('model-changed') === undefined ? vectors : undefined,
		);
		const scores = await probeScores(index, embedder, turn, signal);
		const topMean = mean(scores);
		store.addDrift({
			atMs: context.nowMs(),
			topMean,
			topDeviation: Math.sqrt(mean(scores.map(score => (score - topMean) ** 2))),
			withoutGrammar: withoutGrammar(open),
			cutOff: sample.cutOff,
			nearDuplicates: await nearDuplicateShare(index, random, turn),
			badNorms,
			selfSimilarity: sample.selfSimilarity,
			graphRecall: recall,
		} satisfies DriftPoint);
		findings.set('scores-drifted', judgeDrift(store.drift()));
	}
	findings.set(
		'disk-slow',
		judgeDisk(await (context.diskMs ?? (() => measureDisk(deps.paths.index)))()),
	);
	return findings;
}

/** Where the workspace's calibration is kept between sessions. */
export const CALIBRATION_KEY = 'calibration 1';

/** The questions made from the code; keeps the run. @returns undefined when the model does not run or nothing can be asked. */
export async function checkQuality(
	context: CheckContext,
): Promise<{ readonly finding: Finding } | undefined> {
	const { deps, open, store, nowMs, turn, signal } = context;
	const embedder = await modelOrNone(deps);
	if (embedder === undefined) return undefined;
	const outcome = await runQuality(
		{
			root: deps.root,
			index: open.index,
			search: open.search,
			tokenizer: deps.parts.tokenizer,
			draft: deps.parts.draft,
			embedder,
			maxFileBytes: deps.maxFileBytes,
			turn,
			nowMs,
		},
		store.questions(),
		signal,
	);
	if (outcome.questions.length === 0) return undefined;
	const finding = judgeQuality(asRuns(outcome.ranks), store.baselineRuns().map(asRuns));
	store.setQuestions(outcome.questions);
	open.search.calibration = outcome.calibration;
	store.setMeta(CALIBRATION_KEY, JSON.stringify(outcome.calibration));
	store.addQuality(outcome.run, outcome.ranks, finding !== undefined);
	return { finding };
}

/** Lowest similarity of the canary sentences now with those kept for this fingerprint; the first ones are kept. */
async function compareCanary(
	{ deps, store, signal }: CheckContext,
	embedder: Embedder,
): Promise<number | undefined> {
	const key = `canary ${deps.parts.fingerprint}`;
	const now = await canaryVectors(embedder, signal);
	const kept = store.meta(key);
	if (kept === undefined) {
		store.setMeta(key, JSON.stringify(now));
		return undefined;
	}
	return canarySimilarity(JSON.parse(kept), now);
}

async function modelOrNone({ parts }: HealthDeps): Promise<Embedder | undefined> {
	try {
		return await parts.embedder();
	} catch {
		// Its failure is a state of its own.
		return undefined;
	}
}

function withoutGrammar({ index }: OpenIndexParts): number {
	let without = 0;
	for (const file of index.files.values()) if (file.fallback !== 'none') without++;
	return index.files.size === 0 ? 0 : without / index.files.size;
}

function asRuns(ranks: Ranks): Record<keyof Ranks, RankedRun> {
	const run = (places: Readonly<Record<string, number>>): RankedRun => ({
		ranks: new Map(Object.entries(places)),
	});
	return { keyword: run(ranks.keyword), meaning: run(ranks.meaning), hybrid: run(ranks.hybrid) };
}

const mean = (values: readonly number[]): number =>
	values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** For checks that nobody waits for: other work of the process goes first. */
export const politeTurn = async (): Promise<void> => {
	await nextTurn();
};
