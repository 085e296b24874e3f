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

/** Texts of unsaved documents in front of their files: in memory only. */
export class Overlays {
	constructor(private readonly deps: OverlaysDeps) {}

	/** Puts an unsaved document's text in front of its file, which need not be in the index. */
	put(path: string, analysis: FileAnalysis, language: string): void {
		const { catalogue, files, blocks } = this.deps;
		this.remove(path);
		const base = files.byPath.get(path);
		if (base !== undefined) {
			const row = catalogue.fileByPath(path);
			if (row !== undefined) files.setBehind(row);
			files.forget(base);
		}
		for (let i = 0; i < analysis.count; i++)
			analysis.numbers[i * CHUNK_NUMBERS + N_SLOT] = this.#slotFor(analysis, i);
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
	}

	/** Goes back to the file on disk, if the catalogue still has it. @returns false when there is no overlay. */
	remove(path: string): boolean {
		const { catalogue, files, loader } = this.deps;
		const entry = files.byPath.get(path);
		if (entry?.overlay !== true) return false;
		files.forget(entry);
		files.forgetBehind(path);
		const row = catalogue.fileByPath(path);
		if (row !== undefined) loader.loadFile(row);
		return true;
	}

	/** The slot of a text that is known, or one of its own that the catalogue never hears of. */
	#slotFor(analysis: FileAnalysis, i: number): number {
		const { embeddings, slots } = this.deps;
		const key = analysis.keys.subarray(i * 16, i * 16 + 16);
		const known = slots.find(key);
		if (known !== undefined && slots.table.precision(known) !== 0) {
			slots.spare(known);
			return known;
		}
		const slot = slots.take();
		slots.spare(slot);
		slots.setVector(slot, embeddings.get(key) ?? draftOf(analysis, i));
		return slot;
	}
}
