import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { GraphKeeper } from '../vector/graphKeeper';
import type { Embedder } from '../embed/types';
import { DIMENSIONS } from '../embed/types';
import { CANARIES, PROBES } from './probes';
import { sampleBelow } from './random';

const NORM_ROWS = 500;
const DUPLICATE_ROWS = 60;
const RECALL_QUERIES = 24;
const K = 10;
/** Two chunks nearer than this say nearly the same. */
const NEAR_DUPLICATE = 0.98;
const NORM_TOLERANCE = 0.01;

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let dot = 0;
	let aa = 0;
	let bb = 0;
	for (let i = 0; i < a.length; i++) {
		const x = a[i] ?? 0;
		const y = b[i] ?? 0;
		dot += x * y;
		aa += x * x;
		bb += y * y;
	}
	return dot / Math.sqrt(aa * bb);
}

/** Slots in use that hold a vector, at random. */
export function sampleSlots(index: WorkspaceIndex, count: number, random: () => number): number[] {
	const { vectors, chunks } = index;
	return sampleBelow(vectors.end, count * 2, random)
		.filter(slot => vectors.precision(slot) !== 0 && chunks.slotInUse(slot))
		.slice(0, count);
}

/** Share of a sample of rows that are not finite or not of unit length. */
export function badNormShare(index: WorkspaceIndex, random: () => number): number {
	const slots = sampleSlots(index, NORM_ROWS, random);
	const bad = slots.filter(slot => {
		const row = index.vectors.row(slot);
		let squares = 0;
		for (const value of row ?? []) squares += value * value;
		return !(Math.abs(Math.sqrt(squares) - 1) < NORM_TOLERANCE);
	});
	return slots.length === 0 ? 0 : bad.length / slots.length;
}

/** Share of a sample of rows that have another row very near. */
export async function nearDuplicateShare(
	index: WorkspaceIndex,
	random: () => number,
	turn: () => Promise<void>,
): Promise<number> {
	const slots = sampleSlots(index, DUPLICATE_ROWS, random);
	let near = 0;
	for (const slot of slots) {
		await turn();
		const row = index.vectors.row(slot);
		if (row === undefined) continue;
		const other = index.vectors.search(row, 2).find(found => found.slot !== slot);
		if ((other?.similarity ?? 0) >= NEAR_DUPLICATE) near++;
	}
	return slots.length === 0 ? 0 : near / slots.length;
}

/** Best cosine of each probe query. */
export async function probeScores(
	index: WorkspaceIndex,
	embedder: Embedder,
	turn: () => Promise<void>,
	signal?: AbortSignal,
): Promise<number[]> {
	const scores: number[] = [];
	for (const probe of PROBES) {
		await turn();
		const query = await embedder.embedQuery(probe, signal);
		scores.push(index.vectors.search(query, 1)[0]?.similarity ?? 0);
	}
	return scores;
}

/**
 * recall@10 of the graph against the exact scan, over stored rows and probes as queries.
 *
 * @returns undefined when no graph answers.
 */
export async function graphRecall(
	index: WorkspaceIndex,
	graph: Pick<GraphKeeper, 'size' | 'search'>,
	random: () => number,
	turn: () => Promise<void>,
): Promise<number | undefined> {
	if (graph.size === 0) return undefined;
	let found = 0;
	let wanted = 0;
	for (const slot of sampleSlots(index, RECALL_QUERIES, random)) {
		await turn();
		const query = index.vectors.row(slot);
		if (query === undefined) continue;
		const { slots, how } = await graph.search(query, K);
		if (how !== 'hnsw') continue;
		const exact = new Set(index.vectors.search(query, K).map(each => each.slot));
		wanted += exact.size;
		found += slots.slice(0, K).filter(each => exact.has(each.slot)).length;
		await nextTurn();
	}
	return wanted === 0 ? undefined : found / wanted;
}

/** Vectors of the canary sentences, one by one: in a batch they would depend on each other. */
export async function canaryVectors(embedder: Embedder, signal?: AbortSignal): Promise<number[][]> {
	const vectors: number[][] = [];
	for (const text of CANARIES) {
		const { vectors: row } = await embedder.embedTexts([text], signal);
		vectors.push([...row.subarray(0, DIMENSIONS)]);
	}
	return vectors;
}

/** Lowest cosine of two sets of canary vectors; undefined when they cannot be compared. */
export function canarySimilarity(kept: unknown, now: readonly number[][]): number | undefined {
	if (!Array.isArray(kept) || kept.length !== now.length) return undefined;
	const pairs = now.map((vector, i) => cosine(vector, kept[i] as number[]));
	return Math.min(...pairs);
}
