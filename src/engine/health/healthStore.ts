import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type {
	Alarm,
	DayLatency,
	DriftPoint,
	HealthEvent,
	Leg,
	Measure,
	Percentiles,
	QualityRun,
	QueryRecord,
} from '../../shared/health/healthTypes';
import { isDamage, openDatabase, transaction } from '../store/database';
import { Histogram } from './histogram';
import type { Question } from './questions';

/** Raised when the tables change: history of another layout is dropped, it is worth no migration. */
const HEALTH_VERSION = 1;
/** Days of histograms, and rows of the other tables, that are kept. */
export const KEPT_DAYS = 30;
const KEPT_QUERIES = 500;
const KEPT_RUNS = 400;
const KEPT_EVENTS = 200;
/** Nobody waits for health: a busy file loses this write, not the moment of a query. */
const BUSY_MS = 50;

const SCHEMA = `
CREATE TABLE latency(day TEXT NOT NULL, measure TEXT NOT NULL, counts BLOB NOT NULL, PRIMARY KEY(day, measure)) WITHOUT ROWID;
CREATE TABLE queries(id INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL);
CREATE TABLE quality(id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, ranks TEXT NOT NULL, alarm INTEGER NOT NULL);
CREATE TABLE drift(id INTEGER PRIMARY KEY AUTOINCREMENT, point TEXT NOT NULL);
CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
CREATE TABLE alarms(code TEXT PRIMARY KEY, alarm TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE questions(id TEXT PRIMARY KEY, question TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Places of the right answers in one run, by leg and question id; 0 when not among the first ten. */
export type Ranks = Readonly<Record<Leg, Readonly<Record<string, number>>>>;

/**
 * What is known of one folder's health over time, in a file beside the catalogue, so that it shares no transaction with it. Any
 * process may write it. A file that cannot be used is made anew, or, on a full or read-only disk, kept in memory: health never
 * stands in the way of search.
 */
export class HealthStore {
	private constructor(private readonly db: DatabaseSync) {}

	static open(path: string): HealthStore {
		try {
			return HealthStore.#on(() => openDatabase(path));
		} catch (error) {
			// Another process may be writing it: only what nobody can read is made anew.
			if (!isDamage(error) && !(error instanceof OtherLayout)) return HealthStore.#inMemory();
		}
		removeDatabase(path);
		try {
			return HealthStore.#on(() => openDatabase(path));
		} catch {
			return HealthStore.#inMemory();
		}
	}

	static #inMemory(): HealthStore {
		return HealthStore.#on(() => new DatabaseSync(':memory:'));
	}

	static #on(connect: () => DatabaseSync): HealthStore {
		const db = connect();
		try {
			db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
			prepare(db);
			return new HealthStore(db);
		} catch (error) {
			db.close();
			throw error;
		}
	}

	close(): void {
		this.db.close();
	}

	/** Adds latencies and queries in one small transaction. @param day `2026-11-25`. */
	record(
		day: string,
		latencies: ReadonlyMap<Measure, Histogram>,
		queries: readonly QueryRecord[],
	): void {
		transaction(this.db, () => {
			for (const [measure, histogram] of latencies) {
				const sum = this.#histogram(day, measure);
				sum.merge(histogram);
				this.db
					.prepare('INSERT OR REPLACE INTO latency(day, measure, counts) VALUES(?, ?, ?)')
					.run(day, measure, new Uint8Array(sum.counts.buffer));
			}
			for (const query of queries) this.#append('queries', 'record', query, KEPT_QUERIES);
			this.db.prepare('DELETE FROM latency WHERE day < ?').run(daysBefore(day, KEPT_DAYS));
		});
	}

	#histogram(day: string, measure: Measure): Histogram {
		const row = this.db
			.prepare('SELECT counts FROM latency WHERE day = ? AND measure = ?')
			.get(day, measure);
		return decode(row?.['counts']);
	}

	/** Percentiles of each day that has any, oldest first. */
	days(): DayLatency[] {
		const days = new Map<string, Partial<Record<Measure, Percentiles>>>();
		for (const row of this.db.prepare('SELECT * FROM latency ORDER BY day').all()) {
			const day = String(row['day']);
			const measures = days.get(day) ?? {};
			measures[row['measure'] as Measure] = decode(row['counts']).percentiles();
			days.set(day, measures);
		}
		return [...days].map(([day, measures]) => ({ day, measures }));
	}

	/** All kept days of one measure together. */
	total(measure: Measure): Histogram {
		const sum = new Histogram();
		for (const row of this.db.prepare('SELECT counts FROM latency WHERE measure = ?').all(measure))
			sum.merge(decode(row['counts']));
		return sum;
	}

	/** Newest first. */
	queries(limit = KEPT_QUERIES): QueryRecord[] {
		return this.#rows<QueryRecord>('queries', 'record', limit);
	}

	addQuality(run: QualityRun, ranks: Ranks, alarm: boolean): void {
		this.db
			.prepare('INSERT INTO quality(run, ranks, alarm) VALUES(?, ?, ?)')
			.run(JSON.stringify(run), JSON.stringify(ranks), alarm ? 1 : 0);
		this.#trim('quality', KEPT_RUNS);
	}

	/** Oldest first. */
	quality(limit = 60): QualityRun[] {
		return this.#rows<QualityRun>('quality', 'run', limit).reverse();
	}

	/**
	 * Runs that a new one is compared with, oldest first: those that raised no alarm. When the last seven all did, they are the new
	 * normal: code that changed for good must not be in alarm for ever.
	 */
	baselineRuns(limit = 7): Ranks[] {
		const rows = this.db.prepare('SELECT ranks, alarm FROM quality ORDER BY id DESC').all();
		const last = rows.slice(0, limit);
		const settled = last.length === limit && last.every(row => row['alarm'] === 1);
		return (settled ? last : rows.filter(row => row['alarm'] === 0).slice(0, limit))
			.map(row => JSON.parse(String(row['ranks'])) as Ranks)
			.reverse();
	}

	addDrift(point: DriftPoint): void {
		this.#append('drift', 'point', point, KEPT_RUNS);
	}

	/** Oldest first. */
	drift(limit = 60): DriftPoint[] {
		return this.#rows<DriftPoint>('drift', 'point', limit).reverse();
	}

	addEvent(event: HealthEvent): void {
		this.#append('events', 'event', event, KEPT_EVENTS);
	}

	/** Newest first. */
	events(limit = 40): HealthEvent[] {
		return this.#rows<HealthEvent>('events', 'event', limit);
	}

	alarms(): Alarm[] {
		return this.db
			.prepare('SELECT alarm FROM alarms')
			.all()
			.map(row => JSON.parse(String(row['alarm'])) as Alarm);
	}

	setAlarms(alarms: readonly Alarm[]): void {
		transaction(this.db, () => {
			this.db.exec('DELETE FROM alarms');
			for (const alarm of alarms)
				this.db
					.prepare('INSERT INTO alarms(code, alarm) VALUES(?, ?)')
					.run(alarm.code, JSON.stringify(alarm));
		});
	}

	questions(): Question[] {
		return this.db
			.prepare('SELECT question FROM questions ORDER BY id')
			.all()
			.map(row => JSON.parse(String(row['question'])) as Question);
	}

	setQuestions(questions: readonly Question[]): void {
		transaction(this.db, () => {
			this.db.exec('DELETE FROM questions');
			for (const question of questions)
				this.db
					.prepare('INSERT OR REPLACE INTO questions(id, question) VALUES(?, ?)')
					.run(question.id, JSON.stringify(question));
		});
	}

	meta(key: string): string | undefined {
		const value = this.db.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'];
		return typeof value === 'string' ? value : undefined;
	}

	setMeta(key: string, value: string): void {
		this.db.prepare('INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)').run(key, value);
	}

	#append(table: string, column: string, value: unknown, kept: number): void {
		this.db.prepare(`INSERT INTO ${table}(${column}) VALUES(?)`).run(JSON.stringify(value));
		this.#trim(table, kept);
	}

	#trim(table: string, kept: number): void {
		this.db
			.prepare(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ?`)
			.run(kept);
	}

	/** Newest first. */
	#rows<T>(table: string, column: string, limit: number): T[] {
		return this.db
			.prepare(`SELECT ${column} AS value FROM ${table} ORDER BY id DESC LIMIT ?`)
			.all(limit)
			.map(row => JSON.parse(String(row['value'])) as T);
	}
}

/** Written by another version, whose history is not worth a migration. */
class OtherLayout extends Error {}

/** A day as the tables name it, in UTC. */
export function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

function daysBefore(day: string, count: number): string {
	return dayOf(Date.parse(`${day}T00:00:00Z`) - count * 86_400_000);
}

function decode(counts: unknown): Histogram {
	if (!(counts instanceof Uint8Array) || counts.byteLength % 4 !== 0) return new Histogram();
	return new Histogram(new Uint32Array(counts.slice().buffer));
}

function prepare(db: DatabaseSync): void {
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
	if (version === HEALTH_VERSION) return;
	if (version !== 0) throw new OtherLayout();
	transaction(db, () => {
		// Two processes may open a new file at once: the second finds it made.
		if (Number(db.prepare('PRAGMA user_version').get()?.['user_version']) === HEALTH_VERSION)
			return;
		db.exec(SCHEMA);
		db.exec(`PRAGMA user_version = ${HEALTH_VERSION}`);
	});
}

function removeDatabase(path: string): void {
	for (const suffix of ['', '-wal', '-shm'])
		try {
			rmSync(`${path}${suffix}`, { force: true });
		} catch {
			/* read-only: the store in memory serves */
		}
}
