import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storeError, storePaths, type StorePaths } from '../engine/store/storePaths';
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
		const index = join(folder, name);
		refuse({ index, lock: join(index, 'writer.lock'), owner: join(index, 'writer.json') }, name);
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

function refuse(paths: Pick<StorePaths, 'index' | 'lock' | 'owner'>, what: string): void {
	if (!existsSync(paths.lock)) return;
	const lock = WriterLock.tryAcquire(paths as StorePaths, 'lodestone clean');
	if (lock === undefined) {
		const owner = readLockOwner(paths as StorePaths);
		const who = owner === undefined ? 'another program' : `${owner.program} (process ${owner.pid})`;
		throw new LodestoneError(
			'store-locked',
			`The index of ${what} is in use by ${who}.`,
			'Close it first.',
		);
	}
	lock.release();
}
