import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VerifyReport } from '../engineTypes';
import { throwIfAborted, type Gate } from '../indexing/gate';
import type { SerialQueue } from '../indexing/serialQueue';
import { verifyIndex } from '../indexing/verifyIndex';
import { isDamage, transaction } from '../store/database';
import type { IndexHolder } from './indexHolder';

export interface MaintenanceDeps {
	readonly holder: IndexHolder;
	readonly queue: SerialQueue;
	/** Closed while work is paused: what is at work then keeps its turn in the queue. */
	readonly gate: Gate;
	/** The state changed. */
	readonly announce: () => void;
}

/** What is done to an index as a whole: emptying it, checking it, mistrusting its vectors. */
export class Maintenance {
	constructor(private readonly deps: MaintenanceDeps) {}

	/** Deletes the index and begins an empty one. @throws {LodestoneError} `store-locked`. */
	async clear(): Promise<void> {
		await this.deps.queue.run(() => this.#beginAnew());
	}

	/** The same once indexing is not paused: until then the index that is there is better than none. @throws {LodestoneError} `cancelled`, `store-locked`. */
	async clearToRebuild(signal?: AbortSignal): Promise<void> {
		const { queue, gate } = this.deps;
		await queue.run(async () => {
			// Whoever stops several requests at once stops those before this one first, which starts it: their messages may all lie here.
			await nextTurn();
			await gate.pass(signal);
			await this.#beginAnew();
		});
	}

	async #beginAnew(): Promise<void> {
		const { holder, announce } = this.deps;
		await holder.writable();
		await holder.beginAnew();
		announce();
	}

	/** See `Folder.verify`. */
	async verify(signal?: AbortSignal): Promise<VerifyReport> {
		const { queue, gate } = this.deps;
		if (queue.length === 0) return await queue.run(() => this.#examine(true, signal));
		// Behind an update, which a pause may hold for hours. Whichever comes first examines: its turn, or the pause.
		const begun = new AbortController();
		const begin = async (alone: boolean): Promise<VerifyReport | undefined> => {
			if (begun.signal.aborted) return undefined;
			begun.abort();
			return await this.#examine(alone, signal);
		};
		const inTurn = queue.run(() => begin(true));
		const ended = signal === undefined ? begun.signal : AbortSignal.any([begun.signal, signal]);
		const held = gate.whenClosed(ended).then(() => begin(false));
		return (await held) ?? (await inTurn) ?? NO_INDEX;
	}

	/**
	 * @param alone Nothing else of this folder is at work. Otherwise an update is held in the middle by a pause: then the index is looked
	 * at in one go, and a catalogue that must be set aside is left to the next time.
	 */
	async #examine(alone: boolean, signal?: AbortSignal): Promise<VerifyReport> {
		throwIfAborted(signal);
		const { holder } = this.deps;
		const { current } = holder;
		if (current === undefined) return NO_INDEX;
		const { index, graph } = current;
		const report = await verifyIndex(
			index,
			graph,
			{ writer: holder.isWriter, alone },
			signal,
		).catch(damageReport);
		const told = holder.healing;
		const broken = report.problems.some(
			({ part, healed }) => !healed && (part === 'catalogue' || part === 'terms'),
		);
		const mends = broken && holder.isWriter && alone;
		if (mends) await holder.mend();
		return {
			...report,
			problems: [
				...told.map(what => ({ part: 'catalogue' as const, what, healed: true })),
				...report.problems.map(problem => (mends ? { ...problem, healed: true } : problem)),
			],
		};
	}

	/** Drops the vectors of all texts, here and in the shared store; words go on answering until they are made again. @throws {LodestoneError} `cancelled`. */
	async forgetVectors(signal: AbortSignal): Promise<void> {
		const { holder, queue } = this.deps;
		await queue.run(async () => {
			throwIfAborted(signal);
			const { catalogue, embeddings } = await holder.writable();
			const keys = [...catalogue.slots()].map(({ key }) => key);
			transaction(embeddings.db, () => {
				for (const key of keys) embeddings.remove(key);
			});
			// As with a model that changed: the next opening finds that no vector can be trusted.
			catalogue.setMeta('fingerprint', 'mistrusted');
			await holder.reopen();
		});
	}
}

const NO_INDEX: VerifyReport = {
	ok: false,
	problems: [{ part: 'catalogue', what: 'There is no index.', healed: false }],
	checked: {},
};

/** Some pages are so damaged that looking at them fails. */
function damageReport(error: unknown): VerifyReport {
	if (!isDamage(error)) throw error;
	const what = error instanceof Error ? error.message : String(error);
	return { ok: false, problems: [{ part: 'catalogue', what, healed: false }], checked: {} };
}
