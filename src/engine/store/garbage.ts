import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Catalogue } from './catalogue';
import { EmbeddingStore, today } from './embeddingStore';
import { indexPaths, type StorePaths } from './storePaths';
import { WriterLock } from './writerLock';

/** What the vectors shared by all workspaces may take. */
export interface VectorLimits {
	/** Vectors that no index names are kept for so many days: branches come back. −1 keeps none. */
	readonly maxAgeDays: number;
	/** Over this many bytes the oldest of those that no index names go before their time. */
	readonly maxBytes: number;
}

export const DEFAULT_VECTOR_LIMITS: VectorLimits = { maxAgeDays: 60, maxBytes: 4 * 1024 ** 3 };

export interface GarbageReport {
	/** Vectors removed. */
	readonly vectors: number;
	/** Names of index folders removed: their workspace is gone. */
	readonly indexes: readonly string[];
	/** Bytes by which the store shrank. */
	readonly bytes: number;
	/** Why nothing was collected, one sentence; undefined when it was. */
	readonly skipped: string | undefined;
}

export interface GarbageOptions extends VectorLimits {
	/** Days since 1970; a parameter for tests. */
	readonly today?: number;
	/** The caller holds the writer's lock of every index. */
	readonly ownsLocks?: boolean;
	readonly signal?: AbortSignal;
}

/** Rows looked at, and rows removed, between two turns of the event loop. */
const SLICE = 2_000;

/**
 * Collects what nobody needs any more: indexes of folders that are gone, and vectors that no index of the store names. A vector that
 * some index names is never collected, whatever its age: remove the index to free it.
 *
 * The age of an unnamed vector counts from the last collection that saw it named. An index that cannot be read may name anything, so
 * then nothing is collected. A vector that an index names between the look and the removal is found missing when that index is
 * opened and made again.
 */
export async function collectGarbage(
	storeRoot: string,
	embeddings: EmbeddingStore,
	options: GarbageOptions,
): Promise<GarbageReport> {
	const day = options.today ?? today();
	const before = embeddings.bytes();
	const live = new Set<string>();
	const indexes: string[] = [];
	for (const name of indexNames(storeRoot)) {
		const paths = indexPaths(storeRoot, name);
		if (
			isAbandoned(paths, day - options.maxAgeDays) &&
			(options.ownsLocks === true || isFree(paths))
		) {
			rmSync(paths.index, { recursive: true, force: true });
			indexes.push(name);
			continue;
		}
		if (!(await addKeys(paths, live)))
			return {
				vectors: 0,
				indexes,
				bytes: 0,
				skipped: `The index ${name} cannot be read, so what it needs is not known.`,
			};
		if (options.signal?.aborted === true) return stopped(indexes);
	}
	const unnamed: { key: Uint8Array; day: number }[] = [];
	let renew: Uint8Array[] = [];
	for (let after: number | undefined = 0; after !== undefined;) {
		const rows = embeddings.page(after, SLICE);
		for (const row of rows) {
			if (!live.has(text(row.key))) unnamed.push(row);
			// Written again only after a while: rewriting every row each day would cost more than it tells.
			else if (row.day < day - Math.max(0, Math.min(7, options.maxAgeDays / 2)))
				renew.push(row.key);
		}
		embeddings.renew(renew, day);
		renew = [];
		after = rows.length < SLICE ? undefined : rows.at(-1)?.id;
		await nextTurn();
		if (options.signal?.aborted === true) return stopped(indexes);
	}
	unnamed.sort((a, b) => a.day - b.day);
	let surplus = Math.max(0, before - options.maxBytes);
	const doomed = unnamed.filter(row => {
		if (row.day > day - options.maxAgeDays && surplus <= 0) return false;
		surplus -= embeddings.rowBytes;
		return true;
	});
	for (let i = 0; i < doomed.length; i += SLICE) {
		embeddings.removeAll(doomed.slice(i, i + SLICE).map(row => row.key));
		embeddings.shrink();
		await nextTurn();
	}
	return {
		vectors: doomed.length,
		indexes,
		bytes: Math.max(0, before - embeddings.bytes()),
		skipped: undefined,
	};
}

function stopped(indexes: readonly string[]): GarbageReport {
	return { vectors: 0, indexes, bytes: 0, skipped: 'The collection was stopped.' };
}

function indexNames(storeRoot: string): string[] {
	try {
		return readdirSync(join(storeRoot, 'indexes')).sort();
	} catch {
		return [];
	}
}

/** True for an index whose folder is gone and that nobody has written since `beforeDay`: a drive may only be unplugged. */
function isAbandoned(paths: StorePaths, beforeDay: number): boolean {
	let catalogue: Catalogue | undefined;
	try {
		catalogue = Catalogue.open(paths.catalogue, { readOnly: true });
		const root = catalogue.meta('root');
		const updated = Number(catalogue.meta('updated') ?? Number.NaN);
		return root !== undefined && !existsSync(root) && updated / 86_400_000 < beforeDay;
	} catch {
		return false;
	} finally {
		catalogue?.close();
	}
}

function isFree(paths: StorePaths): boolean {
	const lock = WriterLock.tryAcquire(paths, 'lodestone clean');
	lock?.release();
	return lock !== undefined;
}

/** Adds the keys that an index names. @returns false when it cannot be read. */
async function addKeys(paths: StorePaths, live: Set<string>): Promise<boolean> {
	// Not indexed yet, or cleared: it names nothing.
	if (!existsSync(paths.catalogue)) return true;
	let catalogue: Catalogue | undefined;
	try {
		catalogue = Catalogue.open(paths.catalogue, { readOnly: true });
		for (let after = -1; ;) {
			const page = catalogue.keysAfter(after, SLICE);
			const last = page.at(-1);
			if (last === undefined) return true;
			for (const { key } of page) live.add(text(key));
			after = last.slot;
			await nextTurn();
		}
	} catch {
		return false;
	} finally {
		catalogue?.close();
	}
}

function text(key: Uint8Array): string {
	return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}
