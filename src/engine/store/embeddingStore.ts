import { statSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { LodestoneError } from '../../shared/errors';
import { DIMENSIONS } from '../embed/types';
import { isDamage, openDatabase, transaction } from './database';
import { setAside } from './setAside';

/** Bumped when the row layout changes; an unknown layout is set aside and made anew: it is a cache of work, not of truth. */
const EMBEDDINGS_VERSION = 1;

/** One vector: `precision` 1 draft, 2 refined. */
export interface StoredVector {
	readonly precision: 1 | 2;
	readonly scale: number;
	/** Int8Array(384). */
	readonly values: Int8Array;
}

const ROW_BYTES = 4 + 4 + DIMENSIONS;

/**
 * Vectors by content: the key is a hash of model fingerprint and embedded text, so the same text is embedded once for all files,
 * branches, copies and workspaces of a person. A row is scale (float32), CRC-32 over key and values, 384 int8.
 */
export class EmbeddingStore {
	#db: DatabaseSync;
	#get: StatementSync;
	#insert: StatementSync;
	#upgrade: StatementSync;
	readonly #bytes = new Uint8Array(ROW_BYTES);

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
		const row = this.#get.get(key) as { precision: number; vector: Uint8Array } | undefined;
		if (
			row === undefined ||
			!(row.vector instanceof Uint8Array) ||
			row.vector.byteLength !== ROW_BYTES
		)
			return undefined;
		const view = new DataView(row.vector.buffer, row.vector.byteOffset, ROW_BYTES);
		const scale = view.getFloat32(0, true);
		const values = row.vector.subarray(8);
		if (view.getUint32(4, true) !== checksum(key, row.precision, scale, values)) {
			// A damaged row must not outrank the sound one that replaces it.
			if (!this.readOnly) this.remove(key);
			return undefined;
		}
		return {
			precision: row.precision === 2 ? 2 : 1,
			scale,
			values: new Int8Array(values.buffer, values.byteOffset, DIMENSIONS),
		};
	}

	/** Keeps what is there when it is at least as precise. */
	put(key: Uint8Array, vector: StoredVector): void {
		const view = new DataView(this.#bytes.buffer);
		const values = new Uint8Array(vector.values.buffer, vector.values.byteOffset, DIMENSIONS);
		view.setFloat32(0, vector.scale, true);
		// The checksum is over the scale as stored (float32), not as given.
		view.setUint32(4, checksum(key, vector.precision, view.getFloat32(0, true), values), true);
		this.#bytes.set(values, 8);
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
	readonly rowBytes = ROW_BYTES + 16 + 16;

	/** Bytes of the file and its log. */
	bytes(): number {
		const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
		return size(this.path) + size(`${this.path}-wal`);
	}

	/** Keys after one in key order, with the day on which each was made or last seen to be named by an index. */
	page(after: Uint8Array, limit: number): { key: Uint8Array; day: number }[] {
		const rows = this.#db
			// An empty array is bound as NULL by node:sqlite 22, and nothing is greater than NULL.
			.prepare("SELECT key, day FROM embeddings WHERE key > ifnull(?, x'') ORDER BY key LIMIT ?")
			.all(after, limit) as { key: Uint8Array; day: number }[];
		return rows.map(({ key, day }) => ({ key, day }));
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
	if (readOnly) {
		db.close();
		throw new LodestoneError('not-found', 'There are no vectors yet.', 'Index the folder first.');
	}
	db.exec(
		`DROP TABLE IF EXISTS embeddings; CREATE TABLE embeddings(key BLOB PRIMARY KEY, precision INTEGER NOT NULL, day INTEGER NOT NULL, vector BLOB NOT NULL) WITHOUT ROWID; PRAGMA user_version = ${EMBEDDINGS_VERSION}`,
	);
	return db;
}

function prepare(db: DatabaseSync): Record<'get' | 'insert' | 'upgrade', StatementSync> {
	return {
		get: db.prepare('SELECT precision, vector FROM embeddings WHERE key = ?'),
		insert: db.prepare(
			'INSERT OR IGNORE INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?)',
		),
		upgrade: db.prepare(
			'INSERT INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET precision = excluded.precision, vector = excluded.vector WHERE excluded.precision >= precision',
		),
	};
}

const head = new Float32Array(2);
const headBytes = new Uint8Array(head.buffer);

function checksum(key: Uint8Array, precision: number, scale: number, values: Uint8Array): number {
	head[0] = scale;
	head[1] = precision;
	return crc32(values, crc32(headBytes, crc32(key)));
}

/** Days since 1970, UTC. */
export function today(): number {
	return Math.floor(Date.now() / 86_400_000);
}
