import { setImmediate as nextTick } from 'node:timers/promises';
import type { Embedder } from '../embed/types';
import { DIMENSIONS } from '../embed/types';
import { quantise } from '../embed/quantise';
import type { Gate } from './gate';
import type { WorkspaceIndex } from './workspaceIndex';

/** Texts of one step: what is lost at most by a crash, and what "Pause" waits for at most (about 0.15 s on two cores). */
const STEP_TEXTS = 64;

export interface RefinerDeps {
	readonly index: WorkspaceIndex;
	readonly embedder: Embedder;
	readonly gate: Gate;
	/** Slots wanted first, best first; asked again at each step, so that it may change meanwhile. */
	readonly wanted: () => readonly number[];
	readonly onRefined: (count: number) => void;
}

/**
 * Replaces draft vectors by the transformer's until none is left. The next step's texts are embedded while the last step's vectors
 * are committed. Stopping in between loses nothing but the step in flight.
 *
 * @returns texts embedded.
 * @throws {LodestoneError} `cancelled`, `model-failed`, `model-missing`; node:sqlite errors of a commit.
 */
export async function refinePending(deps: RefinerDeps, signal?: AbortSignal): Promise<number> {
	const { index } = deps;
	const queue = new PendingQueue(index.pendingSlots());
	let embedded = 0;
	let commit: Promise<void> | undefined;
	for (;;) {
		await deps.gate.pass(signal);
		const step = nextStep(index, queue, deps.wanted());
		if (step.length === 0) {
			if (commit === undefined) return embedded;
			await commit;
			commit = undefined;
			// Texts that arrived meanwhile (files saved during refinement) get their turn.
			queue.refill(index.pendingSlots());
			if (queue.isEmpty) return embedded;
			continue;
		}
		const vectors = await deps.embedder.embedBatch(
			step.map(item => item.ids),
			signal,
		);
		await commit;
		commit = commitStep(index, step, vectors).then(count => {
			embedded += count;
			deps.onRefined(count);
		});
		// Its failure is seen at the next await; until then it must not count as unhandled.
		commit.catch(() => undefined);
	}
}

interface Item {
	readonly slot: number;
	readonly key: Uint8Array;
	readonly ids: Uint16Array;
}

async function commitStep(index: WorkspaceIndex, step: readonly Item[], vectors: Float32Array): Promise<number> {
	// Lets the next batch be sent first: the transformer must not wait for the disk.
	await nextTick();
	const rows = step.map(({ slot, key }, i) => {
		const { scale, values } = quantise(vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS));
		return { slot, key, vector: { precision: 2 as const, scale, values } };
	});
	index.refine(rows);
	return rows.length;
}

function nextStep(index: WorkspaceIndex, queue: PendingQueue, wanted: readonly number[]): Item[] {
	const items: Item[] = [];
	while (items.length < STEP_TEXTS) {
		const slot = queue.next(wanted);
		if (slot === undefined) break;
		const ids = index.catalogue.pendingIds(slot);
		const key = index.catalogue.keyOfSlot(slot);
		if (ids !== undefined && key !== undefined && index.chunks.slotInUse(slot)) items.push({ slot, key, ids });
	}
	return items;
}

/** Slots to refine, the wanted ones first; each comes once a fill. */
class PendingQueue {
	#slots: readonly number[];
	#at = 0;
	readonly #done = new Set<number>();
	#open: Set<number>;

	constructor(slots: readonly number[]) {
		this.#slots = slots;
		this.#open = new Set(slots);
	}

	get isEmpty(): boolean {
		return this.#open.size === 0;
	}

	refill(slots: readonly number[]): void {
		// A slot whose commit failed silently (its text changed) is not tried twice in one run.
		this.#slots = slots.filter(slot => !this.#done.has(slot));
		this.#open = new Set(this.#slots);
		this.#at = 0;
		this.#done.clear();
	}

	next(wanted: readonly number[]): number | undefined {
		for (const slot of wanted) if (this.#open.has(slot)) return this.#take(slot);
		for (; this.#at < this.#slots.length; this.#at++) {
			const slot = this.#slots[this.#at];
			if (slot !== undefined && this.#open.has(slot)) return this.#take(slot);
		}
		return undefined;
	}

	#take(slot: number): number {
		this.#open.delete(slot);
		this.#done.add(slot);
		return slot;
	}
}
