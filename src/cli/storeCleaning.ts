import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseError } from '../engine/store/database';
import { EmbeddingStore } from '../engine/store/embeddingStore';
import { collectGarbage } from '../engine/store/garbage';
import { indexPaths, storeError, storePaths, type StorePaths } from '../engine/store/storePaths';
import { readLockOwner, WriterLock } from '../engine/store/writerLock';
import { LodestoneError } from '../shared/errors';

/** Sums up the files below a folder; 0 when it does not exist. */
export async function folderBytes(folder: string): Promise<number> {
	let sum = 0;
	for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
		const info = await stat(join(folder, name)).catch(() => undefined);
		if (info?.isFile() === true) sum += info.size;
	}
	return sum;
}

/** @throws {LodestoneError} `store-locked` while a program keeps the folder's index up to date. */
export function refuseWhileWritten(storeRoot: string, root: string): void {
	refuse(storePaths(storeRoot, root), root);
}

/**
 * Removes all indexes of a store and its vectors; files that are not lodestone's stay.
 *
 * @throws {LodestoneError} `store-locked`, `store-read-only`.
 */
export async function clearStore(
	storeRoot: string,
): Promise<{ readonly indexes: readonly string[]; readonly bytes: number }> {
	const folder = join(storeRoot, 'indexes');
	const indexes = await readdir(folder).catch(() => []);
	for (const name of indexes) {
		refuse(indexPaths(storeRoot, name), name);
	}
	let bytes = await folderBytes(folder);
	try {
		await rm(folder, { recursive: true, force: true });
		for (const suffix of ['', '-wal', '-shm']) {
			const file = join(storeRoot, `embeddings.sqlite${suffix}`);
			bytes += (await stat(file).catch(() => undefined))?.size ?? 0;
			await rm(file, { force: true });
		}
	} catch (error) {
		throw storeError(error, storeRoot);
	}
	return { indexes, bytes };
}

/**
 * Removes what no folder needs: indexes of folders that are gone, and vectors that no index names.
 *
 * @throws {LodestoneError} `store-locked` while a program works on any index of the store, `store-read-only`.
 */
export async function clearUnused(
	storeRoot: string,
): Promise<{ readonly indexes: readonly string[]; readonly bytes: number }> {
	const file = join(storeRoot, 'embeddings.sqlite');
	if (!existsSync(file)) return { indexes: [], bytes: 0 };
	const names = await readdir(join(storeRoot, 'indexes')).catch(() => []);
	const locks: WriterLock[] = [];
	try {
		for (const name of names) locks.push(acquire(indexPaths(storeRoot, name), name));
		const embeddings = EmbeddingStore.open(file);
		try {
			const before = await folderBytes(storeRoot);
			const { indexes, skipped } = await collectGarbage(storeRoot, embeddings, {
				maxAgeDays: -1,
				maxBytes: Number.MAX_SAFE_INTEGER,
				ownsLocks: true,
			});
			if (skipped !== undefined)
				throw new LodestoneError('store-damaged', skipped, 'Remove that index first.');
			return { indexes, bytes: Math.max(0, before - (await folderBytes(storeRoot))) };
		} finally {
			embeddings.close();
		}
	} finally {
		for (const lock of locks) lock.release();
	}
}

function acquire(paths: StorePaths, what: string): WriterLock {
	const lock = locked(paths, () => WriterLock.tryAcquire(paths, 'lodestone clean'));
	if (lock === undefined) throw inUse(paths, what);
	return lock;
}

/** Asks for a lock; words what SQLite says when it cannot. */
function locked<T>(paths: StorePaths, ask: () => T): T {
	try {
		return ask();
	} catch (error) {
		throw databaseError(error, paths.lock);
	}
}

function inUse(paths: StorePaths, what: string): LodestoneError {
	const owner = readLockOwner(paths);
	const who = owner === undefined ? 'another program' : `${owner.program} (process ${owner.pid})`;
	return new LodestoneError(
		'store-locked',
		`The index of ${what} is in use by ${who}.`,
		'Close it first.',
	);
}

function refuse(paths: StorePaths, what: string): void {
	// Not taken: on a full disk, where people clean up, SQLite could not.
	if (locked(paths, () => WriterLock.isHeld(paths))) throw inUse(paths, what);
}
