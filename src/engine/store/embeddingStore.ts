import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { DIMENSIONS } from '../embed/types';
import { openDatabase } from './database';

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
	readonly #get: StatementSync;
	readonly #insert: StatementSync;
	readonly #upgrade: StatementSync;
	readonly #bytes = new Uint8Array(ROW_BYTES);

	private constructor(readonly db: DatabaseSync) {
		this.#get = db.prepare('SELECT precision, vector FROM embeddings WHERE key = ?');
		this.#insert = db.prepare(
			'INSERT OR IGNORE INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?)',
		);
		this.#upgrade = db.prepare(
			'INSERT INTO embeddings(key, precision, day, vector) VALUES(?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET precision = excluded.precision, vector = excluded.vector WHERE excluded.precision >= precision',
		);
	}

	/** @throws {LodestoneError} as `openDatabase`. */
	static open(path: string): EmbeddingStore {
		const db = openDatabase(path);
		const version = Number(
			(db.prepare('PRAGMA user_version').get() as Record<string, unknown>)['user_version'],
		);
		if (version !== EMBEDDINGS_VERSION) {
			db.exec(
				`DROP TABLE IF EXISTS embeddings; CREATE TABLE embeddings(key BLOB PRIMARY KEY, precision INTEGER NOT NULL, day INTEGER NOT NULL, vector BLOB NOT NULL) WITHOUT ROWID; PRAGMA user_version = ${EMBEDDINGS_VERSION}`,
			);
		}
		return new EmbeddingStore(db);
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
			this.remove(key);
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
		const day = Math.floor(Date.now() / 86_400_000);
		(vector.precision === 1 ? this.#insert : this.#upgrade).run(
			key,
			vector.precision,
			day,
			this.#bytes,
		);
	}

	remove(key: Uint8Array): void {
		this.db.prepare('DELETE FROM embeddings WHERE key = ?').run(key);
	}

	count(): number {
		return Number(
			(this.db.prepare('SELECT count(*) AS n FROM embeddings').get() as Record<string, unknown>)[
				'n'
			],
		);
	}

	close(): void {
		this.db.close();
	}
}

const head = new Float32Array(2);
const headBytes = new Uint8Array(head.buffer);

function checksum(key: Uint8Array, precision: number, scale: number, values: Uint8Array): number {
	head[0] = scale;
	head[1] = precision;
	return crc32(values, crc32(headBytes, crc32(key)));
}
