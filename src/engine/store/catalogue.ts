import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { LodestoneError } from '../../shared/errors';
import type { SkipReason } from '../../shared/types';
import {
	bytes,
	decoded,
	fileRow,
	FORGOTTEN,
	rowFacts,
	skippedRow,
	text,
	type FileRow,
	type Row,
	type SkippedRow,
	type SlotRow,
} from './catalogueRows';
import { dropTables, SCHEMA, SCHEMA_VERSION } from './catalogueSchema';
import { blockChecksum, type ChunkBlock, type LoadableBlock } from './chunkBlock';
import { openDatabase, snapshot } from './database';
import { eachRow, type RowQuery } from './eachRow';
import { eachPackedSlot, SLOTS } from './packedSlots';

export type { FileRow, SkippedRow } from './catalogueRows';

/**
 * The catalogue of one workspace: the source of truth for what is indexed. Methods are synchronous and short; the caller wraps
 * those that belong together in `transaction(catalogue.db, …)`. Errors of SQLite pass through: map them with `databaseError`.
 */
export class Catalogue {
	readonly db: DatabaseSync;
	readonly #statements = new Map<string, StatementSync>();

	private constructor(
		db: DatabaseSync,
		readonly readOnly: boolean,
	) {
		this.db = db;
	}

	/**
	 * Opens or makes the catalogue.
	 *
	 * @throws {LodestoneError} `store-newer` when a newer program wrote it, `store-damaged`, `store-read-only`, `not-found` (read-only and absent).
	 */
	static open(path: string, options: { readOnly?: boolean } = {}): Catalogue {
		const readOnly = options.readOnly === true;
		const db = openDatabase(path, { readOnly });
		try {
			const found = Number((db.prepare('PRAGMA user_version').get() as Row)['user_version']);
			if (found > SCHEMA_VERSION)
				throw new LodestoneError(
					'store-newer',
					`The index was written by a newer Lodestone (format ${found}, this one reads ${SCHEMA_VERSION}).`,
					'Update Lodestone, or choose another place with --store.',
				);
			if (!readOnly && found < SCHEMA_VERSION) {
				// Everything in it can be made again from the files, and the vectors lie elsewhere.
				if (found > 0) dropTables(db);
				db.exec('PRAGMA foreign_keys = ON');
				db.exec(SCHEMA);
				db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
			} else if (readOnly && found < SCHEMA_VERSION) {
				throw new LodestoneError('not-found', 'There is no index yet.', 'Index the folder first.');
			}
			db.exec('PRAGMA foreign_keys = ON');
			return new Catalogue(db, readOnly);
		} catch (error) {
			db.close();
			throw error;
		}
	}

	close(): void {
		this.#statements.clear();
		this.db.close();
	}

	/** Reads at one moment of the index, also where another process writes it; see `snapshot`. */
	read<T>(work: () => T): T {
		return this.readOnly ? snapshot(this.db, work) : work();
	}

	// --- meta ---

	meta(key: string): string | undefined {
		const value = this.#get('SELECT value FROM meta WHERE key = ?', key)?.['value'];
		return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
	}

	setMeta(key: string, value: string | number): void {
		this.#run(
			'INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value',
			key,
			value,
		);
	}

	/** Change counter: readers ask for what is newer than the one they saw. */
	get seq(): number {
		return Number(this.meta('seq') ?? 0);
	}

	/** Raises the change counter; call once in each writing transaction. */
	nextSeq(): number {
		const next = this.seq + 1;
		this.setMeta('seq', next);
		return next;
	}

	/** Number that SQLite changes when another connection commits. */
	dataVersion(): number {
		return Number(this.#get('PRAGMA data_version')?.['data_version'] ?? 0);
	}

	// --- files and their chunks ---

	/** Files changed after `seq`, in id order (all: 0). */
	*files(seq = 0): Generator<FileRow> {
		for (const row of this.#all('SELECT * FROM files WHERE seq > ? ORDER BY id', seq))
			yield fileRow(row);
	}

	fileByPath(path: string): FileRow | undefined {
		const row = this.#get('SELECT * FROM files WHERE path = ?', path);
		return row === undefined ? undefined : fileRow(row);
	}

	fileCount(): number {
		return Number(this.#get('SELECT count(*) AS n FROM files')?.['n'] ?? 0);
	}

	/** @returns the file's block, undefined when there is none, 'damaged' when its checksum does not hold. */
	block(fileId: number): ChunkBlock | 'damaged' | undefined {
		const block = this.loadable(fileId);
		if (block === undefined || block === 'damaged') return block;
		return { ...block, names: decoded(block.names), docs: decoded(block.docs) };
	}

	/**
	 * What the loader needs of a block: its names and docs go into the checksum as the bytes that they are, without becoming strings.
	 *
	 * @returns undefined when there is none, 'damaged' when its checksum does not hold.
	 */
	loadable(fileId: number): LoadableBlock | 'damaged' | undefined {
		const row = this.#get(
			`SELECT n, numbers, CAST(names AS BLOB) AS names, CAST(docs AS BLOB) AS docs, hashes, terms, crc,
			path, hash, language, flags, fallback FROM chunks JOIN files ON files.id = chunks.file WHERE chunks.file = ?`,
			fileId,
		);
		return row === undefined ? undefined : loadableBlock(row);
	}

	/**
	 * Calls back with every file and its block (see `loadable`), in id order: one pass over both tables instead of a look-up a file.
	 * Nothing may be written, and nothing else read by `eachRow`, meanwhile.
	 */
	eachFile(visit: (row: FileRow, block: LoadableBlock | 'damaged' | undefined) => void): void {
		eachRow(this.db, ALL_FILES, (...values) => {
			const row: Row = {};
			FILE_COLUMNS.forEach((column, i) => (row[column] = values[i]));
			visit(fileRow(row), row['n'] === null ? undefined : loadableBlock(row));
		});
	}

	/** Only what hits need of a block, without its terms and its checksum: the loader has checked it. */
	labels(fileId: number):
		| {
				readonly count: number;
				readonly names: string;
				readonly docs: string;
				readonly contentHashes: Uint8Array;
		  }
		| undefined {
		const row = this.#get('SELECT n, names, docs, hashes FROM chunks WHERE file = ?', fileId);
		if (row === undefined) return undefined;
		return {
			count: Number(row['n']),
			names: text(row, 'names'),
			docs: text(row, 'docs'),
			contentHashes: bytes(row, 'hashes'),
		};
	}

	/** Replaces a file's row and chunks. @returns its id (kept when the path was known). */
	putFile(file: Omit<FileRow, 'id'>, block: ChunkBlock): number {
		const row = this.#get(
			`INSERT INTO files(path, hash, size, mtime, indexed, language, flags, fallback, seq) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT(path) DO UPDATE SET hash = excluded.hash, size = excluded.size, mtime = excluded.mtime, indexed = excluded.indexed,
			language = excluded.language, flags = excluded.flags, fallback = excluded.fallback, seq = excluded.seq RETURNING id`,
			file.path,
			file.hash,
			file.size,
			file.mtimeMs,
			file.indexedMs,
			file.language,
			file.flags,
			file.fallback,
			file.seq,
		);
		const id = Number(row?.['id']);
		this.#run(
			'INSERT OR REPLACE INTO chunks(file, n, numbers, names, docs, hashes, terms, crc) VALUES(?, ?, ?, ?, ?, ?, ?, ?)',
			id,
			block.count,
			new Uint8Array(block.numbers.buffer, block.numbers.byteOffset, block.numbers.byteLength),
			block.names,
			block.docs,
			block.contentHashes,
			block.terms,
			blockChecksum(block, file),
		);
		return id;
	}

	/** New stat of a file whose bytes are the same; not a change for readers. */
	touchFile(id: number, size: number, mtimeMs: number, indexedMs: number): void {
		this.#run(
			'UPDATE files SET size = ?, mtime = ?, indexed = ? WHERE id = ?',
			size,
			mtimeMs,
			indexedMs,
			id,
		);
	}

	removeFile(id: number, seq: number): void {
		this.#run('DELETE FROM chunks WHERE file = ?', id);
		this.#run('DELETE FROM files WHERE id = ?', id);
		this.#run('INSERT OR REPLACE INTO removed(file, seq) VALUES(?, ?)', id, seq);
	}

	removedSince(seq: number): number[] {
		return this.#all('SELECT file FROM removed WHERE seq > ?', seq).map(row => Number(row['file']));
	}

	/** Makes every file look changed, so that the next update analyses it anew (a new chunker, a healed block). */
	forgetHashes(fileIds?: readonly number[]): void {
		// The hash itself is under the block's checksum and stays: what is sound serves until the file is read again.
		if (fileIds === undefined) this.#run(`UPDATE files SET mtime = ${FORGOTTEN}`);
		else
			for (const id of fileIds) this.#run(`UPDATE files SET mtime = ${FORGOTTEN} WHERE id = ?`, id);
	}

	// --- terms ---

	/** Pages of terms in id order. @throws {LodestoneError} `store-damaged` when a page is missing or altered. */
	terms(first = 0): string[] {
		const all: string[] = [];
		let next = first;
		for (const row of this.#all('SELECT * FROM terms WHERE first >= ? ORDER BY first', first)) {
			const texts = text(row, 'texts').split('\n');
			if (
				Number(row['first']) !== next ||
				texts.length !== Number(row['n']) ||
				textsChecksum(texts) !== Number(row['crc'])
			)
				throw new LodestoneError('store-damaged', 'The list of terms in the index is damaged.');
			for (const text of texts) all.push(text);
			next += texts.length;
		}
		return all;
	}

	addTerms(first: number, texts: readonly string[]): void {
		if (texts.length === 0) return;
		this.#run(
			'INSERT INTO terms(first, n, texts, crc) VALUES(?, ?, ?, ?)',
			first,
			texts.length,
			texts.join('\n'),
			textsChecksum(texts),
		);
	}

	termPages(): number {
		return Number(this.#get('SELECT count(*) AS n FROM terms')?.['n'] ?? 0);
	}

	/** Rewrites all pages as pages of 4,096 terms. */
	repackTerms(): void {
		const all = this.terms();
		this.#run('DELETE FROM terms');
		for (let i = 0; i < all.length; i += 4096) this.addTerms(i, all.slice(i, i + 4096));
	}

	// --- slots and their pending refinement ---

	/** Calls back with each slot changed after `seq`, in slot order (all: 0). Nothing may be written meanwhile. */
	eachSlot(seq: number, visit: (row: SlotRow) => void): void {
		if (seq === 0) {
			eachPackedSlot(this.db, visit);
			return;
		}
		// Few of many: by the index over `seq`.
		const changed = `SELECT slot, ${SLOTS.columns} FROM ${SLOTS.from} WHERE seq > ? ORDER BY slot`;
		for (const row of this.#all(changed, seq)) {
			const draft = row['draft'];
			visit({
				slot: Number(row['slot']),
				key: row['key'] as Uint8Array,
				precision: Number(row['precision']),
				draft: draft instanceof Uint8Array ? draft : undefined,
			});
		}
	}

	/** Slots after one, in slot order, with their keys. */
	keysAfter(slot: number, limit: number): { readonly slot: number; readonly key: Uint8Array }[] {
		return this.#all(
			'SELECT slot, key FROM slots WHERE slot > ? ORDER BY slot LIMIT ?',
			slot,
			limit,
		).map(row => ({ slot: Number(row['slot']), key: row['key'] as Uint8Array }));
	}

	/** All slots changed after `seq` as a list, for what is not done often. */
	slots(seq = 0): SlotRow[] {
		const rows: SlotRow[] = [];
		this.eachSlot(seq, row => rows.push(row));
		return rows;
	}

	putSlot(slot: number, key: Uint8Array, precision: number, seq: number): void {
		this.#run(
			'INSERT OR REPLACE INTO slots(slot, key, precision, seq) VALUES(?, ?, ?, ?)',
			slot,
			key,
			precision,
			seq,
		);
	}

	setPrecision(slot: number, precision: number, seq: number): void {
		this.#run('UPDATE slots SET precision = ?, seq = ? WHERE slot = ?', precision, seq, slot);
	}

	removeSlot(slot: number): void {
		this.#run('DELETE FROM slots WHERE slot = ?', slot);
		this.#run('DELETE FROM pending WHERE slot = ?', slot);
	}

	/** @param draft The vector's bytes, see `vectorBytes.ts`. */
	putPending(slot: number, ids: Uint16Array, draft: Uint8Array): void {
		const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
		this.#run(
			'INSERT OR REPLACE INTO pending(slot, ids, crc, draft) VALUES(?, ?, ?, ?)',
			slot,
			bytes,
			crc32(bytes, slot),
			draft,
		);
	}

	/** Token ids that wait for the transformer; undefined when refined, unknown or damaged: a wrong text must not be embedded. */
	pendingIds(slot: number): Uint16Array | undefined {
		const row = this.#get('SELECT ids, crc FROM pending WHERE slot = ?', slot);
		const ids = row?.['ids'];
		if (!(ids instanceof Uint8Array) || crc32(ids, slot) !== Number(row?.['crc'])) return undefined;
		return new Uint16Array(ids.slice().buffer);
	}

	hasPending(slot: number): boolean {
		return this.#get('SELECT 1 AS n FROM pending WHERE slot = ?', slot) !== undefined;
	}

	pendingSlots(): number[] {
		return this.#all('SELECT slot FROM pending ORDER BY slot').map(row => Number(row['slot']));
	}

	removePending(slot: number): void {
		this.#run('DELETE FROM pending WHERE slot = ?', slot);
	}

	// --- skipped entries ---

	putSkipped(row: SkippedRow): void {
		this.#run(
			'INSERT OR REPLACE INTO skipped(path, folder, reason, detail, size, mtime) VALUES(?, ?, ?, ?, ?, ?)',
			row.path,
			row.isFolder ? 1 : 0,
			row.reason,
			row.detail,
			row.size,
			row.mtimeMs,
		);
	}

	removeSkipped(path: string): void {
		this.#run('DELETE FROM skipped WHERE path = ?', path);
	}

	skipped(path: string): SkippedRow | undefined {
		const row = this.#get('SELECT * FROM skipped WHERE path = ?', path);
		return row === undefined ? undefined : skippedRow(row);
	}

	skippedCounts(): Partial<Record<SkipReason, number>> {
		const counts: Partial<Record<SkipReason, number>> = {};
		for (const row of this.#all('SELECT reason, count(*) AS n FROM skipped GROUP BY reason'))
			counts[row['reason'] as SkipReason] = Number(row['n']);
		return counts;
	}

	/** The first paths by name that are left out for one reason. */
	skippedPaths(reason: SkipReason, limit: number): string[] {
		return this.#all(
			'SELECT path FROM skipped WHERE reason = ? ORDER BY path LIMIT ?',
			reason,
			limit,
		).map(row => String(row['path']));
	}

	allSkipped(): SkippedRow[] {
		return this.#all('SELECT * FROM skipped').map(skippedRow);
	}

	// --- integrity ---

	/** SQLite's own check of pages and indexes; empty when sound. Costs a read of the whole file. */
	quickCheck(): string[] {
		return this.#all('PRAGMA quick_check(20)')
			.map(row => String(Object.values(row)[0]))
			.filter(line => line !== 'ok');
	}

	#statement(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (statement === undefined) this.#statements.set(sql, (statement = this.db.prepare(sql)));
		return statement;
	}

	#get(sql: string, ...values: (string | number | Uint8Array)[]): Row | undefined {
		return this.#statement(sql).get(...values);
	}

	#all(sql: string, ...values: (string | number | Uint8Array)[]): Row[] {
		return this.#statement(sql).all(...values);
	}

	#run(sql: string, ...values: (string | number | Uint8Array)[]): void {
		this.#statement(sql).run(...values);
	}
}

function textsChecksum(texts: readonly string[]): number {
	// FNV-1a over UTF-16 units: SQLite's UTF-8 round trip must not change a term (lone surrogates would).
	let hash = 0x811c9dc5;
	for (const text of texts) {
		for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
		hash = Math.imul(hash ^ 10, 0x01000193);
	}
	return hash >>> 0;
}

/** What `eachFile` reads, the id first. */
const FILE_COLUMNS = (
	'id path hash size mtime indexed language flags fallback seq ' +
	'n numbers names docs hashes terms crc'
).split(' ');

const ALL_FILES: RowQuery = {
	id: 'id',
	columns: FILE_COLUMNS.slice(1).join(', '),
	values: FILE_COLUMNS.slice(1)
		.map(column => (column === 'names' || column === 'docs' ? `CAST(${column} AS BLOB)` : column))
		.join(', '),
	from: 'files LEFT JOIN chunks ON chunks.file = files.id',
	// A block has some 12 KB.
	page: 128,
};

function loadableBlock(row: Row): LoadableBlock | 'damaged' {
	const numbers = bytes(row, 'numbers');
	if (numbers.byteLength % 4 !== 0) return 'damaged';
	const block = {
		count: Number(row['n']),
		numbers: new Uint32Array(numbers.slice().buffer),
		names: bytes(row, 'names'),
		docs: bytes(row, 'docs'),
		contentHashes: bytes(row, 'hashes'),
		terms: bytes(row, 'terms'),
	};
	const sound = blockChecksum(block, rowFacts(row)) === Number(row['crc']);
	return sound ? block : 'damaged';
}
