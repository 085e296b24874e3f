import { N_SLOT, NO_SLOT } from './fileAnalysis';
import type { FileEntry, FileTable } from './fileTable';
import type { SlotVectors } from './slotVectors';

/** Files beyond the limit of vectors are tried again once this share of the limit is free. */
const ROOM_SHARE = 0.05;

/** Decides which files' texts get vectors in a folder that has more of them than are kept; the others are found by their words alone. */
export class VectorLimit {
	/** @param max Texts that get a vector. */
	constructor(
		readonly max: number,
		private readonly files: FileTable,
		private readonly slots: Pick<SlotVectors, 'held'>,
	) {}

	/**
	 * Whether the texts of a file still get vectors. The vectors that the file had before make room for it: a save must not cost it its
	 * vectors. A file that had none makes none.
	 *
	 * @param begun Slots taken by the files before it in the same change.
	 */
	fits(file: { readonly path: string; readonly count: number }, begun: number): boolean {
		const before = this.#slotsOf(this.files.byPath.get(file.path));
		return this.slots.held + begun + file.count - before <= this.max;
	}

	/** Whether some of a file's chunks are beyond the limit. */
	isWordsOnly(file: FileEntry): boolean {
		return this.#slotsOf(file) < file.count;
	}

	/** Rows of files beyond the limit, as many as there is room for now: others went, or the limit was raised. */
	rowsWithRoom(): number[] {
		const rows: number[] = [];
		let room = this.max - this.slots.held;
		// Single files that go and come would have the same files read again and again.
		if (room < this.max * ROOM_SHARE || this.files.chunks.wordsOnly === 0) return rows;
		for (const file of this.files.byPath.values()) {
			if (!this.isWordsOnly(file) || file.overlay) continue;
			room -= file.count;
			if (room < 0) break;
			rows.push(file.rowId);
		}
		return rows;
	}

	/** How many of a file's chunks have a vector. */
	#slotsOf(file: FileEntry | undefined): number {
		let slots = 0;
		if (file !== undefined)
			for (let id = file.first; id < file.first + file.count; id++)
				if (this.files.chunks.number(id, N_SLOT) !== NO_SLOT) slots++;
		return slots;
	}
}
