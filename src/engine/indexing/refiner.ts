import type { Embedder } from '../embed/types';
import { DIMENSIONS } from '../embed/types';
import { quantise } from '../embed/quantise';
import type { Gate } from './gate';
import type { WorkspaceIndex } from './workspaceIndex';

/**
 * Texts of one step, which is one commit: what a crash loses is `DEPTH` of them, under a second's work. Sorted by length over so
 * many, runs of the model are hardly padded; a query waits for one run, not for a step.
 */
export const STEP_TEXTS = 192;
/** Steps under way at a time, so that the transformer never waits for the catalogue. */
const DEPTH = 2;

export interface RefinerDeps {
	readonly index: WorkspaceIndex;
	readonly embedder: Embedder;
	readonly gate: Gate;
	/** Slots wanted first, best first; asked again at each step, so that it may change meanwhile. */
	readonly wanted: () => readonly number[];
	readonly onRefined: (count: number) => void;
}

/**
 * Replaces draft vectors by the transformer's until none is left. While one step's vectors are committed the next is embedded.
 * Stopping in between loses nothing but the steps under way.
 *
 * @returns texts embedded.
 * @throws {LodestoneError} `cancelled`, `model-failed`, `model-missing`; node:sqlite errors of a commit.
 */
export async function refinePending(deps: RefinerDeps, signal?: AbortSignal): Promise<number> {
	const { index } = deps;
	const queue = new PendingQueue(index.pendingSlots());
	const underWay: Promise<StepOutcome>[] = [];
	let embedded = 0;
	const finishOldest = async (): Promise<void> => {
		const done = await underWay.shift();
		if (done === undefined) return;
		embedded += done.embedded;
		deps.onRefined(done.refined);
	};
	try {
		for (;;) {
			await deps.gate.pass(signal);
			const step = nextStep(index, queue, deps.wanted());
			if (step.length > 0) {
				const work = embedStep(deps, step, signal);
				// Its failure is seen when its turn comes; until then it must not count as unhandled.
				work.catch(() => undefined);
				underWay.push(work);
				if (underWay.length >= DEPTH) await finishOldest();
				continue;
			}
			if (underWay.length > 0) {
				await finishOldest();
				continue;
			}
			// Texts that arrived meanwhile (files saved during refinement) get their turn.
			queue.refill(index.pendingSlots());
			if (queue.isEmpty) return embedded;
		}
	} finally {
		// Whoever asked may close the catalogue next: nothing of ours may still write to it.
		await Promise.allSettled(underWay);
	}
}

interface StepOutcome {
	readonly embedded: number;
	/** With those that were in the shared store already. */
	readonly refined: number;
}

interface Item {
	readonly slot: number;
	readonly key: Uint8Array;
	readonly ids: Uint16Array;
}

async function embedStep(
	{ embedder, index }: RefinerDeps,
	step: readonly Item[],
	signal: AbortSignal | undefined,
): Promise<StepOutcome> {
	// Another workspace may have made it since, or this one before it was killed between the two commits.
	const known = step.flatMap(({ slot, key }) => {
		const vector = index.embeddings.get(key);
		return vector?.precision === 2 ? [{ slot, key, vector }] : [];
	});
	const rest =
		known.length === 0 ? step : step.filter(item => known.every(({ slot }) => slot !== item.slot));
	const vectors = await embedder.embedBatch(
		rest.map(item => item.ids),
		signal,
	);
	const made = rest.map(({ slot, key }, i) => {
		const { scale, values } = quantise(vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS));
		return { slot, key, vector: { precision: 2 as const, scale, values } };
	});
	index.refine([...known, ...made]);
	return { embedded: made.length, refined: step.length };
}

function nextStep(index: WorkspaceIndex, queue: PendingQueue, wanted: readonly number[]): Item[] {
	const items: Item[] = [];
	while (items.length < STEP_TEXTS) {
		const slot = queue.next(wanted);
		if (slot === undefined) break;
		const text = index.pendingText(slot);
		if (text === 'damaged') index.dropPending(slot);
		else if (text !== undefined) items.push({ slot, ...text });
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
