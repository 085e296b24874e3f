import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LodestoneError } from '../../shared/errors';
import type { IndexListing } from '../../shared/health/healthTypes';
import { Catalogue } from '../store/catalogue';
import { storeError, type StorePaths } from '../store/storePaths';
import { WriterLock } from '../store/writerLock';

/** All indexes of a store, largest first. Reads only. */
export function listIndexes(storeRoot: string): IndexListing[] {
	let keys: string[];
	try {
		keys = readdirSync(join(storeRoot, 'indexes'));
	} catch {
		return [];
	}
	return keys.map(key => listing(storeRoot, key)).sort((a, b) => b.bytes - a.bytes);
}

/**
 * Deletes one index. The person's files and the shared vectors stay.
 *
 * @param key As `listIndexes` gives it.
 * @throws {LodestoneError} `not-found`, `store-locked` while a program keeps it up to date, `store-read-only`.
 */
export function deleteIndex(storeRoot: string, key: string): void {
	// The key came over a wire: it must name a folder right in the store.
	if (
		!/^[\w.-]+$/.test(key) ||
		key === '.' ||
		key === '..' ||
		!existsSync(folderOf(storeRoot, key))
	)
		throw new LodestoneError('not-found', 'There is no such index.', 'Look at the list again.');
	if (inUse(storeRoot, key))
		throw new LodestoneError(
			'store-locked',
			'This index is in use.',
			'Close the folder in all windows first.',
		);
	try {
		rmSync(folderOf(storeRoot, key), { recursive: true, force: true });
	} catch (error) {
		throw storeError(error, storeRoot);
	}
}

const folderOf = (storeRoot: string, key: string): string => join(storeRoot, 'indexes', key);

function inUse(storeRoot: string, key: string): boolean {
	const index = folderOf(storeRoot, key);
	const paths = { index, lock: join(index, 'writer.lock'), owner: join(index, 'writer.json') };
	if (!existsSync(paths.lock)) return false;
	try {
		const lock = WriterLock.tryAcquire(paths as StorePaths, 'lodestone');
		lock?.release();
		return lock === undefined;
	} catch {
		return true;
	}
}

function listing(storeRoot: string, key: string): IndexListing {
	const index = folderOf(storeRoot, key);
	const bytes = sizeOf(index);
	const known = { key, bytes, inUse: inUse(storeRoot, key) };
	try {
		const catalogue = Catalogue.open(join(index, 'catalogue.sqlite'), { readOnly: true });
		try {
			const root = catalogue.meta('root') ?? '';
			return {
				...known,
				root,
				files: catalogue.fileCount(),
				updatedMs: Number(catalogue.meta('updated') ?? 0),
				orphan: root !== '' && !existsSync(root),
			};
		} finally {
			catalogue.close();
		}
	} catch {
		return { ...known, root: '', files: 0, updatedMs: 0, orphan: false };
	}
}

function sizeOf(folder: string): number {
	let sum = 0;
	try {
		for (const entry of readdirSync(folder, { withFileTypes: true }))
			if (entry.isFile()) sum += statSync(join(folder, entry.name)).size;
	} catch {
		/* gone meanwhile */
	}
	return sum;
}
