import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalogue } from '../../../src/engine/store/catalogue';
import {
	eachPacked,
	packedBlob,
	packedInteger,
	packedNumber,
} from '../../../src/engine/store/eachPacked';
import { VECTOR_BYTES } from '../../../src/engine/store/vectorBytes';

let db: DatabaseSync;
beforeEach(() => {
	db = new DatabaseSync(':memory:');
	db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)');
});
afterEach(() => db.close());

const QUERY = {
	id: 'id',
	columns: 'a, b',
	packed: `${packedInteger('id')} || ${packedBlob('a', 5)} || ${packedBlob('b', 3)}`,
	from: 't',
};
const ROW = 8 + 5 + 3;

function read(): { id: number; a: Buffer; b: Buffer }[] {
	const all: { id: number; a: Buffer; b: Buffer }[] = [];
	eachPacked(db, QUERY, rows => {
		expect(rows.length % ROW).toBe(0);
		for (let at = 0; at < rows.length; at += ROW)
			all.push({
				id: packedNumber(rows, at),
				a: Buffer.from(rows.subarray(at + 8, at + 13)),
				b: Buffer.from(rows.subarray(at + 13, at + ROW)),
			});
	});
	return all;
}

describe('rows joined by SQLite', () => {
	it('are the bytes that were stored, zeros and broken UTF-8 too, in the order of their ids', () => {
		const insert = db.prepare('INSERT INTO t VALUES(?, ?, ?)');
		const made = Array.from({ length: 2_500 }, (_, i) => ({
			id: (i * 7_919) % 2_500 === 0 ? 0xfffffff0 : (i * 7_919) % 2_500,
			a: i % 3 === 0 ? Buffer.from([0, 0xff, 0xc3, 0, 0x80]) : randomBytes(5),
			b: i % 5 === 0 ? Buffer.alloc(3) : randomBytes(3),
		}));
		for (const { id, a, b } of made) insert.run(id, a, b);
		expect(read()).toEqual(made.sort((x, y) => x.id - y.id));
	});

	it.each([0, 1, 1_023, 1_024, 1_025, 2_048])('are all there: %i', count => {
		const insert = db.prepare('INSERT INTO t VALUES(?, ?, ?)');
		for (let id = 0; id < count; id++) insert.run(id, randomBytes(5), randomBytes(3));
		expect(read().map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
	});

	it('keep their place beside rows that damage has changed', () => {
		const insert = db.prepare('INSERT INTO t VALUES(?, ?, ?)');
		const sound = Buffer.from([1, 2, 3, 4, 5]);
		const odd = [null, 7, 1.5, 'text', Buffer.alloc(0), Buffer.alloc(4), 2n ** 62n];
		odd.forEach((value, i) => {
			insert.run(2 * i, value, Buffer.from([1, 2, 3]));
			insert.run(2 * i + 1, sound, value);
		});
		const rows = read();
		expect(rows).toHaveLength(2 * odd.length);
		for (const { id, a, b } of rows) {
			expect(a).toEqual(id % 2 === 0 ? Buffer.alloc(5) : sound);
			expect(b).toEqual(id % 2 === 0 ? Buffer.from([1, 2, 3]) : Buffer.alloc(3));
		}
	});
});

describe('slots of a catalogue', () => {
	it('read all at once are those read one by one', () => {
		const folder = mkdtempSync(join(tmpdir(), 'lodestone-packed-'));
		const catalogue = Catalogue.open(join(folder, 'catalogue.sqlite'));
		for (let slot = 0; slot < 1_500; slot++) {
			catalogue.putSlot(slot, randomBytes(16), slot % 3 === 0 ? 2 : 1, 1);
			// Some have lost theirs.
			if (slot % 3 !== 0 && slot % 7 !== 4)
				catalogue.putPending(slot, Uint16Array.of(1, 2), randomBytes(VECTOR_BYTES));
		}
		const plain = catalogue.db
			.prepare(
				'SELECT slot, key, precision, draft FROM slots LEFT JOIN pending USING(slot) ORDER BY slot',
			)
			.all()
			.map(row => ({ ...row, draft: row['draft'] ?? undefined }));
		expect(catalogue.slots().map(row => ({ ...row }))).toEqual(plain);
		catalogue.close();
		rmSync(folder, { recursive: true });
	});
});
