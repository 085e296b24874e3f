import type { DatabaseSync } from 'node:sqlite';

/** Raised when the tables change; an older program refuses a newer store, a newer one rebuilds an older store. */
export const SCHEMA_VERSION = 3;

/** All tables of a catalogue. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files(
	id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, size INTEGER NOT NULL,
	mtime REAL NOT NULL, indexed REAL NOT NULL, language TEXT NOT NULL, flags INTEGER NOT NULL, fallback TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS files_seq ON files(seq);
CREATE TABLE IF NOT EXISTS chunks(
	file INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE, n INTEGER NOT NULL, numbers BLOB, names TEXT NOT NULL,
	docs TEXT NOT NULL, hashes BLOB, terms BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS removed(file INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS terms(first INTEGER PRIMARY KEY, n INTEGER NOT NULL, texts TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS slots(slot INTEGER PRIMARY KEY, key BLOB NOT NULL, precision INTEGER NOT NULL, seq INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS slots_seq ON slots(seq);
CREATE TABLE IF NOT EXISTS pending(slot INTEGER PRIMARY KEY, ids BLOB NOT NULL, crc INTEGER NOT NULL, draft BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS skipped(path TEXT PRIMARY KEY, folder INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
	size INTEGER NOT NULL, mtime REAL NOT NULL) WITHOUT ROWID;
`;

/** Everything in them can be made again from the files, and the vectors lie elsewhere. */
export function dropTables(db: DatabaseSync): void {
	db.exec('PRAGMA foreign_keys = OFF');
	for (const name of ['chunks', 'files', 'removed', 'terms', 'slots', 'pending', 'skipped', 'meta'])
		db.exec(`DROP TABLE IF EXISTS ${name}`);
}
