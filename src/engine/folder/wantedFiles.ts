import { N_SLOT } from '../indexing/fileAnalysis';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';

const MOST_FILES = 200;

/** The files that the person is at, which are read and refined before all others. */
export class WantedFiles {
	#paths: readonly string[] = [];
	/** Slots of these files that have a draft; computed once a version of the index. */
	#slots: { readonly version: number; readonly slots: readonly number[] } = NONE;

	/** Most wanted first. */
	get paths(): readonly string[] {
		return this.#paths;
	}

	set(paths: readonly string[]): void {
		this.#paths = paths.slice(0, MOST_FILES);
		this.#slots = NONE;
	}

	/** Slots of their texts that wait to be refined. */
	slotsIn(index: WorkspaceIndex): readonly number[] {
		if (this.#paths.length === 0) return [];
		if (this.#slots.version !== index.version)
			this.#slots = { version: index.version, slots: this.#find(index) };
		return this.#slots.slots;
	}

	#find(index: WorkspaceIndex): number[] {
		const slots: number[] = [];
		for (const path of this.#paths) {
			const entry = index.files.get(path);
			if (entry === undefined) continue;
			for (let id = entry.first; id < entry.first + entry.count; id++) {
				const slot = index.chunks.number(id, N_SLOT);
				if (index.vectors.precision(slot) === 1) slots.push(slot);
			}
		}
		return slots;
	}
}

const NONE = { version: -1, slots: [] };
