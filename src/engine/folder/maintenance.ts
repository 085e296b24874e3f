import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VerifyReport } from '../engineTypes';
import { throwIfAborted } from '../indexing/gate';
import type { SerialQueue } from '../indexing/serialQueue';
import { verifyIndex } from '../indexing/verifyIndex';
import { isDamage, transaction } from '../store/database';
import type { IndexHolder } from './indexHolder';

export interface MaintenanceDeps {
	readonly holder: IndexHolder;
	readonly queue: SerialQueue;
	/** The state changed. */
	readonly announce: () => void;
}

/** What is done to an index as a whole: emptying it, checking it, mistrusting its vectors. */
export class Maintenance {
	constructor(private readonly deps: MaintenanceDeps) {}

	/** Deletes the index and begins an empty one. @throws {LodestoneError} `cancelled`, `store-locked`. */
	async clear(signal?: AbortSignal): Promise<void> {
		const { holder, queue, announce } = this.deps;
		await queue.run(async () => {
			// Whoever stops several requests at once stops those before this one first, which starts it: their messages may all lie here.
			await nextTurn();
			throwIfAborted(signal);
			await holder.writable();
			await holder.beginAnew();
			announce();
		});
	}

	/** See `Folder.verify`. */
	async verify(signal?: AbortSignal): Promise<VerifyReport> {
		const { holder, queue } = this.deps;
		return await queue.run(async () => {
			throwIfAborted(signal);
			const { current } = holder;
			if (current === undefined) return NO_INDEX;
			const report = await verifyIndex(current.index, current.graph, holder.isWriter, signal).catch(
				damageReport,
			);
			const told = holder.healing;
			const broken = report.problems.some(
				({ part, healed }) => !healed && (part === 'catalogue' || part === 'terms'),
			);
			if (broken && holder.isWriter) await holder.mend();
			return {
				...report,
				problems: [
					...told.map(what => ({ part: 'catalogue' as const, what, healed: true })),
					...report.problems.map(problem => (broken ? { ...problem, healed: true } : problem)),
				],
			};
		});
	}

	/** Drops the vectors of all texts, here and in the shared store; words go on answering until they are made again. */
	async forgetVectors(): Promise<void> {
		const { holder, queue } = this.deps;
		await queue.run(async () => {
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
