import { pathTerms } from '../lexical/fileTerms';
import { KeywordIndex } from '../lexical/keywordIndex';
import type { ChunkPostings } from '../lexical/termBlob';
import type { FileRow } from '../store/catalogue';
import type { ChunkBlock } from '../store/chunkBlock';
import { ChunkTable } from './chunkTable';
import { CHUNK_NUMBERS, N_SLOT, NO_SLOT } from './fileAnalysis';
import { HiddenFiles } from './hiddenFiles';
import { SlotAllocator } from './slotAllocator';

/** A file in memory. Chunk ids are `first … first + count − 1`. */
export interface FileEntry {
	/** Dense id in memory; the keyword index's file id. */
	readonly id: number;
	/** Row id in the catalogue; 0 for an overlay. */
	readonly rowId: number;
	readonly path: string;
	hash: string;
	size: number;
	mtimeMs: number;
	indexedMs: number;
	readonly language: string;
	readonly flags: number;
	readonly fallback: string;
	readonly first: number;
	readonly count: number;
	/** An unsaved document's text stands for the file: nothing of it is in the catalogue. */
	readonly overlay: boolean;
}

/**
 * The files of an index in memory, with their chunks and words. A path has one entry: the file's, or that of an overlay, behind which
 * the file's row in the catalogue is remembered.
 */
export class FileTable {
	readonly byPath = new Map<string, FileEntry>();
	readonly chunks: ChunkTable;
	readonly keywords = new KeywordIndex();
	readonly #byId = new Map<number, FileEntry>();
	readonly #byRow = new Map<number, FileEntry>();
	readonly #ids = new SlotAllocator();
	/** Files that stand behind an overlay. */
	readonly #behind = new HiddenFiles();

	/**
	 * @param onForgotten Told of each entry that goes.
	 * @param onLeft Told of slots that a chunk, or a file behind an overlay, has left; others may use them still.
	 * @param onSlot See `ChunkTable`.
	 */
	constructor(
		private readonly onForgotten: (entry: FileEntry) => void,
		private readonly onLeft: (slots: readonly number[]) => void,
		onSlot: (slot: number, change: 1 | -1) => void,
	) {
		this.chunks = new ChunkTable(onSlot);
	}

	byId(id: number): FileEntry | undefined {
		return this.#byId.get(id);
	}

	/** Never an overlay. */
	byRow(rowId: number): FileEntry | undefined {
		return this.#byRow.get(rowId);
	}

	ofChunk(chunkId: number): FileEntry | undefined {
		return this.#byId.get(this.chunks.fileOf(chunkId));
	}

	isOverlaid(path: string): boolean {
		return this.byPath.get(path)?.overlay === true;
	}

	/** The catalogue's row id of a path, also while an overlay stands in front of it; undefined where the catalogue has none. */
	rowIdOf(path: string): number | undefined {
		const entry = this.byPath.get(path);
		return entry?.overlay === true ? this.#behind.rowOf(path)?.id : entry?.rowId;
	}

	/**
	 * Remembers the row of a file that an overlay stands in front of: its slots stay its own meanwhile.
	 *
	 * @param numbers Of its block, where that is sound.
	 */
	setBehind(row: FileRow, numbers: Uint32Array): void {
		const slots: number[] = [];
		for (let at = N_SLOT; at < numbers.length; at += CHUNK_NUMBERS)
			if (numbers[at] !== NO_SLOT) slots.push(numbers[at] ?? NO_SLOT);
		this.onLeft(this.#behind.hide(row.path, row, slots));
	}

	/** The file behind an overlay is gone, or no overlay stands in front of it any more. */
	forgetBehind(path: string): void {
		this.onLeft(this.#behind.show(path));
	}

	/** Whether a chunk in memory, or one of a file behind an overlay, has this slot. */
	usesSlot(slot: number): boolean {
		return this.chunks.slotInUse(slot) || this.#behind.holds(slot);
	}

	/**
	 * Makes a file searchable by its words; the slots in `block.numbers` are those of its texts' vectors.
	 *
	 * @param terms Of each chunk, in order.
	 */
	enter(
		row: FileRow,
		block: Pick<ChunkBlock, 'count' | 'numbers'>,
		terms: readonly ChunkPostings[],
		overlay: boolean,
	): FileEntry {
		const id = this.#ids.take();
		const first = this.chunks.add(id, block.numbers);
		const entry: FileEntry = { ...row, id, rowId: row.id, first, count: block.count, overlay };
		this.byPath.set(row.path, entry);
		this.#byId.set(id, entry);
		if (!overlay) this.#byRow.set(row.id, entry);
		this.keywords.addFile(
			id,
			terms.map((postings, i) => ({ ...postings, chunkId: first + i })),
			this.keywords.dictionary.internAll(pathTerms(row.path)),
		);
		return entry;
	}

	/** Takes a file out of search; does nothing without one. */
	forget(entry: FileEntry | undefined): void {
		if (entry === undefined) return;
		this.#byId.delete(entry.id);
		if (!entry.overlay) this.#byRow.delete(entry.rowId);
		if (this.byPath.get(entry.path) === entry) this.byPath.delete(entry.path);
		this.keywords.removeFile(entry.id);
		const freed = this.chunks.remove(entry.first, entry.count);
		this.#ids.release(entry.id);
		this.onForgotten(entry);
		this.onLeft(freed);
	}

	/** Makes the next update read these files again; without `rowIds` all. */
	forgetHashes(rowIds?: readonly number[]): void {
		const entries =
			rowIds === undefined ? this.byPath.values() : rowIds.map(id => this.#byRow.get(id));
		for (const entry of entries) if (entry !== undefined) entry.hash = '';
	}
}
