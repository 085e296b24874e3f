import type { Catalogue, FileRow } from '../store/catalogue';
import type { EmbeddingStore } from '../store/embeddingStore';
import { blockOf, postingsOf } from './analysisBlock';
import { CHUNK_NUMBERS, N_SLOT, type FileAnalysis } from './fileAnalysis';
import type { FileBlocks } from './fileBlocks';
import type { FileTable } from './fileTable';
import type { IndexLoader } from './indexLoader';
import { draftOf } from './slotAssignment';
import type { SlotVectors } from './slotVectors';

export interface OverlaysDeps {
	readonly catalogue: Catalogue;
	readonly embeddings: EmbeddingStore;
	readonly files: FileTable;
	readonly blocks: FileBlocks;
	readonly slots: SlotVectors;
	readonly loader: Pick<IndexLoader, 'loadFile'>;
}

interface Overlay {
	readonly analysis: FileAnalysis;
	readonly language: string;
	/** Slots that were taken for it alone; the catalogue does not know of them. */
	readonly ownSlots: readonly number[];
}

/** Texts of unsaved documents in front of their files: in memory only. */
export class Overlays {
	readonly #overlays = new Map<string, Overlay>();
	/** What stands in front of nothing while overlays are hidden, and comes back afterwards. */
	readonly #aside = new Map<string, Pick<Overlay, 'analysis' | 'language'>>();
	#hiding = 0;

	constructor(private readonly deps: OverlaysDeps) {}

	/** Puts an unsaved document's text in front of its file, which need not be in the index. */
	put(path: string, analysis: FileAnalysis, language: string): void {
		if (this.#hiding > 0) {
			this.#aside.set(path, { analysis, language });
			return;
		}
		const { catalogue, files, blocks } = this.deps;
		this.remove(path);
		const base = catalogue.fileByPath(path);
		if (base !== undefined) {
			const stored = catalogue.loadable(base.id);
			const isSound = stored !== undefined && stored !== 'damaged';
			files.setBehind(base, isSound ? stored.numbers : new Uint32Array());
		}
		files.forget(files.byPath.get(path));
		const ownSlots: number[] = [];
		for (let i = 0; i < analysis.count; i++)
			analysis.numbers[i * CHUNK_NUMBERS + N_SLOT] = this.#slotFor(analysis, i, ownSlots);
		const block = blockOf(analysis, new Uint8Array());
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
		const entry = files.enter(row, block, postingsOf(analysis, files.keywords.dictionary), true);
		blocks.holdOverlay(entry.id, block);
		this.#overlays.set(path, { analysis, language, ownSlots });
	}

	/** Goes back to the file on disk, if the catalogue still has it. @returns false when there is no overlay. */
	remove(path: string): boolean {
		if (this.#hiding > 0) return this.#aside.delete(path);
		const { catalogue, loader } = this.deps;
		if (!this.#overlays.has(path)) return false;
		this.#lift(path);
		const row = catalogue.fileByPath(path);
		if (row !== undefined) loader.loadFile(row);
		return true;
	}

	/**
	 * Has every file stand there as it is saved, until `show` was called as often. Texts that come or go meanwhile do so then.
	 *
	 * @returns false where nothing changed by that.
	 */
	hide(): boolean {
		if (this.#hiding > 0 || this.#overlays.size === 0) {
			this.#hiding++;
			return false;
		}
		const overlays = [...this.#overlays];
		for (const [path, { analysis, language }] of overlays) {
			this.remove(path);
			this.#aside.set(path, { analysis, language });
		}
		this.#hiding++;
		return true;
	}

	/** Ends what `hide` began. @returns false where nothing changed by that. */
	show(): boolean {
		if (this.#hiding === 0 || --this.#hiding > 0) return false;
		const overlays = [...this.#aside];
		this.#aside.clear();
		for (const [path, { analysis, language }] of overlays) this.put(path, analysis, language);
		return overlays.length > 0;
	}

	/** Does something for which no overlay may be there, and puts them back. */
	without(work: () => void): void {
		const overlays = [...this.#overlays];
		for (const [path] of overlays) this.#lift(path);
		try {
			work();
		} finally {
			for (const [path, { analysis, language }] of overlays) this.put(path, analysis, language);
		}
	}

	/** Takes an overlay away, and nothing comes in its place. */
	#lift(path: string): void {
		const { files, slots } = this.deps;
		files.forget(files.byPath.get(path));
		files.forgetBehind(path);
		for (const slot of this.#overlays.get(path)?.ownSlots ?? []) slots.discard(slot);
		this.#overlays.delete(path);
	}

	/** The slot of a text that is known, or one of its own that the catalogue never hears of, added to `ownSlots`. */
	#slotFor(analysis: FileAnalysis, i: number, ownSlots: number[]): number {
		const { embeddings, slots } = this.deps;
		const key = analysis.keys.subarray(i * 16, i * 16 + 16);
		const known = slots.find(key);
		if (known !== undefined && slots.table.precision(known) !== 0) {
			slots.spare(known);
			return known;
		}
		const slot = slots.take();
		ownSlots.push(slot);
		slots.spare(slot);
		slots.setVector(slot, embeddings.get(key) ?? draftOf(analysis, i));
		return slot;
	}
}
