import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HealthStore, type Ranks } from '../../../src/engine/health/healthStore';
import { Histogram } from '../../../src/engine/health/histogram';
import { queryLine } from '../../../src/engine/health/queryLine';
import { QueryLog, queryRecord } from '../../../src/engine/health/queryLog';
import { scoresOf } from '../../../src/engine/health/metrics';
import type { QualityRun, QueryRecord } from '../../../src/shared/health/healthTypes';
import { group, response } from '../extension/samples';

let base = '';
let path = '';
const open: HealthStore[] = [];
const store = (): HealthStore => {
	const opened = HealthStore.open(path);
	open.push(opened);
	return opened;
};
beforeEach(() => {
	base = mkdtempSync(join(tmpdir(), 'lodestone-health-'));
	path = join(base, 'health.sqlite');
});
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	rmSync(base, { recursive: true, force: true });
});

const record = (total: number, atMs = 1): QueryRecord => {
	const answer = response([group('a.ts', 0.9)]);
	return queryRecord(
		{ query: 'the secret words of a person' },
		{ ...answer, trace: { ...answer.trace, totalMs: total, hydrateMs: total / 2 } },
		atMs,
	);
};
const histogram = (...values: number[]): Histogram => {
	const made = new Histogram();
	for (const value of values) made.add(value);
	return made;
};

describe('HealthStore', () => {
	it('adds up a day, across processes, and forgets days after thirty', () => {
		const first = store();
		const second = store();
		first.record('2026-10-01', new Map([['total', histogram(5)]]), []);
		first.record('2026-11-25', new Map([['total', histogram(5, 5)]]), []);
		second.record('2026-11-25', new Map([['total', histogram(80)]]), [record(80)]);
		const days = first.days();
		expect(days.map(({ day }) => day)).toEqual(['2026-11-25']);
		expect(days[0]?.measures.total?.count).toBe(3);
		expect(second.total('total').count).toBe(3);
		expect(first.queries()).toHaveLength(1);
	});

	it('keeps the newest five hundred searches', () => {
		const only = store();
		const many = Array.from({ length: 620 }, (_, i) => record(1, i));
		only.record('2026-11-25', new Map(), many);
		const kept = only.queries(1_000);
		expect([kept.length, kept[0]?.atMs, kept.at(-1)?.atMs]).toEqual([500, 619, 120]);
	});

	it('compares with the last runs without alarm, and takes a level as normal after seven runs in alarm', () => {
		const only = store();
		const scores = scoresOf([1]);
		const run: QualityRun = {
			atMs: 1,
			seconds: 1,
			legs: { keyword: scores, meaning: scores, hybrid: scores },
			kinds: {},
			languages: {},
		};
		const ranks = (rank: number): Ranks => ({ keyword: {}, meaning: {}, hybrid: { q: rank } });
		const level = () => only.baselineRuns().map(({ hybrid }) => hybrid['q']);
		only.addQuality(run, ranks(1), false);
		for (let i = 0; i < 6; i++) only.addQuality(run, ranks(0), true);
		expect(level()).toEqual([1]);
		only.addQuality(run, ranks(0), true);
		expect(level()).toEqual([0, 0, 0, 0, 0, 0, 0]);
	});

	it.each([
		['is no database', () => writeFileSync(path, 'nonsense '.repeat(2_000))],
		[
			'has another layout',
			() => {
				const db = new DatabaseSync(path);
				db.exec('CREATE TABLE latency(x); PRAGMA user_version = 99');
				db.close();
			},
		],
	])('begins anew where the file %s', (_name, damage) => {
		damage();
		const only = store();
		only.setMeta('key', 'value');
		expect(only.meta('key')).toBe('value');
		expect(only.days()).toEqual([]);
	});

	it('lives in memory where it cannot be written', () => {
		path = join(base, 'missing', 'folder', 'health.sqlite');
		const only = store();
		only.addEvent({ atMs: 1, type: 'rebuilt', facts: {} });
		expect(only.events()).toHaveLength(1);
	});

	it('is private to the user', () => {
		store();
		expect(statSync(path).mode & 0o077).toBe(0);
	});
});

describe('QueryLog', () => {
	it('writes nothing until it is flushed, then all at once, and no word of the question', () => {
		const only = store();
		const log = new QueryLog(only, () => Date.UTC(2026, 10, 25));
		for (const total of [10, 20, 30]) log.add(record(total));
		log.addSave(120);
		expect(only.queries()).toEqual([]);
		log.flush();
		expect(only.queries()).toHaveLength(3);
		expect(only.days()[0]?.measures.save?.count).toBe(1);
		expect(log.recent().total).toEqual({ count: 3, p50: 20, p95: 30, p99: 30 });
		expect(log.slowestStage()).toBe('hydrate');
		for (const file of [path, `${path}-wal`])
			expect(readFileSync(file, 'latin1')).not.toMatch(/secret|person/);
		log.flush();
		expect(only.queries()).toHaveLength(3);
	});

	it('goes on where another process stopped, and survives a store that fails', () => {
		const only = store();
		only.record('2026-11-25', new Map(), [record(7)]);
		const log = new QueryLog(only);
		expect(log.recent().total.count).toBe(1);
		only.close();
		open.length = 0;
		log.add(record(9));
		expect(() => log.flush()).not.toThrow();
	});
});

describe('queryLine', () => {
	it('is a sentence with the slowest step first', () => {
		expect(queryLine(record(8))).toBe(
			'6 words, hybrid: 8.0 ms (reading files 4.0), 0 candidates, 1 files, 100 % refined',
		);
	});
});
