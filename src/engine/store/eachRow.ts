import type { DatabaseSync } from 'node:sqlite';

type Visit = (...values: unknown[]) => void;

const visits = new WeakMap<DatabaseSync, { current: Visit | undefined }>();

export interface RowQuery {
	/** An integer column, unique and above −1, by which the rows come; the first of what `visit` gets. */
	readonly id: string;
	/** The other columns, with commas. */
	readonly columns: string;
	/** What `visit` gets of them. */
	readonly values: string;
	readonly from: string;
	/** Rows of one statement: until it ends, node:sqlite 22 holds on to all that it handed to our function. */
	readonly page: number;
}

/**
 * Calls back with the columns of each row of a table. SQLite calls a function of ours, which spares an object with names for each row: half the
 * time of `iterate` where there are a hundred thousand. Nothing may be written, and nothing else read by `eachRow`, meanwhile.
 *
 * @throws What `visit` throws, and node:sqlite errors.
 */
export function eachRow(db: DatabaseSync, query: RowQuery, visit: Visit): void {
	const slot = visits.get(db) ?? register(db);
	const { id, columns, values, from, page: size } = query;
	const page = db.prepare(
		`SELECT count(lodestone_visit(${id}, ${values})) AS n FROM (SELECT ${id}, ${columns} FROM ${from}
		WHERE ${id} > ? ORDER BY ${id} LIMIT ${size})`,
	);
	let after = -1;
	slot.current = (...row) => {
		after = Number(row[0]);
		visit(...row);
	};
	try {
		while (Number(page.get(after)?.['n']) === size);
	} finally {
		slot.current = undefined;
	}
}

function register(db: DatabaseSync): { current: Visit | undefined } {
	const slot: { current: Visit | undefined } = { current: undefined };
	db.function('lodestone_visit', { varargs: true }, (...row: unknown[]) => {
		slot.current?.(...row);
		return 0;
	});
	visits.set(db, slot);
	return slot;
}
