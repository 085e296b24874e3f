import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LodestoneError } from '../../shared/errors';
import { databaseError, isDamage, openDatabase, transaction } from './database';
import { eachPacked, packedBlob, packedDigit } from './eachPacked';
import { setAside } from './setAside';
import {
	decodeVector,
	encodeVector,
	KEY_BYTES,
	VECTOR_BYTES,
	type StoredVector,
} from './vectorBytes';

/**
 * Bumped when the layout changes; then `migrate` takes over the vectors of the layouts before. They are hours of work, also when another
 * version of the program made them.
 */
const EMBEDDINGS_VERSION = 2;

export type { StoredVector } from './vectorBytes';

const ROW_BYTES = KEY_BYTES + 1 + VECTOR_BYTES;
const ALL_ROWS = {
	id: 'id',
	columns: 'key, precision, vector',
	packed: `${packedBlob('key', KEY_BYTES)} || CASE precision WHEN 2 THEN '2' ELSE '1' END || ${packedBlob('vector', VECTOR_BYTES)}`,
	from: 'embeddings',
};

/**
 * Vectors by content: the key is a hash of model fingerprint and embedded text, so the same text is embedded once for all files,
 * branches, copies and workspaces of a person. Only refined vectors: a draft is made again sooner than it is found. Rows are
 * appended (keys are random: clustered by them, each new vector would rewrite a page of its own).
 */
export class EmbeddingStore {
	#db: DatabaseSync;
	#get: StatementSync;
	#insert: StatementSync;
	#upgrade: StatementSync;
	readonly #bytes = new Uint8Array(VECTOR_BYTES);

	private constructor(
		private readonly path: string,
		private readOnlyNow: boolean,
	) {
		this.#db = openVersioned(path, readOnlyNow);
		({ get: this.#get, insert: this.#insert, upgrade: this.#upgrade } = prepare(this.#db));
	}

	/** @throws {LodestoneError} as `openDatabase`. */
	static open(path: string, options: { readonly readOnly?: boolean } = {}): EmbeddingStore {
		return new EmbeddingStore(path, options.readOnly === true);
	}

	get db(): DatabaseSync {
		return this.#db;
	}

	get readOnly(): boolean {
		return this.readOnlyNow;
	}

	/**
	 * Opens the file anew, for writing; whoever holds this store goes on with it.
	 *
	 * @throws {LodestoneError} as `openDatabase`; the store is then as before.
	 */
	reopenToWrite(): void {
		const db = openVersioned(this.path, false);
		this.#db.close();
		this.#db = db;
		this.readOnlyNow = false;
		({ get: this.#get, insert: this.#insert, upgrade: this.#upgrade } = prepare(db));
	}

	/** Looks at all pages; a damaged file is set aside and begun anew. @returns true when it was. */
	heal(): boolean {
		try {
			const [first] = this.#db.prepare('PRAGMA quick_check(1)').all();
			if (first !== undefined && Object.values(first)[0] === 'ok') return false;
		} catch (error) {
			if (!isDamage(error)) throw error;
		}
		this.#db.close();
		setAside(this.path);
		this.#db = openVersioned(this.path, false);
		this.readOnlyNow = false;
		({ get: this.#get, insert: this.#insert, upgrade: this.#upgrade } = prepare(this.#db));
		return true;
	}

	/** @returns the vector, or undefined when it is absent or its checksum does not hold (then it is simply embedded again). */
	get(key: Uint8Array): StoredVector | undefined {
		const row = this.#get.get(key);
		if (row === undefined) return undefined;
		const vector = decodeVector(key, Number(row['precision']), row['vector']);
		// A damaged row must not outrank the sound one that replaces it.
		if (vector === undefined && !this.readOnly) this.remove(key);
		return vector;
	}

	/** Calls back with all sound rows in the order in which they were made: a tenth of the time of asking for each. */
	each(visit: (key: Uint8Array, vector: StoredVector) => void): void {
		const see = (key: unknown, precision: number, bytes: unknown): void => {
			if (!(key instanceof Uint8Array)) return;
			const vector = decodeVector(key, precision, bytes);
			if (vector !== undefined) visit(key, vector);
		};
		const version = Number(this.#db.prepare('PRAGMA user_version').get()?.['user_version']);
		if (version === EMBEDDINGS_VERSION) {
			eachPacked(this.#db, ALL_ROWS, rows => {
				for (let at = 0; at < rows.length; at += ROW_BYTES) {
					const key = rows.subarray(at, at + KEY_BYTES);
					const precision = packedDigit(rows, at + KEY_BYTES);
					see(key, precision, rows.subarray(at + KEY_BYTES + 1, at + ROW_BYTES));
				}
			});
			return;
		}
		// The first layout, which had no ids, where it can only be read.
		// A damaged row may hold anything, also numbers that node:sqlite refuses to hand over.
		const blob = (name: string) => `CASE typeof(${name}) WHEN 'blob' THEN ${name} END`;
		const columns = `${blob('key')} AS key, CASE precision WHEN 2 THEN 2 ELSE 1 END AS precision, ${blob('vector')} AS vector`;
		for (const row of this.#db.prepare(`SELECT ${columns} FROM embeddings`).all())
			see(row['key'], Number(row['precision']), row['vector']);
	}

	/** Keeps what is there when it is at least as precise. */
	put(key: Uint8Array, vector: StoredVector): void {
		encodeVector(key, vector, this.#bytes);
		const day = today();
		(vector.precision === 1 ? this.#insert : this.#upgrade).run(
			key,
			vector.precision,
			day,
			this.#bytes,
		);
	}

	remove(key: Uint8Array): void {
		this.#db.prepare('DELETE FROM embeddings WHERE key = ?').run(key);
	}

	count(): number {
		return Number(
			(this.#db.prepare('SELECT count(*) AS n FROM embeddings').get() as Record<string, unknown>)[
				'n'
			],
		);
	}

	// --- collection, see garbage.ts ---

	/** What a row takes in the file, about: its key, its day, its vector, and SQLite's share. */
	readonly rowBytes = VECTOR_BYTES + 2 * 16 + 24;

	/** Bytes of the file and its log. */
	bytes(): number {
		const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
		return size(this.path) + size(`${this.path}-wal`);
	}

	/** Rows made after one, in the order made, with the day on which each was made or last seen to be named by an index. */
	page(after: number, limit: number): { id: number; key: Uint8Array; day: number }[] {
		const rows = this.#db
			.prepare(
				`SELECT id, CAST(key AS BLOB) AS key, min(max(day, 0), ${Number.MAX_SAFE_INTEGER}) AS day
				FROM embeddings WHERE id > ? ORDER BY id LIMIT ?`,
			)
			.all(after, limit) as { id: number; key: Uint8Array; day: unknown }[];
		return rows.map(({ id, key, day }) => ({ id, key, day: Number(day) || 0 }));
	}

	/** Day of the last collection, 0 for never. */
	lastCollection(): number {
		const table = this.#db
			.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'collections'")
			.get() as { n: number };
		if (table.n === 0) return 0;
		const row = this.#db.prepare('SELECT max(day) AS day FROM collections').get();
		return Number(row?.['day'] ?? 0);
	}

	setLastCollection(day: number): void {
		this.#db.exec('CREATE TABLE IF NOT EXISTS collections(day INTEGER PRIMARY KEY)');
		this.#db.exec('DELETE FROM collections');
		this.#db.prepare('INSERT INTO collections(day) VALUES(?)').run(day);
	}

	renew(keys: readonly Uint8Array[], day: number): void {
		if (keys.length === 0) return;
		const update = this.#db.prepare('UPDATE embeddings SET day = ? WHERE key = ?');
		transaction(this.#db, () => {
			for (const key of keys) update.run(day, key);
		});
	}

	removeAll(keys: readonly Uint8Array[]): void {
		const remove = this.#db.prepare('DELETE FROM embeddings WHERE key = ?');
		transaction(this.#db, () => {
			for (const key of keys) remove.run(key);
		});
	}

	/** Gives free pages back to the disk; does nothing for a file that was made before it could shrink. */
	shrink(): void {
		this.#db.exec('PRAGMA incremental_vacuum');
		this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	close(): void {
		this.#db.close();
	}
}

function openVersioned(path: string, readOnly: boolean): DatabaseSync {
	const db = openDatabase(path, { readOnly, canShrink: true });
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
	if (version === EMBEDDINGS_VERSION) return db;
	try {
		if (version > EMBEDDINGS_VERSION)
			throw new LodestoneError(
				'store-newer',
				`The shared vectors were written by a newer Lodestone (format ${version}, this one reads ${EMBEDDINGS_VERSION}).`,
				'Update Lodestone, or choose another place with --store.',
			);
		if (readOnly && version === 0)
			throw new LodestoneError('not-found', 'There are no vectors yet.', 'Index the folder first.');
		// The columns that are read have been the same from the first layout on.
		if (!readOnly) migrate(db);
		return db;
	} catch (error) {
		db.close();
		throw isDamage(error) || error instanceof LodestoneError ? error : databaseError(error, path);
	}
}

/** Makes the table, or takes its rows over from an older layout; in one transaction, so that a kill leaves the old or the new one. */
function migrate(db: DatabaseSync): void {
	transaction(db, () => {
		// Another process may have come first.
		const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
		if (version >= EMBEDDINGS_VERSION) return;
		if (version > 0) db.exec('ALTER TABLE embeddings RENAME TO embeddings_before');
		db.exec(
			'CREATE TABLE embeddings(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, precision INTEGER NOT NULL, day INTEGER NOT NULL, vector BLOB NOT NULL)',
		);
		if (version > 0) {
			// Version 1 was clustered by key and held drafts too, which now lie in the catalogue.
			db.exec(
				'INSERT INTO embeddings(key, precision, day, vector) SELECT key, precision, day, vector FROM embeddings_before WHERE precision = 2; DROP TABLE embeddings_before',
			);
		}
		db.exec(`PRAGMA user_version = ${EMBEDDINGS_VERSION}`);
	});
}

function prepare(db: DatabaseSync): Record<'get' | 'insert' | 'upgrade', StatementSync> {
	const get = db.prepare('SELECT precision, vector FROM embeddings WHERE key = ?');
	// Of a damaged row any column may come as a number of 64 bits, for which node:sqlite throws otherwise.
	get.setReadBigInts(true);
	return {
		get,
		insert: db.prepare(
			'INSERT OR IGNORE INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?)',
		),
		upgrade: db.prepare(
			'INSERT INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET precision = excluded.precision, vector = excluded.vector WHERE excluded.precision >= precision',
		),
	};
}

/** Days since 1970, UTC. */
export function today(): number {
	return Math.floor(Date.now() / 86_400_000);
}
