import { LruCache } from '../lruCache';
import type { Catalogue } from '../store/catalogue';
import { parseNames, type ChunkBlock } from '../store/chunkBlock';
import type { ChunkNames } from './fileAnalysis';
import type { FileEntry } from './fileTable';

/** What hits show of a file's chunks. */
export interface FileLabels {
	readonly names: readonly ChunkNames[];
	/** First doc sentences. */
	readonly docs: readonly string[];
	/** [n, 8]: first bytes of sha256 of each chunk's text. */
	readonly contentHashes: Uint8Array;
}

/**
 * About 2 KB a file, so that those of a workspace such as L (7,200 files) stay. Labels of files that were not asked for lately are
 * read from SQLite again.
 */
const CACHED_FILES = 8_192;

const NO_LABELS: FileLabels = { names: [], docs: [], contentHashes: new Uint8Array() };

/** What is stored of each file's chunks beside their numbers: read from the catalogue when asked for, held in memory for overlays. */
export class FileBlocks {
	readonly #labels = new LruCache<number, FileLabels>(CACHED_FILES);
	/** By file id. */
	readonly #overlays = new Map<number, ChunkBlock>();

	constructor(private readonly catalogue: Catalogue) {}

	/** What hits show of a file's chunks, in order; empty lists when the row vanished. */
	labelsOf(file: FileEntry): FileLabels {
		const cached = this.#labels.get(file.id);
		if (cached !== undefined) return cached;
		const stored = file.overlay ? this.#overlays.get(file.id) : this.catalogue.labels(file.rowId);
		const labels: FileLabels =
			stored === undefined
				? NO_LABELS
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
		if (file.overlay) return this.#overlays.get(file.id);
		const block = this.catalogue.block(file.rowId);
		return block === 'damaged' ? undefined : block;
	}

	/** Holds the block of an overlay, which the catalogue does not have. */
	holdOverlay(fileId: number, block: ChunkBlock): void {
		this.#overlays.set(fileId, block);
	}

	/** The file is gone; its id may be given to another one. */
	forget(fileId: number): void {
		this.#labels.delete(fileId);
		this.#overlays.delete(fileId);
	}

	/** Forgets what can be read again. */
	dropCaches(): void {
		this.#labels.clear();
	}
}
