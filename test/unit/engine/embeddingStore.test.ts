import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { databaseError, isDamage, transaction } from '../../../src/engine/store/database';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';

const folder = mkdtempSync(join(tmpdir(), 'lodestone-embeddings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = (n: number): Uint8Array => new Uint8Array(Uint32Array.of(n, n * 7, 1, 2).buffer);

it('reads all vectors in the order made, also when the garbage is collected in between', () => {
	const store = EmbeddingStore.open(join(folder, 'embeddings.sqlite'));
	transaction(store.db, () => {
		for (let n = 0; n < 3_000; n++)
			store.put(key(n), { precision: 2, scale: n + 1, values: new Int8Array(384).fill(n % 100) });
	});
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	let n = 0;
	store.each((found, vector) => {
		if (n % 500 === 0) collect();
		expect(found).toEqual(key(n));
		expect(vector.scale).toBe(n + 1);
		expect(vector.values[383]).toBe(n % 100);
		n++;
	});
	expect(n).toBe(3_000);
	// What goes wrong while rows are read comes through, and the next reading begins at the first row.
	expect(() => store.each(() => expect.fail('stop'))).toThrow('stop');
	n = 0;
	store.each(() => n++);
	expect(n).toBe(3_000);
	store.close();
});

const vector = (n: number) => ({
	precision: 2 as const,
	scale: n,
	values: new Int8Array(384).fill(n),
});

/** Takes a file back to the layout of version 1, with a draft among its rows. */
function toVersion1(path: string): void {
	const db = new DatabaseSync(path);
	db.exec(`ALTER TABLE embeddings RENAME TO now;
		CREATE TABLE embeddings(key BLOB PRIMARY KEY, precision INTEGER NOT NULL, day INTEGER NOT NULL, vector BLOB NOT NULL) WITHOUT ROWID;
		INSERT INTO embeddings SELECT key, precision, day, vector FROM now;
		INSERT INTO embeddings VALUES(x'00', 1, 1, x'00');
		DROP TABLE now;
		PRAGMA user_version = 1`);
	db.close();
}

it('takes the vectors of the layout before over, with their days; a reader reads them where they are', () => {
	const path = join(folder, 'before.sqlite');
	const made = EmbeddingStore.open(path);
	for (let n = 1; n <= 50; n++) made.put(key(n), vector(n));
	made.renew([key(7)], 12_345);
	made.close();
	toVersion1(path);

	const reader = EmbeddingStore.open(path, { readOnly: true });
	expect(reader.get(key(7))).toEqual(vector(7));
	reader.close();

	const store = EmbeddingStore.open(path);
	expect(store.count()).toBe(50);
	for (let n = 1; n <= 50; n++) expect(store.get(key(n))).toEqual(vector(n));
	expect(store.page(0, 100).filter(row => row.day === 12_345)).toMatchObject([{ key: key(7) }]);
	store.put(key(51), vector(51));
	expect(store.get(key(51))).toEqual(vector(51));
	store.close();
});

it('leaves the old layout as it was when the take-over is cut off', () => {
	const path = join(folder, 'cut.sqlite');
	const made = EmbeddingStore.open(path);
	made.put(key(1), vector(1));
	made.close();
	toVersion1(path);
	const db = new DatabaseSync(path);
	// Something stands in the way.
	db.exec('CREATE TABLE embeddings_before(key)');
	db.close();
	expect(() => EmbeddingStore.open(path)).toThrow();
	const left = new DatabaseSync(path);
	expect(left.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
	expect(left.prepare('SELECT count(*) AS n FROM embeddings').get()).toEqual({ n: 2 });
	left.close();
});

it('refuses a file of a newer version, to read and to write, and leaves it alone', () => {
	const path = join(folder, 'newer.sqlite');
	const made = EmbeddingStore.open(path);
	made.put(key(1), vector(1));
	made.db.exec('PRAGMA user_version = 99');
	made.close();
	const before = readFileSync(path);
	for (const readOnly of [false, true])
		expect(() => EmbeddingStore.open(path, { readOnly })).toThrow(
			expect.objectContaining({
				code: 'store-newer',
				message: expect.stringMatching(
					/newer Lodestone \(format 99, this one reads \d+\)/,
				) as string,
			}) as Error,
		);
	expect(readFileSync(path).equals(before)).toBe(true);
});

it('does not stumble over a row whose head was damaged: any column may then be a number of 64 bits', () => {
	const store = EmbeddingStore.open(join(folder, 'heads.sqlite'));
	for (let n = 0; n < 6; n++) store.put(key(n), vector(n));
	const set = (assignment: string, id: number) =>
		store.db.exec(`UPDATE embeddings SET ${assignment} WHERE id = ${id}`);
	set('vector = -8981528705346203491', 2);
	set('key = 8981528705346203491', 3);
	set('precision = 8981528705346203491', 4);
	set('day = 8981528705346203491', 5);
	// As node:sqlite is: the test would show nothing otherwise. Wherever else it happens, it is known for what it is.
	const error = (() => {
		try {
			return store.db.prepare('SELECT vector FROM embeddings').all();
		} catch (error) {
			return error;
		}
	})();
	expect(isDamage(error)).toBe(true);
	expect(databaseError(error, 'x')).toMatchObject({ code: 'store-damaged' });

	const seen: Uint8Array[] = [];
	store.each(key => seen.push(key));
	expect(seen).toEqual([key(0), key(4), key(5)]);
	expect(store.page(0, 10).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
	expect(store.get(key(1))).toBeUndefined();
	expect(store.get(key(2))).toBeUndefined();
	expect(store.get(key(3))).toBeUndefined();
	expect(store.get(key(0))?.values).toEqual(vector(0).values);
	// The damaged one was removed, so that a sound one can take its place.
	store.put(key(1), vector(1));
	expect(store.get(key(1))?.values).toEqual(vector(1).values);
	store.close();
});
