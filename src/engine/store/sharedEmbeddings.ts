import { existsSync } from 'node:fs';
import { databaseError, isDamage } from './database';
import { EmbeddingStore } from './embeddingStore';
import { setAside } from './setAside';

/**
 * The engine's hold on the vectors of its store. They are a cache of work: a damaged file is set aside and begun anew, and where
 * it cannot be written (full or read-only disk) it is read, until it can.
 */
export class SharedEmbeddings {
	#store: EmbeddingStore | undefined;

	/** Undefined before the first folder is opened. */
	get current(): EmbeddingStore | undefined {
		return this.#store;
	}

	/**
	 * @param toWrite Opens the file anew when it could only be read before.
	 * @throws {LodestoneError} `store-read-only`, `disk-full`, `store-locked`.
	 */
	open(path: string, toWrite = false): EmbeddingStore {
		if (this.#store === undefined) this.#store = toWrite ? openToWrite(path) : openAsPossible(path);
		else if (toWrite && this.#store.readOnly) this.#store.reopenToWrite();
		return this.#store;
	}

	close(): void {
		this.#store?.close();
		this.#store = undefined;
	}
}

function openAsPossible(path: string): EmbeddingStore {
	try {
		return openToWrite(path);
	} catch (error) {
		if (!existsSync(path)) throw error;
		try {
			return EmbeddingStore.open(path, { readOnly: true });
		} catch {
			throw error;
		}
	}
}

function openToWrite(path: string): EmbeddingStore {
	try {
		return EmbeddingStore.open(path);
	} catch (error) {
		if (!isDamage(error)) throw databaseError(error, path);
		setAside(path);
		return EmbeddingStore.open(path);
	}
}
