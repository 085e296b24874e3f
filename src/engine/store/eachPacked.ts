import type { DatabaseSync } from 'node:sqlite';

/** Rows of one answer: half a megabyte of vectors. */
const PAGE = 1_024;

export interface PackedQuery {
	/** An integer column, unique and above −1, by which the rows come. */
	readonly id: string;
	/** What `packed` is made of, with commas. */
	readonly columns: string;
	/** A row as one text of bytes, which tells its own length; must be neither null nor of another length, whatever damage has done to the row. */
	readonly packed: string;
	readonly from: string;
}

/**
 * Calls back with the bytes of some thousand rows at a time, joined by SQLite (`group_concat` minds lengths, not zeros): an array a column of each
 * row, as node:sqlite hands them over, takes more than twice the time of it where rows are small and many. In the order of `id`.
 *
 * @throws What `visit` throws, and node:sqlite errors.
 */
export function eachPacked(
	db: DatabaseSync,
	{ id, columns, packed, from }: PackedQuery,
	visit: (rows: Uint8Array) => void,
): void {
	const page = db.prepare(
		`SELECT count(*) AS n, max(${id}) AS last, CAST(group_concat(${packed}, '') AS BLOB) AS bytes FROM
		(SELECT ${id}, ${columns} FROM ${from} WHERE ${id} > ? ORDER BY ${id} LIMIT ${PAGE})`,
	);
	for (let after = -1, n = PAGE; n === PAGE;) {
		const row = page.get(after);
		n = Number(row?.['n']);
		if (n === 0) return;
		after = Number(row?.['last']);
		visit(row?.['bytes'] as Uint8Array);
	}
}

/** SQL for a blob of a length as part of `packed`: zeros, which no checksum holds for, where it is anything else. */
export function packedBlob(column: string, length: number): string {
	return `CASE WHEN ${isBlobOf(column, length)} THEN ${column} ELSE zeroblob(${length}) END`;
}

/** SQL that tells whether a column holds a blob of a length. */
export function isBlobOf(column: string, length: number): string {
	return `typeof(${column}) = 'blob' AND length(${column}) = ${length}`;
}

/** SQL for a number of 32 bits as part of `packed`: eight hexadecimal digits, read by `packedNumber`. */
export function packedInteger(column: string): string {
	return `printf('%08x', ${column} & 0xffffffff)`;
}

/** The decimal digit at a place: what SQL wrote as `'2'`. */
export function packedDigit(rows: Uint8Array, at: number): number {
	return (rows[at] ?? 0) - 48;
}

/** The number whose digits `packedInteger` wrote at a place. */
export function packedNumber(rows: Uint8Array, at: number): number {
	let value = 0;
	for (let i = at; i < at + 8; i++) {
		const code = rows[i] ?? 0;
		value = (value << 4) | (code < 58 ? code - 48 : code - 87);
	}
	return value >>> 0;
}
