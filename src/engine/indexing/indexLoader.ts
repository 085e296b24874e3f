import { LodestoneError } from '../../shared/errors';
import type { Catalogue, FileRow } from '../store/catalogue';
import { checkBlock, type LoadableBlock } from '../store/chunkBlock';
import type { EmbeddingStore } from '../store/embeddingStore';
import { CHUNK_NUMBERS, N_SLOT, NO_SLOT } from './fileAnalysis';
import type { FileTable } from './fileTable';
import type { Followed } from './followed';
import { loadSlots } from './loadSlots';
import type { SlotVectors } from './slotVectors';

export interface IndexLoaderDeps {
	readonly catalogue: Catalogue;
	readonly embeddings: EmbeddingStore;
	readonly files: FileTable;
	readonly slots: SlotVectors;
	readonly followed: Followed;
	/** Of the model that asks; undefined: whatever the catalogue holds is taken. */
	readonly fingerprint: string | undefined;
}

/** What could not be loaded. */
export interface LoadReport {
	/** Rows of files whose block is damaged or whose vectors are missing. */
	readonly damagedFiles: number[];
	readonly missingVectors: number;
}

/** Brings a catalogue into memory: all of it at opening, as a reader what another process committed since. */
export class IndexLoader {
	/** The writer's model is another one than ours. */
	#foreign = false;

	constructor(private readonly deps: IndexLoaderDeps) {}

	/** Loads everything into empty memory, as of one moment. */
	load(): LoadReport {
		return this.deps.catalogue.read(() => this.#load());
	}

	/** Whether another process has committed something since. */
	get isBehind(): boolean {
		return this.deps.catalogue.seq !== this.deps.followed.seq;
	}

	/**
	 * Takes over what another process committed since, while no overlay is there: the writer may have given their slots to others.
	 *
	 * @throws {LodestoneError} `store-damaged` when the index must be loaded anew.
	 */
	refresh(): void {
		this.deps.catalogue.read(() => this.#refresh());
	}

	/** @returns false when something of the file is damaged or missing; what is sound serves until it is read again. */
	loadFile(row: FileRow): boolean {
		return this.#enter(row, this.deps.catalogue.loadable(row.id));
	}

	#enter(row: FileRow, block: LoadableBlock | 'damaged' | undefined): boolean {
		const { files, slots, followed } = this.deps;
		if (block === undefined || block === 'damaged') return false;
		try {
			checkBlock(block);
			const terms = followed.terms.postings(block.terms);
			if (terms.length !== block.count) return false;
			let complete = true;
			for (let i = 0; i < block.count; i++) {
				const slot = block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? 0;
				if (slot !== NO_SLOT && slots.table.precision(slot) === 0) complete = false;
			}
			files.enter(row, block, terms, false);
			return complete;
		} catch (error) {
			if (error instanceof LodestoneError && error.code === 'store-damaged') return false;
			throw error;
		}
	}

	#load(): LoadReport {
		const { catalogue, files, slots, followed } = this.deps;
		const damagedFiles: number[] = [];
		followed.terms.add(catalogue.terms());
		followed.seq = catalogue.seq;
		this.#foreign = this.#hasOtherModel();
		const missingVectors = loadSlots({ ...this.deps, since: 0, foreign: this.#foreign });
		catalogue.eachFile((row, block) => {
			if (!this.#enter(row, block)) damagedFiles.push(row.id);
		});
		slots.skipTo(files.chunks.slotEnd);
		files.keywords.settle();
		slots.collectUnused(slot => files.chunks.slotInUse(slot));
		return { damagedFiles, missingVectors };
	}

	#refresh(): void {
		const { catalogue, files, followed } = this.deps;
		const { seq } = catalogue;
		if (this.#foreign !== this.#hasOtherModel())
			throw new LodestoneError('store-damaged', 'The index changed its embedding model.');
		followed.terms.add(catalogue.terms(followed.terms.count));
		loadSlots({ ...this.deps, since: followed.seq, foreign: this.#foreign });
		for (const id of catalogue.removedSince(followed.seq)) files.forget(files.byRow(id));
		for (const row of [...catalogue.files(followed.seq)]) {
			files.forget(files.byRow(row.id));
			this.loadFile(row);
		}
		followed.seq = seq;
	}

	/** Vectors of two models must never meet in one search. */
	#hasOtherModel(): boolean {
		const { catalogue, fingerprint } = this.deps;
		const had = fingerprint === undefined ? undefined : catalogue.meta('fingerprint');
		return had !== undefined && had !== fingerprint;
	}
}
