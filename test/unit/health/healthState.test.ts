import { describe, expect, it } from 'vitest';
import {
	gravestState,
	HEALTH_WORDS,
	healthState,
	healthWord,
	type HealthFacts,
} from '../../../src/shared/health/healthState';
import { ALARM_CODES, type Alarm } from '../../../src/shared/health/healthTypes';
import type { IndexProgress, IndexState } from '../../../src/shared/types';

const progress: IndexProgress = {
	phase: 'reading',
	files: 10,
	filesDone: 5,
	chunks: 20,
	refined: 0,
	rate: 0,
	secondsLeft: undefined,
};
const alarm = (severity: Alarm['severity'], code: Alarm['code'] = 'vectors-wrong'): Alarm => ({
	code,
	severity,
	sinceMs: 1,
	facts: {},
	healing: false,
});

/** Every combination of facts: the whole domain of the machine, apart from texts and counts. */
function* allFacts(): Generator<HealthFacts> {
	for (const failure of [undefined, { code: 'disk-full', why: 'Full.' }])
		for (const files of [0, 3])
			for (const everUpdated of [false, true])
				for (const at of [undefined, progress])
					for (const paused of [
						undefined,
						'battery',
						'user',
						'load',
						'typing',
						'unfocused',
					] as const)
						for (const modelFailure of [undefined, 'No AVX2.'])
							for (const staleFiles of [0, 7])
								for (const alarms of [
									[],
									[alarm('missed', 'search-slow')],
									[alarm('broken')],
									[alarm('missed', 'search-slow'), alarm('broken', 'graph-recall')],
								])
									yield {
										failure,
										files,
										everUpdated,
										progress: at,
										paused,
										modelFailure,
										staleFiles,
										alarms,
									};
}

/** The rules again, as a table of conditions that exclude each other: the naive twin. */
function expected(f: HealthFacts): IndexState['type'] {
	const working = f.paused !== undefined ? 'paused' : f.progress ? 'indexing' : undefined;
	const broken = f.alarms.some(each => each.severity === 'broken');
	const first = !f.everUpdated && (f.files === 0 || working !== undefined);
	const table: [boolean, IndexState['type']][] = [
		[f.failure !== undefined, 'error'],
		[f.failure === undefined && (first || f.files === 0), working ?? 'empty'],
		[
			f.failure === undefined && !first && f.files > 0 && (f.modelFailure !== undefined || broken),
			'degraded',
		],
		[
			f.failure === undefined && !first && f.files > 0 && f.modelFailure === undefined && !broken,
			working ?? (f.staleFiles > 0 ? 'stale' : 'ready'),
		],
	];
	const holding = table.filter(([holds]) => holds);
	expect(holding).toHaveLength(1);
	return holding[0]![1];
}

describe('healthState', () => {
	it('gives the state of the rules for every combination of facts, and reaches every word', () => {
		const reached = new Set<string>();
		let combinations = 0;
		for (const facts of allFacts()) {
			const state = healthState(facts);
			expect(state.type, JSON.stringify(facts)).toBe(expected(facts));
			reached.add(healthWord(state));
			combinations++;
		}
		expect(combinations).toBe(2 * 2 * 2 * 2 * 6 * 2 * 2 * 4);
		expect([...reached].sort()).toEqual([...HEALTH_WORDS].sort());
	});

	it('says why, for each alarm that breaks answers', () => {
		const rest = {
			failure: undefined,
			files: 3,
			everUpdated: true,
			progress: undefined,
			paused: undefined,
			modelFailure: undefined,
			staleFiles: 0,
		};
		for (const code of ALARM_CODES) {
			const state = healthState({ ...rest, alarms: [alarm('broken', code)] });
			expect(state).toMatchObject({ type: 'degraded', cause: code });
			expect(state.type === 'degraded' && state.why).toMatch(/^[A-Z].+\.$/);
		}
		expect(healthState({ ...rest, alarms: [alarm('missed', 'search-slow')] })).toEqual({
			type: 'ready',
		});
		const mended = healthState({ ...rest, alarms: [{ ...alarm('broken'), healing: true }] });
		expect(mended.type === 'degraded' && mended.why).toContain('being mended');
	});

	it('has a broken folder stand for a window, and an empty one only when all are', () => {
		const ready: IndexState = { type: 'ready' };
		const empty: IndexState = { type: 'empty', why: '' };
		const stale: IndexState = { type: 'stale', files: 2 };
		const error: IndexState = { type: 'error', code: 'x', why: '' };
		const typing: IndexState = { type: 'paused', why: 'typing', progress };
		const user: IndexState = { type: 'paused', why: 'user', progress };
		const indexing: IndexState = { type: 'indexing', progress };
		expect(gravestState([])).toBeUndefined();
		expect(gravestState([ready, empty])).toBe(ready);
		expect(gravestState([empty, empty])).toBe(empty);
		expect(gravestState([ready, stale, indexing, error])).toBe(error);
		expect(gravestState([indexing, typing])).toBe(indexing);
		expect(gravestState([indexing, user])).toBe(user);
		expect(gravestState([ready, stale])).toBe(stale);
	});
});
