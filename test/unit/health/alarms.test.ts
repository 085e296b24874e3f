import { describe, expect, it } from 'vitest';
import {
	judgeCanary,
	judgeChunks,
	judgeCoverage,
	judgeDisk,
	judgeDrift,
	judgeGraph,
	judgeQuality,
	judgeSave,
	judgeSearch,
	judgeStale,
	judgeVectors,
	updateAlarms,
	type Finding,
} from '../../../src/engine/health/alarmRules';
import { recallFall, sustainedDrift, type RankedRun } from '../../../src/engine/health/baseline';
import { alarmText } from '../../../src/shared/health/alarmText';
import {
	ALARM_CODES,
	DEFAULT_OBJECTIVES,
	type AlarmCode,
	type DriftPoint,
	type Leg,
} from '../../../src/shared/health/healthTypes';
import { untranslated } from '../../../src/extension/translate';

const run = (ranks: Readonly<Record<string, number>>): RankedRun => ({
	ranks: new Map(Object.entries(ranks)),
});
/** 100 questions of which the first `good` are found in the first five. */
const found = (good: number, from = 0): RankedRun =>
	run(
		Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`q${from + i}`, i < good ? 2 : 0])),
	);
const legs = (each: RankedRun): Record<Leg, RankedRun> => ({
	keyword: each,
	meaning: each,
	hybrid: each,
});

describe('recallFall', () => {
	it('compares only questions that both have', () => {
		expect(recallFall(found(80), [found(90), found(90)])).toEqual({
			questions: 100,
			before: 90,
			now: 80,
			fall: 0.1,
		});
		// The first half is gone with its code; of the common ones the former half was found before.
		const shifted = recallFall(found(50, 50), [found(100)]);
		expect(shifted).toMatchObject({ questions: 50, before: 50, now: 50, fall: 0 });
		expect(recallFall(found(10, 95), [found(90)])).toBeUndefined();
		expect(recallFall(found(10), [])).toBeUndefined();
	});

	it('lets only the last seven runs count', () => {
		const old = Array.from({ length: 20 }, () => found(20));
		const recent = Array.from({ length: 7 }, () => found(90));
		expect(recallFall(found(90), [...old, ...recent])?.before).toBe(90);
	});
});

describe('judgeQuality', () => {
	it('is a fall of more than ten points, not a low value', () => {
		expect(judgeQuality(legs(found(20)), [legs(found(22))])).toBeUndefined();
		expect(judgeQuality(legs(found(80)), [legs(found(90))])).toBeUndefined();
		expect(judgeQuality(legs(found(79)), [legs(found(90))])).toMatchObject({
			severity: 'broken',
			facts: { now: 79, before: 90, questions: 100 },
		});
	});

	it('names the leg that fell most', () => {
		const before = legs(found(90));
		const now = { keyword: found(90), meaning: found(10), hybrid: found(70) };
		expect(judgeQuality(now, [before])?.facts['leg']).toBe('meaning');
	});
});

describe('sustainedDrift', () => {
	const calm = [0.5, 0.51, 0.49, 0.5, 0.52, 0.5];
	it('needs three values beyond two deviations on one side', () => {
		expect(sustainedDrift([...calm, 0.6, 0.6, 0.6])).toMatchObject({ now: 0.6 });
		expect(sustainedDrift([...calm, 0.6, 0.6, 0.5])).toBeUndefined();
		expect(sustainedDrift([...calm, 0.6, 0.4, 0.6])).toBeUndefined();
		expect(sustainedDrift([...calm, 0.515, 0.515, 0.515])).toBeUndefined();
		expect(sustainedDrift([0.5, 0.6, 0.6, 0.6])).toBeUndefined();
	});
});

describe('single findings', () => {
	it.each<[string, Finding, boolean]>([
		['canary as before', judgeCanary(0.99), false],
		['no canary yet', judgeCanary(undefined), false],
		['another model', judgeCanary(0.1), true],
		['canary is NaN', judgeCanary(NaN), true],
		['one vector off by chance', judgeVectors({ checked: 25, wrong: 1 }), false],
		['two vectors off', judgeVectors({ checked: 25, wrong: 2 }), true],
		['all chunks there', judgeChunks(0, 25), false],
		['chunks missing', judgeChunks(1, 25), true],
		['graph sound', judgeGraph(0.97), false],
		['no graph', judgeGraph(undefined), false],
		['graph cut', judgeGraph(0.4), true],
		['nothing stale', judgeStale(0, 200), false],
		['stale', judgeStale(3, 200), true],
		['quick disk', judgeDisk(8), false],
		['slow disk', judgeDisk(900), true],
		[
			'few searches',
			judgeSearch({ count: 19, p50: 90, p95: 90, p99: 90 }, 'x', DEFAULT_OBJECTIVES),
			false,
		],
		[
			'slow searches',
			judgeSearch({ count: 20, p50: 9, p95: 31, p99: 90 }, 'x', DEFAULT_OBJECTIVES),
			true,
		],
		[
			'quick searches',
			judgeSearch({ count: 20, p50: 9, p95: 30, p99: 90 }, 'x', DEFAULT_OBJECTIVES),
			false,
		],
		[
			'slow saves',
			judgeSave({ count: 20, p50: 90, p95: 1_200, p99: 2_000 }, DEFAULT_OBJECTIVES),
			true,
		],
		['covered', judgeCoverage(0.99, DEFAULT_OBJECTIVES), false],
		['not covered', judgeCoverage(0.98, DEFAULT_OBJECTIVES), true],
	])('%s', (_name, finding, raised) => {
		expect(finding !== undefined).toBe(raised);
	});

	it('has words, a remedy and a runbook for every alarm', () => {
		for (const code of ALARM_CODES) {
			const text = alarmText(
				{ code, severity: 'broken', sinceMs: 0, facts: {}, healing: true },
				untranslated,
			);
			for (const part of Object.values(text) as string[])
				expect(part.length, code).toBeGreaterThan(5);
			expect(text.what + text.remedy).not.toMatch(/\{\d\}|undefined|NaN/);
		}
	});
});

describe('updateAlarms', () => {
	const finding = (severity: 'broken' | 'missed'): Finding => ({
		severity,
		facts: {},
		healing: false,
	});
	it('keeps the beginning of an alarm that goes on, and tells what is new and what is over', () => {
		const first = updateAlarms([], new Map([['disk-slow', finding('missed')]]), 5);
		expect(first.raised).toHaveLength(1);
		const second = updateAlarms(
			first.alarms,
			new Map<AlarmCode, Finding>([
				['disk-slow', finding('missed')],
				['vectors-wrong', finding('broken')],
			]),
			9,
		);
		expect(second.alarms.map(({ code, sinceMs }) => [code, sinceMs])).toEqual([
			['vectors-wrong', 9],
			['disk-slow', 5],
		]);
		const third = updateAlarms(second.alarms, new Map([['vectors-wrong', undefined]]), 12);
		expect(third.over.map(({ code }) => code)).toEqual(['vectors-wrong']);
		expect(third.alarms.map(({ code }) => code)).toEqual(['disk-slow']);
		expect(updateAlarms(third.alarms, new Map(), 13).alarms).toEqual(third.alarms);
	});
});

/** Gaussian noise (Box and Muller) from a seeded generator. */
function noise(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/**
 * Days of a workspace in which people work: 1 % of the questions go with their code each day and others come, single answers slip
 * in and out of the first five, and the best scores wander a little.
 */
function simulateDays(
	days: number,
	seed: number,
	fault?: { readonly day: number; readonly lose: number },
) {
	const random = seeded(seed);
	const runs: Record<Leg, RankedRun>[] = [];
	const points: DriftPoint[] = [];
	let ids = Array.from({ length: 100 }, (_, i) => i);
	const easy = new Map(ids.map(id => [id, random() < 0.85]));
	let next = 100;
	let qualityAlarms = 0;
	let driftAlarms = 0;
	for (let day = 0; day < days; day++) {
		ids = ids.map(id => (random() < 0.01 ? next++ : id));
		const broken = fault !== undefined && day >= fault.day;
		const ranks = Object.fromEntries(
			ids.map(id => {
				if (!easy.has(id)) easy.set(id, random() < 0.85);
				const slips = random() < 0.02;
				const lost = broken && random() < fault.lose;
				return [`q${id}`, !lost && easy.get(id) !== slips ? 1 : 0];
			}),
		);
		const now = legs(run(ranks));
		if (judgeQuality(now, runs) !== undefined) qualityAlarms++;
		else runs.push(now);
		points.push({ topMean: 0.55 + 0.004 * noise(random) } as DriftPoint);
		if (judgeDrift(points) !== undefined) driftAlarms++;
	}
	return { qualityAlarms, driftAlarms };
}

describe('thirty healthy days', () => {
	it('raise no alarm in a hundred workspaces', () => {
		let quality = 0;
		let drift = 0;
		for (let seed = 1; seed <= 100; seed++) {
			const { qualityAlarms, driftAlarms } = simulateDays(30, seed);
			quality += qualityAlarms;
			drift += driftAlarms;
		}
		console.log(`false alarms in 100 x 30 healthy days: quality ${quality}, drift ${drift}`);
		expect({ quality, drift }).toEqual({ quality: 0, drift: 0 });
	});

	it('and a day on which a fifth of the answers is lost is noticed at once', () => {
		let noticed = 0;
		for (let seed = 1; seed <= 100; seed++)
			if (simulateDays(11, seed, { day: 10, lose: 0.25 }).qualityAlarms === 1) noticed++;
		console.log(`loss of a quarter of the answers noticed within a day: ${noticed} of 100`);
		expect(noticed).toBeGreaterThanOrEqual(95);
	});
});
