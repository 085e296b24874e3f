import type { Logger } from './ports';
import type { EmbeddingStore } from './store/embeddingStore';
import { today } from './store/embeddingStore';
import { collectGarbage, type VectorLimits } from './store/garbage';

/** Not while a window starts, and not for a process that is about to end. */
const FIRST_LOOK_MS = 10 * 60_000;
const LOOK_MS = 60 * 60_000;

export interface HousekeepingDeps {
	readonly storeRoot: string;
	/** Undefined while no folder is open. */
	readonly embeddings: () => EmbeddingStore | undefined;
	readonly limits: VectorLimits;
	readonly logger: Logger;
}

/** Collects the store's garbage once a day, by whichever process comes first. */
export class Housekeeping {
	readonly #stop = new AbortController();
	readonly #timers: NodeJS.Timeout[] = [];
	#running: Promise<void> = Promise.resolve();

	constructor(private readonly deps: HousekeepingDeps) {
		const look = (): void => {
			this.#running = this.#running.then(() => this.run());
		};
		this.#timers.push(setTimeout(look, FIRST_LOOK_MS).unref(), setInterval(look, LOOK_MS).unref());
	}

	/** Collects unless that was done today. Never fails: the store merely stays as large as it is. */
	async run(day = today()): Promise<void> {
		const { storeRoot, embeddings, limits, logger } = this.deps;
		const store = embeddings();
		if (store === undefined || store.readOnly || this.#stop.signal.aborted) return;
		try {
			if (store.lastCollection() >= day) return;
			store.setLastCollection(day);
			const { signal } = this.#stop;
			const report = await collectGarbage(storeRoot, store, { ...limits, today: day, signal });
			logger.log('info', report.skipped ?? 'Unused vectors were collected', {
				vectors: report.vectors,
				indexes: report.indexes.length,
				bytes: report.bytes,
			});
		} catch (error) {
			logger.log('warn', 'Unused vectors could not be collected', {
				why: error instanceof Error ? error.message : String(error),
			});
		}
	}

	async dispose(): Promise<void> {
		this.#stop.abort();
		for (const timer of this.#timers) clearInterval(timer);
		await this.#running;
	}
}
