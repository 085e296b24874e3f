import type { Coverage } from '../../shared/types';
import type { KeywordIndex } from '../lexical/keywordIndex';
import type { ChunkPostings } from '../lexical/termBlob';
import type { TermDictionary } from '../lexical/termDictionary';
import type { Catalogue, SkippedRow } from '../store/catalogue';
import type { ChunkBlock } from '../store/chunkBlock';
import type { EmbeddingStore } from '../store/embeddingStore';
import type { VectorTable } from '../vector/types';
import { CatalogueTerms } from './catalogueTerms';
import type { ChunkTable } from './chunkTable';
import { CoverageCount } from './coverageCount';
import type { FileAnalysis } from './fileAnalysis';
import { FileBlocks, type FileLabels } from './fileBlocks';
import { FileTable, type FileEntry } from './fileTable';
import type { Followed } from './followed';
import { IndexLoader, type LoadReport } from './indexLoader';
import { IndexWriter, type ApplyOutcome, type RefinedSlot } from './indexWriter';
import { Overlays } from './overlays';
import { SlotVectors } from './slotVectors';
import { VectorLimit } from './vectorLimit';

/**
 * One workspace's index in memory, kept equal to its catalogue: every change is committed first and applied in memory after.
 * The writer calls `apply`, `remove`, `refine`; a reader of an index that another process writes calls `refresh`.
 */
export class WorkspaceIndex {
	/** Raised by every change; caches of derived data compare it. */
	version = 0;
	/** By path. */
	readonly files: ReadonlyMap<string, FileEntry>;
	readonly chunks: ChunkTable;
	readonly keywords: KeywordIndex;
	readonly dictionary: TermDictionary;
	readonly #slots: SlotVectors;
	readonly #terms: CatalogueTerms;
	readonly #blocks: FileBlocks;
	readonly #table: FileTable;
	readonly #limit: VectorLimit;
	readonly #loader: IndexLoader;
	readonly #writer: IndexWriter;
	readonly #overlays: Overlays;
	readonly #coverage: CoverageCount;

	/**
	 * @param fingerprint Of the model that asks; for readers: vectors of a writer with another model are not taken.
	 * @param maxVectors Texts that get a vector; files that come later are found by their words alone.
	 */
	constructor(
		readonly catalogue: Catalogue,
		readonly embeddings: EmbeddingStore,
		readonly vectors: VectorTable,
		fingerprint?: string,
		readonly maxVectors = Infinity,
	) {
		const coverage = new CoverageCount();
		const slots = new SlotVectors(vectors, (slot, before, after) => {
			const chunks = files.chunks.usersOf(slot);
			coverage.add(before, -chunks);
			coverage.add(after, chunks);
		});
		const blocks = new FileBlocks(catalogue);
		const files = new FileTable(
			entry => blocks.forget(entry.id),
			left => {
				for (const slot of left) slots.leave(slot);
			},
			(slot, change) => coverage.add(vectors.precision(slot), change),
		);
		const terms = new CatalogueTerms(files.keywords.dictionary);
		const followed: Followed = { seq: 0, terms };
		const limit = new VectorLimit(maxVectors, files, slots);
		const parts = { catalogue, embeddings, files, slots, blocks, limit, followed, fingerprint };
		const loader = new IndexLoader(parts);
		this.files = files.byPath;
		this.chunks = files.chunks;
		this.keywords = files.keywords;
		this.dictionary = files.keywords.dictionary;
		this.#slots = slots;
		this.#terms = terms;
		this.#blocks = blocks;
		this.#table = files;
		this.#limit = limit;
		this.#loader = loader;
		this.#writer = new IndexWriter(parts);
		this.#overlays = new Overlays({ ...parts, loader });
		this.#coverage = coverage;
	}

	// --- what is in it ---

	/** Number of slots with a refined vector. */
	get refinedSlots(): number {
		return this.#slots.refined;
	}

	get slotEnd(): number {
		return this.#slots.end;
	}

	fileOfChunk(chunkId: number): FileEntry | undefined {
		return this.#table.ofChunk(chunkId);
	}

	fileById(id: number): FileEntry | undefined {
		return this.#table.byId(id);
	}

	/** What hits show of a file's chunks, in order; empty lists when the row vanished. */
	labelsOf(file: FileEntry): FileLabels {
		return this.#blocks.labelsOf(file);
	}

	/** The stored block; undefined when it vanished or is damaged. */
	blockOf(file: FileEntry): ChunkBlock | undefined {
		return this.#blocks.blockOf(file);
	}

	/** A file's words as the catalogue keeps them, by this dictionary's ids. @throws {LodestoneError} `store-damaged`. */
	storedPostings(blob: Uint8Array): readonly ChunkPostings[] {
		return this.#terms.postings(blob);
	}

	coverage(): Coverage {
		return this.#coverage.of(this.chunks.live);
	}

	/** Whether some of a file's chunks are beyond the limit of vectors. */
	isWordsOnly(file: FileEntry): boolean {
		return this.#limit.isWordsOnly(file);
	}

	/** Forgets what can be read again. */
	dropCaches(): void {
		this.#blocks.dropCaches();
	}

	// --- following the catalogue ---

	/**
	 * Loads everything from the catalogue. Files whose block is damaged or whose vectors are missing are not loaded; their ids come
	 * back so that the writer forgets their hashes and the next update makes them anew.
	 */
	load(): LoadReport {
		const report = this.#loader.load();
		this.version++;
		return report;
	}

	/** Takes over what another process committed since. @returns true when something changed. */
	refresh(): boolean {
		if (!this.#loader.isBehind) return false;
		this.#overlays.without(() => this.#loader.refresh());
		this.version++;
		return true;
	}

	// --- writing ---

	/** See `IndexWriter.apply`. */
	apply(analyses: readonly FileAnalysis[], readMs: number): ApplyOutcome {
		const outcome = this.#writer.apply(analyses, readMs);
		this.version++;
		return outcome;
	}

	/** Only the stat of these files changed. */
	touch(files: readonly { path: string; size: number; mtimeMs: number }[], readMs: number): void {
		this.#writer.touch(files, readMs);
	}

	/** Removes files. @returns how many were there. */
	remove(paths: readonly string[]): number {
		const removed = this.#writer.remove(paths);
		if (removed > 0) this.version++;
		return removed;
	}

	/** Commits what was left out, as differences to what is known. */
	recordSkipped(upsert: readonly SkippedRow[], gone: readonly string[]): void {
		this.#writer.recordSkipped(upsert, gone);
	}

	/** Makes the next update read these files again, as far as this process goes; without `fileIds` all. */
	forgetHashes(fileIds?: readonly number[]): void {
		this.#table.forgetHashes(fileIds);
	}

	/**
	 * Has files that were beyond the limit of vectors read again, as many as there is room for now.
	 *
	 * @returns how many.
	 */
	readWordsOnlyAgain(): number {
		const rows = this.#limit.rowsWithRoom();
		if (rows.length > 0) this.#writer.forgetHashes(rows);
		return rows.length;
	}

	// --- refining ---

	/** Slots that still have a draft vector, in slot order (files in the order indexed). */
	pendingSlots(): number[] {
		return this.catalogue.pendingSlots().filter(slot => this.chunks.slotInUse(slot));
	}

	/** What a slot's text is to be embedded as: its key and its token ids; undefined when it is refined or gone. */
	pendingText(
		slot: number,
	): { readonly key: Uint8Array; readonly ids: Uint16Array } | 'damaged' | undefined {
		if (!this.chunks.slotInUse(slot) || !this.catalogue.hasPending(slot)) return undefined;
		const ids = this.catalogue.pendingIds(slot);
		return ids === undefined ? 'damaged' : { key: this.#slots.keyOf(slot).slice(), ids };
	}

	/** See `IndexWriter.refine`. */
	refine(rows: readonly RefinedSlot[]): number {
		const refined = this.#writer.refine(rows);
		if (refined > 0) this.version++;
		return refined;
	}

	/** Drops a slot's token ids, which are damaged; its files are read again by the next update. */
	dropPending(slot: number): void {
		this.#writer.dropPending(slot);
	}

	// --- overlays ---

	/** Puts an unsaved document's text in front of its file, in memory only. */
	overlay(path: string, analysis: FileAnalysis, language: string): void {
		this.#overlays.put(path, analysis, language);
		this.version++;
	}

	/** See `Overlays.hide`. */
	hideOverlays(): void {
		if (this.#overlays.hide()) this.version++;
	}

	/** See `Overlays.show`. */
	showOverlays(): void {
		if (this.#overlays.show()) this.version++;
	}

	/** Goes back to the file on disk, if the catalogue still has it. */
	removeOverlay(path: string): void {
		if (this.#overlays.remove(path)) this.version++;
	}
}
