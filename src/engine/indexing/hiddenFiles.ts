import type { FileRow } from '../store/catalogue';

interface Hidden {
	readonly row: FileRow;
	readonly slots: readonly number[];
}

/**
 * Files on disk that unsaved documents stand in front of. No chunk of theirs is in memory, and yet their rows in the catalogue go on
 * naming their slots: until they are shown again, or removed, these must not be given to other texts.
 */
export class HiddenFiles {
	readonly #files = new Map<string, Hidden>();
	/** How many hidden files name a slot. */
	readonly #uses = new Map<number, number>();

	rowOf(path: string): FileRow | undefined {
		return this.#files.get(path)?.row;
	}

	/** Whether a hidden file names this slot. */
	holds(slot: number): boolean {
		return this.#uses.has(slot);
	}

	/**
	 * Hides a file, or puts another version of it in the place of a hidden one.
	 *
	 * @param slots That its chunks name.
	 * @returns slots of the former version that no hidden file names any more.
	 */
	hide(path: string, row: FileRow, slots: Iterable<number>): readonly number[] {
		const distinct = [...new Set(slots)];
		for (const slot of distinct) this.#uses.set(slot, (this.#uses.get(slot) ?? 0) + 1);
		const freed = this.show(path);
		this.#files.set(path, { row, slots: distinct });
		return freed;
	}

	/** The file is seen again, or gone. @returns its slots that no hidden file names any more. */
	show(path: string): readonly number[] {
		const slots = this.#files.get(path)?.slots ?? [];
		this.#files.delete(path);
		return slots.filter(slot => {
			const uses = (this.#uses.get(slot) ?? 1) - 1;
			if (uses > 0) this.#uses.set(slot, uses);
			else this.#uses.delete(slot);
			return uses <= 0;
		});
	}
}
