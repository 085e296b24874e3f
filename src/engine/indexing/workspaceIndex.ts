import { LodestoneError } from '../../shared/errors';
import type { Coverage } from '../../shared/types';
import { KeywordIndex } from '../lexical/keywordIndex';
import { pathTerms } from '../lexical/fileTerms';
import { chunkPostings, decodeTerms, encodeTerms, type ChunkPostings } from '../lexical/termBlob';
import { LruCache } from '../lruCache';
import { DIMENSIONS } from '../embed/types';
import type { Catalogue, FileRow, SkippedRow } from '../store/catalogue';
import { checkBlock, parseNames, type ChunkBlock } from '../store/chunkBlock';
import { transaction } from '../store/database';
import type { EmbeddingStore, StoredVector } from '../store/embeddingStore';
import type { VectorTable } from '../vector/types';
import { decodeVector, encodeVector } from '../store/vectorBytes';
import { ChunkTable } from './chunkTable';
import {
	CHUNK_NUMBERS,
	N_LENGTH,
	N_SLOT,
	NO_SLOT,
	type ChunkNames,
	type FileAnalysis,
} from './fileAnalysis';
import { KeyIndex } from './keyIndex';
import { SlotAllocator } from './slotAllocator';

/** Files beyond the limit of vectors are tried again once this share of the limit is free. */
const ROOM_SHARE = 0.05;

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

/** What hits show of a file's chunks. */
export interface FileLabels {
	readonly names: readonly ChunkNames[];
	/** First doc sentences. */
	readonly docs: readonly string[];
	/** [n, 8]: first bytes of sha256 of each chunk's text. */
	readonly contentHashes: Uint8Array;
}

/** What a batch of analyses did. */
export interface ApplyOutcome {
	readonly chunks: number;
	/** Chunks whose refined vector was there already. */
	readonly reused: number;
}

/**
 * One workspace's index in memory, kept equal to its catalogue: every change is committed first and applied in memory after.
 * The writer calls `apply`, `remove`, `refine`; a reader of an index that another process writes calls `refresh`.
 */
export class WorkspaceIndex {
	readonly files = new Map<string, FileEntry>();
	readonly #byId = new Map<number, FileEntry>();
	readonly #byRow = new Map<number, FileEntry>();
	readonly chunks = new ChunkTable();
	readonly keywords = new KeywordIndex();
	readonly dictionary = this.keywords.dictionary;
	readonly #fileIds = new SlotAllocator();
	readonly #slots = new SlotAllocator();
	readonly #keys = new KeyIndex();
	/**
	 * Of the files asked for lately: about 2 KB each, so that those of a workspace such as L (7,200 files) stay. Others are read from
	 * SQLite again.
	 */
	readonly #labels = new LruCache<number, FileLabels>(8_192);
	/** Analyses of overlay files stand in for their catalogue blocks. */
	readonly #overlayBlocks = new Map<number, ChunkBlock>();
	/** Base file hidden by an overlay. */
	readonly #hidden = new Map<string, FileRow>();
	/** Slots without a chunk: dropped from the catalogue in the next transaction. */
	readonly #unused = new Set<number>();
	/** The writer's model is another one than ours. */
	#foreign = false;
	#persistedTerms = 0;
	#seq = 0;
	#refined = 0;
	#vectors = 0;
	#coverage: { version: number; value: Coverage } = {
		version: -1,
		value: { chunks: 0, keyword: 0, meaning: 0, refined: 0 },
	};
	/** Raised by every change; caches of derived data compare it. */
	version = 0;

	constructor(
		readonly catalogue: Catalogue,
		readonly embeddings: EmbeddingStore,
		readonly vectors: VectorTable,
		/** Of the model that asks; for readers: vectors of a writer with another model are not taken. */
		private readonly fingerprint?: string,
		/** Texts that get a vector; files that come later are found by their words alone. */
		readonly maxVectors = Infinity,
	) {}

	// --- opening ---

	/**
	 * Loads everything from the catalogue. Files whose block is damaged or whose vectors are missing are not loaded; their ids come
	 * back so that the writer forgets their hashes and the next update makes them anew.
	 */
	load(): { damagedFiles: number[]; missingVectors: number } {
		return this.catalogue.read(() => this.#load());
	}

	#load(): { damagedFiles: number[]; missingVectors: number } {
		const damagedFiles: number[] = [];
		for (const term of this.catalogue.terms()) this.dictionary.intern(term);
		this.#persistedTerms = this.dictionary.size;
		this.#seq = this.catalogue.seq;
		const missingVectors = this.#loadSlots(0);
		for (const row of [...this.catalogue.files()])
			if (!this.#loadFile(row)) damagedFiles.push(row.id);
		// Blocks of another model's time may name slots that no row has any more: such numbers must not be given out.
		this.#slots.skipTo(this.chunks.slotEnd);
		this.keywords.settle();
		this.#collectUnused();
		this.version++;
		return { damagedFiles, missingVectors };
	}

	/** Takes over what another process committed since. @returns true when something changed. */
	refresh(): boolean {
		return this.catalogue.seq !== this.#seq && this.catalogue.read(() => this.#refresh());
	}

	#refresh(): boolean {
		const seq = this.catalogue.seq;
		if (this.#foreign !== this.#hasOtherModel())
			throw new LodestoneError('store-damaged', 'The index changed its embedding model.');
		for (const term of this.catalogue.terms(this.#persistedTerms)) this.dictionary.intern(term);
		this.#persistedTerms = this.dictionary.size;
		this.#loadSlots(this.#seq);
		for (const id of this.catalogue.removedSince(this.#seq)) this.#forget(this.#byRow.get(id));
		for (const row of [...this.catalogue.files(this.#seq)]) {
			this.#forget(this.#byRow.get(row.id));
			if (this.files.get(row.path)?.overlay === true) this.#hidden.set(row.path, row);
			else this.#loadFile(row);
		}
		this.#seq = seq;
		this.version++;
		return true;
	}

	/** Vectors of two models must never meet in one search. */
	#hasOtherModel(): boolean {
		const had = this.fingerprint === undefined ? undefined : this.catalogue.meta('fingerprint');
		return had !== undefined && had !== this.fingerprint;
	}

	/** @returns how many vectors are missing or damaged. */
	#loadSlots(since: number): number {
		const refined: number[] = [];
		let missing = 0;
		if (since === 0) this.#foreign = this.#hasOtherModel();
		this.catalogue.eachSlot(since, ({ slot, key, precision, draft }) => {
			if (since === 0) this.#slots.occupy(slot);
			// A reader does not hear of slots that were given to another text.
			else this.#keys.remove(slot);
			this.#keys.set(slot, key);
			if (this.#foreign) {
				missing++;
				return;
			}
			if (precision === 2) {
				refined.push(slot);
				return;
			}
			// Its token ids lie beside it: a draft without them would stay one.
			const vector = decodeVector(key, 1, draft);
			if (vector === undefined) missing++;
			else this.#setVector(slot, vector);
		});
		return missing + this.#loadRefined(refined);
	}

	/**
	 * A power loss may take the last refinements and leave the catalogue that knows of them.
	 *
	 * @returns how many the shared store does not have.
	 */
	#loadRefined(slots: readonly number[]): number {
		let missing = slots.length;
		// Reading all is worth it unless most belongs to other workspaces.
		if (slots.length > 1_000 && this.embeddings.count() < slots.length * 4) {
			const wanted = new Set(slots);
			this.embeddings.each((key, vector) => {
				const slot = this.#keys.find(key);
				if (slot === undefined || vector.precision !== 2 || !wanted.has(slot)) return;
				this.#setVector(slot, vector);
				missing--;
			});
			return missing;
		}
		for (const slot of slots) {
			const vector = this.embeddings.get(this.#keys.keyOf(slot));
			if (vector?.precision !== 2) continue;
			this.#setVector(slot, vector);
			missing--;
		}
		return missing;
	}

	/** @returns false when something of the file is damaged or missing; what is sound serves until it is read again. */
	#loadFile(row: FileRow): boolean {
		const block = this.catalogue.loadable(row.id);
		if (block === undefined || block === 'damaged') return false;
		try {
			checkBlock(block);
			const terms = decodeTerms(block.terms, this.dictionary.size);
			if (terms.length !== block.count) return false;
			let complete = true;
			for (let i = 0; i < block.count; i++) {
				const slot = block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? 0;
				if (slot !== NO_SLOT && this.vectors.precision(slot) === 0) complete = false;
			}
			this.#enter(row, block, terms, false);
			return complete;
		} catch (error) {
			if (error instanceof LodestoneError && error.code === 'store-damaged') return false;
			throw error;
		}
	}

	#collectUnused(): void {
		for (let slot = 0; slot < this.#slots.end; slot++)
			if (!this.chunks.slotInUse(slot) && this.vectors.precision(slot) !== 0)
				this.#unused.add(slot);
	}

	// --- writing ---

	/** Makes the next update read these files again. */
	forgetHashes(fileIds?: readonly number[]): void {
		const entries =
			fileIds === undefined ? this.files.values() : fileIds.map(id => this.#byRow.get(id));
		for (const entry of entries) if (entry !== undefined) entry.hash = '';
	}

	/** Drops a slot's token ids, which are damaged; its files are read again by the next update. */
	dropPending(slot: number): void {
		const files = [...this.chunks.chunksOfSlot(slot)].map(id => this.fileOfChunk(id)?.rowId ?? 0);
		transaction(this.catalogue.db, () => {
			this.catalogue.removePending(slot);
			this.catalogue.forgetHashes(files);
		});
		this.forgetHashes(files);
	}

	/**
	 * Commits analyses of new or changed files and makes them searchable.
	 *
	 * @param analyses At most one for each path.
	 * @param readMs When the files were read, epoch ms.
	 * @throws node:sqlite errors (disk full, …); memory is then as before.
	 */
	apply(analyses: readonly FileAnalysis[], readMs: number): ApplyOutcome {
		let reused = 0;
		let chunkCount = 0;
		const taken: number[] = [];
		const bySlotKey = new Map<string, number>();
		const fresh: {
			slot: number;
			key: Uint8Array;
			vector: StoredVector;
			ids: Uint16Array | undefined;
		}[] = [];
		try {
			// 1. A slot for every embedded text: known, or new with a stored or a draft vector.
			for (const analysis of analyses) {
				chunkCount += analysis.count;
				const fits = this.#fits(analysis, bySlotKey.size);
				for (let i = 0; i < analysis.count; i++) {
					const key = analysis.keys.subarray(i * 16, i * 16 + 16);
					const at = i * CHUNK_NUMBERS + N_SLOT;
					const known = this.#keys.find(key);
					if (known !== undefined && this.#isUsable(known)) {
						analysis.numbers[at] = known;
						// It may wait to be dropped: the change that begins below must spare it.
						this.#unused.delete(known);
						if (this.vectors.precision(known) === 2) reused++;
						continue;
					}
					const keyText = Buffer.from(key.buffer, key.byteOffset, 16).toString('latin1');
					const twin = bySlotKey.get(keyText);
					if (twin !== undefined) {
						analysis.numbers[at] = twin;
						continue;
					}
					if (!fits && known === undefined) {
						analysis.numbers[at] = NO_SLOT;
						continue;
					}
					const slot = known ?? this.#slots.take();
					if (known === undefined) taken.push(slot);
					bySlotKey.set(keyText, slot);
					analysis.numbers[at] = slot;
					const stored = this.embeddings.get(key);
					const vector = stored ?? {
						precision: 1,
						scale: analysis.draftScales[i] ?? 0,
						values: analysis.drafts.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
					};
					if (vector.precision === 2) reused++;
					fresh.push({
						slot,
						key,
						vector,
						ids:
							vector.precision === 2
								? undefined
								: analysis.tokenIds.subarray(
										i === 0 ? 0 : (analysis.tokenEnds[i - 1] ?? 0),
										analysis.tokenEnds[i] ?? 0,
									),
					});
				}
			}
			// 2. The catalogue, all or nothing, drafts included.
			const committed = transaction(this.catalogue.db, () => {
				const seq = this.#beginChange();
				for (const { slot, key, vector, ids } of fresh) {
					this.catalogue.putSlot(slot, key, vector.precision, seq);
					if (ids !== undefined) this.catalogue.putPending(slot, ids, encodeVector(key, vector));
				}
				const done = analyses.map(analysis => {
					const terms = this.#postings(analysis);
					const block = toBlock(analysis, encodeTerms(terms));
					const file = {
						path: analysis.path,
						hash: analysis.hash,
						size: analysis.size,
						mtimeMs: analysis.mtimeMs,
						indexedMs: readMs,
						language: analysis.language,
						flags: analysis.flags,
						fallback: analysis.fallback,
						seq,
					};
					const id = this.catalogue.putFile(file, block);
					this.catalogue.removeSkipped(analysis.path);
					return { row: { id, ...file }, block, terms };
				});
				this.#persistTerms();
				return { seq, done };
			});
			// 3. Memory.
			this.#seq = committed.seq;
			this.#persistedTerms = this.dictionary.size;
			for (const { slot, key, vector } of fresh) {
				if (this.#keys.find(key) === undefined) this.#keys.set(slot, key);
				this.#setVector(slot, vector);
			}
			for (const { row, block, terms } of committed.done) {
				// Also where the text was opened before its file was ever indexed.
				if (this.files.get(row.path)?.overlay === true) {
					// The unsaved text stays in front of what was just written to disk.
					this.#hidden.set(row.path, row);
					continue;
				}
				this.#forget(this.#byRow.get(row.id));
				this.#enter(row, block, terms, false);
			}
		} catch (error) {
			for (const slot of taken) this.#slots.release(slot);
			throw error;
		}
		this.version++;
		return { chunks: chunkCount, reused };
	}

	/**
	 * Whether the texts of a file still get vectors. The vectors that the file had before make room for it: a save must not cost it its
	 * vectors. A file that had none makes none.
	 *
	 * @param begun Slots taken by the files before it in the same change.
	 */
	#fits(analysis: FileAnalysis, begun: number): boolean {
		const before = this.#slotsOf(this.files.get(analysis.path));
		return this.#keys.size - this.#unused.size + begun + analysis.count - before <= this.maxVectors;
	}

	/**
	 * Has files that were beyond the limit read again, as many as there is room for now: others went, or the limit was raised.
	 *
	 * @returns how many.
	 */
	readWordsOnlyAgain(): number {
		let room = this.maxVectors - this.#keys.size + this.#unused.size;
		const rows: number[] = [];
		// Single files that go and come would have the same files read again and again.
		if (room < this.maxVectors * ROOM_SHARE || this.chunks.wordsOnly === 0) return 0;
		for (const file of this.files.values()) {
			if (!this.isWordsOnly(file) || file.overlay) continue;
			room -= file.count;
			if (room < 0) break;
			rows.push(file.rowId);
		}
		transaction(this.catalogue.db, () => this.catalogue.forgetHashes(rows));
		this.forgetHashes(rows);
		return rows.length;
	}

	/** Whether some of a file's chunks are beyond the limit of vectors. */
	isWordsOnly(file: FileEntry): boolean {
		return this.#slotsOf(file) < file.count;
	}

	/** How many of a file's chunks have a vector. */
	#slotsOf(file: FileEntry | undefined): number {
		let slots = 0;
		if (file !== undefined)
			for (let id = file.first; id < file.first + file.count; id++)
				if (this.chunks.number(id, N_SLOT) !== NO_SLOT) slots++;
		return slots;
	}

	/** Only the stat of these files changed. */
	touch(files: readonly { path: string; size: number; mtimeMs: number }[], readMs: number): void {
		transaction(this.catalogue.db, () => {
			for (const { path, size, mtimeMs } of files) {
				const entry = this.files.get(path);
				const row = entry?.overlay === true ? this.#hidden.get(path) : entry;
				if (row !== undefined) this.catalogue.touchFile(rowIdOf(row), size, mtimeMs, readMs);
			}
		});
		for (const { path, size, mtimeMs } of files) {
			const entry = this.files.get(path);
			if (entry === undefined || entry.overlay) continue;
			entry.size = size;
			entry.mtimeMs = mtimeMs;
			entry.indexedMs = readMs;
		}
	}

	/** Removes files. @returns how many were there. */
	remove(paths: readonly string[]): number {
		const rows = paths.flatMap(path => {
			const entry = this.files.get(path);
			const row = entry?.overlay === true ? this.#hidden.get(path) : entry;
			return row === undefined ? [] : [{ id: rowIdOf(row), path }];
		});
		if (rows.length === 0) return 0;
		this.#seq = transaction(this.catalogue.db, () => {
			const seq = this.#beginChange();
			for (const { id } of rows) this.catalogue.removeFile(id, seq);
			return seq;
		});
		for (const { id, path } of rows) {
			this.#hidden.delete(path);
			this.#forget(this.#byRow.get(id));
		}
		this.version++;
		return rows.length;
	}

	/** Commits what was left out, as differences to what is known. */
	recordSkipped(upsert: readonly SkippedRow[], gone: readonly string[]): void {
		if (upsert.length === 0 && gone.length === 0) return;
		transaction(this.catalogue.db, () => {
			for (const row of upsert) this.catalogue.putSkipped(row);
			for (const path of gone) this.catalogue.removeSkipped(path);
		});
	}

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
		return ids === undefined ? 'damaged' : { key: this.#keys.keyOf(slot).slice(), ids };
	}

	/**
	 * Commits refined vectors for slots. Slots whose text changed meanwhile (the key differs) or that are gone are left alone; the
	 * vectors are kept in the shared store all the same.
	 */
	refine(rows: readonly { slot: number; key: Uint8Array; vector: StoredVector }[]): number {
		transaction(this.embeddings.db, () => {
			for (const { key, vector } of rows) this.embeddings.put(key, vector);
		});
		const current = rows.filter(({ slot, key }) => this.#keys.find(key) === slot);
		if (current.length === 0) return 0;
		this.#seq = transaction(this.catalogue.db, () => {
			const seq = this.#beginChange();
			for (const { slot } of current) {
				this.catalogue.setPrecision(slot, 2, seq);
				this.catalogue.removePending(slot);
			}
			return seq;
		});
		for (const { slot, vector } of current) this.#setVector(slot, vector);
		this.version++;
		return current.length;
	}

	#beginChange(): number {
		const seq = this.catalogue.nextSeq();
		for (const slot of this.#unused) {
			this.#unused.delete(slot);
			if (this.chunks.slotInUse(slot)) continue;
			this.catalogue.removeSlot(slot);
			this.#keys.remove(slot);
			this.#dropVector(slot);
			this.#slots.release(slot);
		}
		return seq;
	}

	/** A slot whose vector is there, and, as long as that is a draft, the token ids that will refine it. */
	#isUsable(slot: number): boolean {
		const precision = this.vectors.precision(slot);
		return precision === 2 || (precision === 1 && this.catalogue.hasPending(slot));
	}

	#persistTerms(): void {
		const fresh: string[] = [];
		for (let id = this.#persistedTerms; id < this.dictionary.size; id++)
			fresh.push(this.dictionary.text(id));
		this.catalogue.addTerms(this.#persistedTerms, fresh);
	}

	// --- overlays ---

	/** Puts an unsaved document's text in front of its file, in memory only. */
	overlay(path: string, analysis: FileAnalysis, language: string): void {
		this.removeOverlay(path);
		const base = this.files.get(path);
		if (base !== undefined) {
			const row = this.catalogue.fileByPath(path);
			if (row !== undefined) this.#hidden.set(path, row);
			this.#forget(base);
		}
		for (let i = 0; i < analysis.count; i++) {
			const key = analysis.keys.subarray(i * 16, i * 16 + 16);
			const known = this.#keys.find(key);
			const usable = known !== undefined && this.vectors.precision(known) !== 0;
			const slot = usable ? known : this.#slots.take();
			analysis.numbers[i * CHUNK_NUMBERS + N_SLOT] = slot;
			this.#unused.delete(slot);
			if (usable) continue;
			this.#setVector(
				slot,
				this.embeddings.get(key) ?? {
					precision: 1,
					scale: analysis.draftScales[i] ?? 0,
					values: analysis.drafts.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
				},
			);
		}
		const block = toBlock(analysis, new Uint8Array());
		const row: FileRow = {
			id: 0,
			path,
			hash: analysis.hash,
			size: analysis.size,
			mtimeMs: analysis.mtimeMs,
			indexedMs: Date.now(),
			language,
			flags: analysis.flags,
			fallback: analysis.fallback,
			seq: 0,
		};
		const entry = this.#enter(row, block, this.#postings(analysis), true);
		this.#overlayBlocks.set(entry.id, block);
		this.version++;
	}

	/** Goes back to the file on disk, if the catalogue still has it. */
	removeOverlay(path: string): void {
		const entry = this.files.get(path);
		if (entry?.overlay !== true) return;
		this.#overlayBlocks.delete(entry.id);
		this.#forget(entry);
		this.#hidden.delete(path);
		const row = this.catalogue.fileByPath(path);
		if (row !== undefined) this.#loadFile(row);
		this.version++;
	}

	// --- reading ---

	fileOfChunk(chunkId: number): FileEntry | undefined {
		return this.#byId.get(this.chunks.fileOf(chunkId));
	}

	fileById(id: number): FileEntry | undefined {
		return this.#byId.get(id);
	}

	/** What hits show of a file's chunks, in order; empty lists when the row vanished. */
	labelsOf(file: FileEntry): FileLabels {
		const cached = this.#labels.get(file.id);
		if (cached !== undefined) return cached;
		const stored = file.overlay
			? this.#overlayBlocks.get(file.id)
			: this.catalogue.labels(file.rowId);
		const labels: FileLabels =
			stored === undefined
				? { names: [], docs: [], contentHashes: new Uint8Array() }
				: {
						names: parseNames(stored.names, stored.count),
						docs: JSON.parse(stored.docs) as string[],
						contentHashes: stored.contentHashes,
					};
		this.#labels.set(file.id, labels);
		return labels;
	}

	/** The stored block; undefined when it vanished or is damaged. */
	blockOf(file: FileEntry): ChunkBlock | undefined {
		if (file.overlay) return this.#overlayBlocks.get(file.id);
		const block = this.catalogue.block(file.rowId);
		return block === 'damaged' ? undefined : block;
	}

	/** Forgets what can be read again. */
	dropCaches(): void {
		this.#labels.clear();
	}

	coverage(): Coverage {
		if (this.#coverage.version === this.version) return this.#coverage.value;
		const value = this.#countCoverage();
		this.#coverage = { version: this.version, value };
		return value;
	}

	#countCoverage(): Coverage {
		const chunks = this.chunks.live;
		if (this.#vectors === 0) return { chunks, keyword: chunks, meaning: 0, refined: 0 };
		let meaning = 0;
		let refined = 0;
		// Counted by chunk, not by slot: twins share a vector. Cheap enough (1 ms for 100,000), and never wrong.
		for (let id = 0; id < this.chunks.end; id++) {
			if (!this.chunks.isLive(id)) continue;
			const precision = this.vectors.precision(this.chunks.number(id, N_SLOT));
			if (precision !== 0) meaning++;
			if (precision === 2) refined++;
		}
		return { chunks, keyword: chunks, meaning, refined };
	}

	/** Number of slots with a refined vector. */
	get refinedSlots(): number {
		return this.#refined;
	}

	get slotEnd(): number {
		return this.#slots.end;
	}

	// --- internals ---

	#postings(analysis: FileAnalysis): ChunkPostings[] {
		const lengths = Array.from(
			{ length: analysis.count },
			(_, i) => analysis.numbers[i * CHUNK_NUMBERS + N_LENGTH] ?? 0,
		);
		return chunkPostings(analysis.termPairs, this.dictionary.internAll(analysis.terms), lengths);
	}

	#enter(
		row: FileRow,
		block: Pick<ChunkBlock, 'count' | 'numbers'>,
		terms: readonly ChunkPostings[],
		overlay: boolean,
	): FileEntry {
		const id = this.#fileIds.take();
		const first = this.chunks.add(id, block.numbers);
		const entry: FileEntry = { ...row, id, rowId: row.id, first, count: block.count, overlay };
		this.files.set(row.path, entry);
		this.#byId.set(id, entry);
		if (!overlay) this.#byRow.set(row.id, entry);
		this.keywords.addFile(
			id,
			terms.map((postings, i) => ({ ...postings, chunkId: first + i })),
			this.dictionary.internAll(pathTerms(row.path)),
		);
		return entry;
	}

	#forget(entry: FileEntry | undefined): void {
		if (entry === undefined) return;
		this.#byId.delete(entry.id);
		if (!entry.overlay) this.#byRow.delete(entry.rowId);
		if (this.files.get(entry.path) === entry) this.files.delete(entry.path);
		this.#labels.delete(entry.id);
		this.keywords.removeFile(entry.id);
		for (const slot of this.chunks.remove(entry.first, entry.count)) this.#unused.add(slot);
		this.#fileIds.release(entry.id);
	}

	#setVector(slot: number, vector: StoredVector): void {
		const before = this.vectors.precision(slot);
		this.vectors.set(slot, vector.values, vector.scale, vector.precision);
		if (before === 0) this.#vectors++;
		this.#refined += (vector.precision === 2 ? 1 : 0) - (before === 2 ? 1 : 0);
	}

	#dropVector(slot: number): void {
		const before = this.vectors.precision(slot);
		if (before === 0) return;
		this.vectors.remove(slot);
		this.#vectors--;
		if (before === 2) this.#refined--;
	}
}

function rowIdOf(row: FileEntry | FileRow): number {
	return 'rowId' in row ? row.rowId : row.id;
}

function toBlock(analysis: FileAnalysis, terms: Uint8Array): ChunkBlock {
	return {
		count: analysis.count,
		numbers: analysis.numbers,
		names: analysis.names,
		docs: analysis.docs,
		contentHashes: analysis.contentHashes,
		terms,
	};
}
