import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHUNK_NUMBERS, N_SLOT } from '../../../src/engine/indexing/fileAnalysis';
import { Catalogue } from '../../../src/engine/store/catalogue';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';
import { storePaths } from '../../../src/engine/store/storePaths';
import { distinctFile } from '../support/code';
import { pick } from '../support/scale';

const GONE = 'gone';

/** A folder whose every version is remembered, and which of them the engine has acknowledged. */
export class Workload {
	/** Hashes of a file's contents in the order in which it had them. */
	readonly #versions = new Map<string, string[]>();
	/** Place of the version that an answered update has seen. */
	readonly #acknowledged = new Map<string, number>();

	constructor(
		readonly root: string,
		private readonly files: number,
		private readonly next: () => number,
	) {
		for (let i = 0; i < files; i++) this.#write(`src/f${i}.ts`, distinctFile(i, 4));
	}

	/** Edits some files, in the fashion of a person, a formatter or a branch switch. */
	change(serial: number): string[] {
		const count = Math.min(pick(this.next, [1, 1, 3, 12, 40]), this.files / 2);
		const paths = new Set<string>();
		while (paths.size < count) paths.add(`src/f${Math.floor(this.next() * this.files)}.ts`);
		for (const path of paths) {
			if (this.next() < 0.1) {
				rmSync(join(this.root, path), { force: true });
				this.#versions.get(path)?.push(GONE);
			} else
				this.#write(path, distinctFile(Number(/\d+/.exec(path)?.[0]), 3 + (serial % 3), serial));
		}
		return [...paths];
	}

	/** Where each file stands now; given to `acknowledge` when an update that began now is answered. */
	now(paths: Iterable<string> = this.#versions.keys()): Map<string, number> {
		return new Map([...paths].map(path => [path, (this.#versions.get(path)?.length ?? 0) - 1]));
	}

	acknowledge(seen: ReadonlyMap<string, number>): void {
		for (const [path, place] of seen) this.#acknowledged.set(path, place);
	}

	forgetAll(): void {
		this.#acknowledged.clear();
	}

	/** Files whose state in the index is older than what was acknowledged. */
	lost(indexed: ReadonlyMap<string, string>): string[] {
		return [...this.#acknowledged].flatMap(([path, place]) => {
			const allowed = this.#versions.get(path)?.slice(place) ?? [];
			const found = indexed.get(path) ?? GONE;
			return allowed.includes(found) ? [] : [`${path}: ${found} is none of ${allowed.join(' ')}`];
		});
	}

	#write(path: string, text: string): void {
		mkdirSync(dirname(join(this.root, path)), { recursive: true });
		writeFileSync(join(this.root, path), text);
		const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
		const versions = this.#versions.get(path);
		if (versions === undefined) this.#versions.set(path, [hash]);
		else versions.push(hash);
	}
}

export interface DiskState {
	/** Hash by path. */
	readonly indexed: ReadonlyMap<string, string>;
	readonly chunks: number;
	/** Chunks whose refined vector is stored. */
	readonly refined: number;
}

/** What an index holds, straight from its files. */
export function diskState(store: string, root: string): DiskState {
	const paths = storePaths(store, root);
	const catalogue = Catalogue.open(paths.catalogue);
	const embeddings = EmbeddingStore.open(paths.embeddings);
	try {
		const refinedSlots = new Set<number>();
		for (const { slot, key, precision } of catalogue.slots())
			if (precision === 2 && embeddings.get(key)?.precision === 2) refinedSlots.add(slot);
		let chunks = 0;
		let refined = 0;
		const indexed = new Map<string, string>();
		for (const file of catalogue.files()) {
			indexed.set(file.path, file.hash);
			const block = catalogue.block(file.id);
			if (block === undefined || block === 'damaged') throw new Error(`bad block of ${file.path}`);
			chunks += block.count;
			for (let i = 0; i < block.count; i++)
				if (refinedSlots.has(block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? -1)) refined++;
		}
		return { indexed, chunks, refined };
	} finally {
		catalogue.close();
		embeddings.close();
	}
}

/** Keys of the texts whose refined vector is in the shared store, sound. */
export function refinedKeys(store: string, root: string): ReadonlySet<string> {
	const embeddings = EmbeddingStore.open(storePaths(store, root).embeddings);
	try {
		const found = new Set<string>();
		for (const { key } of embeddings.page(0, Number.MAX_SAFE_INTEGER))
			if (embeddings.get(key)?.precision === 2) found.add(Buffer.from(key).toString('hex'));
		return found;
	} finally {
		embeddings.close();
	}
}

/** Keys of the texts that an index's chunks name, each once. */
export function neededKeys(store: string, root: string): string[] {
	const catalogue = Catalogue.open(storePaths(store, root).catalogue, { readOnly: true });
	try {
		const keys = new Map([...catalogue.slots()].map(row => [row.slot, row.key]));
		const needed = new Set<string>();
		for (const file of catalogue.files()) {
			const block = catalogue.block(file.id);
			if (block === undefined || block === 'damaged') throw new Error(`bad block of ${file.path}`);
			for (let i = 0; i < block.count; i++) {
				const key = keys.get(block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? -1);
				if (key !== undefined) needed.add(Buffer.from(key).toString('hex'));
			}
		}
		return [...needed];
	} finally {
		catalogue.close();
	}
}
