import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LodestoneError } from '../../shared/errors';

/** Absolute paths of one store and of one workspace's part of it. See docs/INDEX_FORMAT.md. */
export interface StorePaths {
	readonly root: string;
	/** Embeddings shared by all workspaces of this store. */
	readonly embeddings: string;
	/** Folder of one workspace's index. */
	readonly index: string;
	readonly catalogue: string;
	readonly lock: string;
	readonly owner: string;
}

/** Where indexes lie unless `--store` says otherwise: the platform's per-user data folder. */
export function defaultStoreRoot(
	env: NodeJS.ProcessEnv = process.env,
	platform: NodeJS.Platform = process.platform,
): string {
	if (env['LODESTONE_STORE']) return env['LODESTONE_STORE'];
	if (platform === 'win32')
		return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'lodestone');
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'lodestone');
	return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'lodestone');
}

/** Names a workspace's folder in the store: readable, and distinct for distinct real paths. */
export function indexKey(root: string): string {
	const name = (root.split(/[\\/]/).filter(Boolean).pop() ?? 'root')
		.replace(/[^A-Za-z0-9._-]/g, '_')
		.slice(0, 40);
	return `${name}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}

/**
 * Resolves a workspace folder to its real path.
 *
 * @throws {LodestoneError} `not-found`, `not-a-folder`, `no-permission`.
 */
export function resolveWorkspaceRoot(folder: string): string {
	try {
		const real = realpathSync.native(folder);
		if (!statSync(real).isDirectory())
			throw new LodestoneError(
				'not-a-folder',
				`${folder} is a file, not a folder.`,
				'Name the folder that holds it.',
			);
		accessSync(real, constants.R_OK | constants.X_OK);
		return real;
	} catch (error) {
		if (error instanceof LodestoneError) throw error;
		const code = (error as NodeJS.ErrnoException).code;
		if (code === 'EACCES' || code === 'EPERM')
			throw new LodestoneError(
				'no-permission',
				`${folder} cannot be read: permission denied.`,
				'Ask for read access or choose another folder.',
				{ cause: error },
			);
		throw new LodestoneError('not-found', `There is no folder ${folder}.`, 'Check the path.', {
			cause: error,
		});
	}
}

/**
 * Computes the paths of a workspace's index and makes the folders, private to the user (0700).
 *
 * @param storeRoot Absolute path of the store.
 * @param root Real path of the workspace folder.
 * @throws {LodestoneError} `store-read-only`, `no-permission`, `disk-full`, `not-a-folder`.
 */
export function prepareStore(storeRoot: string, root: string): StorePaths {
	const index = join(storeRoot, 'indexes', indexKey(root));
	try {
		const fresh = mkdirSync(index, { recursive: true, mode: 0o700 });
		// mkdir's mode passes through the umask and leaves existing folders alone; only folders made here are tightened.
		if (fresh !== undefined && process.platform !== 'win32') {
			chmodSync(index, 0o700);
			if (fresh.length <= storeRoot.length) chmodSync(storeRoot, 0o700);
		}
	} catch (error) {
		throw storeError(error, storeRoot);
	}
	return storePaths(storeRoot, root);
}

/** The same paths without touching the disk. */
export function storePaths(storeRoot: string, root: string): StorePaths {
	return indexPaths(storeRoot, indexKey(root));
}

/** Paths of an index by its folder's name in the store. */
export function indexPaths(storeRoot: string, name: string): StorePaths {
	const index = join(storeRoot, 'indexes', name);
	return {
		root: storeRoot,
		embeddings: join(storeRoot, 'embeddings.sqlite'),
		index,
		catalogue: join(index, 'catalogue.sqlite'),
		lock: join(index, 'writer.lock'),
		owner: join(index, 'writer.json'),
	};
}

/** Turns a file system error of the store into one sentence with a remedy. */
export function storeError(error: unknown, storeRoot: string): LodestoneError {
	if (error instanceof LodestoneError) return error;
	const code = (error as NodeJS.ErrnoException).code;
	const options = { cause: error };
	switch (code) {
		case 'EROFS':
			return new LodestoneError(
				'store-read-only',
				`The index folder ${storeRoot} is on a read-only disk.`,
				'Choose another place with --store or the setting lodestone.storage.',
				options,
			);
		case 'EACCES':
		case 'EPERM':
			return new LodestoneError(
				'store-read-only',
				`The index folder ${storeRoot} cannot be written: permission denied.`,
				'Choose another place with --store or the setting lodestone.storage.',
				options,
			);
		case 'ENOSPC':
		case 'EDQUOT':
			return new LodestoneError(
				'disk-full',
				`The disk that holds ${storeRoot} is full.`,
				'Free some space, or choose another place with --store.',
				options,
			);
		case 'ENOTDIR':
		case 'EEXIST':
			return new LodestoneError(
				'not-a-folder',
				`The index folder ${storeRoot} cannot be made: a file is in its place.`,
				'Choose another place with --store.',
				options,
			);
		default:
			return new LodestoneError(
				'internal',
				`The index folder ${storeRoot} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
				'Choose another place with --store.',
				options,
			);
	}
}
