import { chmodSync, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { LodestoneError } from '../../shared/errors';

/** SQLite's primary result codes that are expected in the field. See https://sqlite.org/rescode.html. */
const SQLITE = {
	PERM: 3,
	BUSY: 5,
	LOCKED: 6,
	READONLY: 8,
	IOERR: 10,
	CORRUPT: 11,
	FULL: 13,
	CANTOPEN: 14,
	NOTADB: 26,
} as const;

/** How long one process waits for another's lock. */
const BUSY_TIMEOUT = 'PRAGMA busy_timeout = 5000';

/**
 * Opens a SQLite database in WAL mode, private to the user.
 *
 * `synchronous=NORMAL` in WAL never corrupts on power loss; the last commits may be missing, which is safe here because
 * every row can be made again from the files.
 *
 * @throws {LodestoneError} `store-read-only`, `store-damaged`, `disk-full`, `store-locked`.
 */
export function openDatabase(
	path: string,
	options: { readonly readOnly?: boolean; readonly canShrink?: boolean } = {},
): DatabaseSync {
	const readOnly = options.readOnly === true;
	let db: DatabaseSync | undefined;
	try {
		const isNew = !existsSync(path);
		if (isNew && readOnly)
			throw new LodestoneError('not-found', 'There is no index yet.', 'Index the folder first.');
		db = readOnly ? openToRead(path) : new DatabaseSync(path);
		if (isNew && process.platform !== 'win32') chmodSync(path, 0o600);
		db.exec(BUSY_TIMEOUT);
		// Counts only for a file that is made now, and only before its first page is written.
		if (isNew && options.canShrink === true) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
		if (!readOnly)
			db.exec(
				'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000',
			);
		// Bounded: 2 MiB of pages (the system caches the file as well), WAL truncated to 16 MiB at checkpoints.
		db.exec(
			'PRAGMA cache_size = -2048; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216',
		);
		// Touches the first page, so that a file that is no database is noticed here and not later.
		db.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
		return db;
	} catch (error) {
		db?.close();
		throw databaseError(error, path);
	}
}

/** What SQLite says where it may not make or enlarge the files beside a database. */
const NO_ROOM: ReadonlySet<number | undefined> = new Set([
	SQLITE.CANTOPEN,
	SQLITE.READONLY,
	SQLITE.IOERR,
	SQLITE.FULL,
]);

/**
 * SQLite cannot read a database in WAL mode where it may not make the `-shm` file beside it, except when it is told that nobody
 * changes it: true on a disk that cannot be written, and with no log there is nothing that it would pass over.
 */
function openToRead(path: string): DatabaseSync {
	const db = new DatabaseSync(path, { readOnly: true });
	try {
		// A writer that is just making the file holds it alone until its first pages are on the disk: on a slow one that takes a while.
		db.exec(BUSY_TIMEOUT);
		db.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
		return db;
	} catch (error) {
		db.close();
		const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
		if (!NO_ROOM.has(primaryCode(error)) || !existsSync(path) || (log?.size ?? 0) > 0) throw error;
		const url = pathToFileURL(path);
		url.searchParams.set('immutable', '1');
		return new DatabaseSync(url, { readOnly: true });
	}
}

/** True when the error says that the file's content is broken (not that it cannot be reached). */
export function isDamage(error: unknown): boolean {
	if (error instanceof LodestoneError) return error.code === 'store-damaged';
	const code = primaryCode(error);
	return code === SQLITE.CORRUPT || code === SQLITE.NOTADB;
}

/** Maps an error of node:sqlite to an expected failure; anything unknown comes back as `internal`. */
export function databaseError(error: unknown, path: string): LodestoneError {
	if (error instanceof LodestoneError) return error;
	const options = { cause: error };
	switch (primaryCode(error)) {
		case SQLITE.CORRUPT:
		case SQLITE.NOTADB:
			return new LodestoneError(
				'store-damaged',
				`The index file ${path} is damaged.`,
				'It is set aside and built again from your files.',
				options,
			);
		case SQLITE.FULL:
			return new LodestoneError(
				'disk-full',
				`The disk that holds ${path} is full.`,
				'Free some space; indexing goes on by itself.',
				options,
			);
		case SQLITE.READONLY:
		case SQLITE.PERM:
		case SQLITE.CANTOPEN:
			return new LodestoneError(
				'store-read-only',
				`The index file ${path} cannot be opened for writing.`,
				'Choose another place with --store or the setting lodestone.storage.',
				options,
			);
		case SQLITE.BUSY:
		case SQLITE.LOCKED:
			return new LodestoneError(
				'store-locked',
				`The index file ${path} is in use by another process.`,
				'Wait a moment and try again.',
				options,
			);
		case SQLITE.IOERR:
			return new LodestoneError(
				'disk-full',
				`Reading or writing ${path} failed.`,
				'Check the disk; indexing goes on by itself.',
				options,
			);
		default:
			return new LodestoneError(
				'internal',
				`The index file ${path} failed: ${error instanceof Error ? error.message : String(error)}.`,
				'Run "lodestone verify".',
				options,
			);
	}
}

/**
 * Reads several things as they were at one moment: what another process commits meanwhile is seen wholly later, not in parts.
 * The work may not wait.
 */
export function snapshot<T>(db: DatabaseSync, work: () => T): T {
	db.exec('BEGIN');
	try {
		return work();
	} finally {
		try {
			db.exec('COMMIT');
		} catch {
			/* SQLite ended it itself, after an error that is told of */
		}
	}
}

/** Runs `work` in one transaction; rolls back when it throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
	db.exec('BEGIN IMMEDIATE');
	try {
		const result = work();
		db.exec('COMMIT');
		return result;
	} catch (error) {
		// A failed COMMIT (disk full) leaves the transaction open; a failed ROLLBACK means SQLite rolled back already.
		try {
			db.exec('ROLLBACK');
		} catch {
			/* nothing left to undo */
		}
		throw error;
	}
}

function primaryCode(error: unknown): number | undefined {
	const { errcode, message } = (error ?? {}) as { errcode?: unknown; message?: unknown };
	if (typeof errcode === 'number') return errcode & 0xff;
	// A bit that turned over in a row's head makes a text or a small number one of 64 bits; node:sqlite has no code for it.
	return /too large to be represented as a JavaScript number/.test(String(message))
		? SQLITE.CORRUPT
		: undefined;
}
