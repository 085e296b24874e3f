import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program';
import { STAGES, type QueryRecord, type Stage } from '../../../src/shared/health/healthTypes';
import { scoresOf } from '../../../src/engine/health/metrics';
import { fakeEngine, fakeState, type FakeState } from '../../support/fakeEngine';
import { fakeIo } from '../../support/fakeIo';
import { emptyReport } from '../../support/healthReport';

let base = '';
beforeEach(() => {
	base = mkdtempSync(join(tmpdir(), 'lodestone-cli-'));
	mkdirSync(join(base, 'project'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function run(state: FakeState, ...args: string[]) {
	const io = fakeIo({ cwd: base });
	const code = await runProgram(
		[...args, '--store', join(base, 'store')],
		io,
		() => Promise.resolve(fakeEngine(state)),
		'1.2.3',
		() => Promise.resolve(),
	);
	return { code, ...io.written };
}

const scores = scoresOf(Array.from({ length: 100 }, (_, i) => (i < 93 ? 1 : 0)));
const query: QueryRecord = {
	atMs: Date.UTC(2026, 10, 25, 14, 30),
	mode: 'hybrid',
	kind: 'prose',
	words: 4,
	stages: Object.fromEntries(STAGES.map((stage, i) => [stage, i + 0.25])) as Record<Stage, number>,
	candidates: 1_212,
	admitted: 10,
	chunks: 10,
	files: 12,
	vectorSearch: 'exact',
	refined: 0.5,
	draft: 0.5,
	degraded: false,
};

describe('health', () => {
	it('says quality in plain words and examines only when told', async () => {
		const state = fakeState({
			health: emptyReport({
				quality: [
					{
						atMs: 1,
						seconds: 3,
						legs: { keyword: scores, meaning: scores, hybrid: scores },
						kinds: {},
						languages: {},
					},
				],
			}),
		});
		const { code, out } = await run(state, 'health', 'project');
		expect([code, state.checks]).toEqual([0, 0]);
		expect(out).toContain(
			'of 100 questions made from your code, 93 found their place in the first five',
		);
		await run(state, 'health', 'project', '--check');
		expect(state.checks).toBe(1);
	});

	it('names an alarm with its numbers, its remedy and its runbook, and fails', async () => {
		const state = fakeState({
			health: emptyReport({
				alarms: [
					{
						code: 'vectors-wrong',
						severity: 'broken',
						sinceMs: 1,
						facts: { wrong: 20, checked: 25 },
						healing: true,
					},
				],
			}),
		});
		const { code, out } = await run(state, 'health', 'project');
		expect(code).toBe(1);
		expect(out).toContain('20 of 25 looked at are wrong.');
		expect(out).toContain('docs/RUNBOOKS.md#quality-fell');
		const json = JSON.parse((await run(state, 'health', 'project', '--json')).out) as object;
		expect(json).toMatchObject({ health: 'DEGRADED', alarms: [{ code: 'vectors-wrong' }] });
	});
});

describe('trace', () => {
	it('lists searches by stage, and days', async () => {
		const total = { count: 7, p50: 8.1, p95: 21.4, p99: 30 };
		const state = fakeState({
			health: emptyReport({
				queries: [query, query, query],
				days: [{ day: '2026-11-25', measures: { total } }],
			}),
		});
		const { out } = await run(state, 'trace', 'project', '--limit', '2');
		const lines = out.trim().split('\n');
		expect(lines.filter(line => line.startsWith('2026-11-25 14:30:00'))).toHaveLength(2);
		expect(lines[1]).toMatch(/ 7\.3 +1,212 +12 +50 %$/);
		expect(lines.at(-1)).toMatch(/^2026-11-25 +7 +8\.1 +21\.4 +30\.0$/);
		const { err } = await run(fakeState(), 'trace', 'project');
		expect(err).toContain('No search');
	});
});

describe('doctor', () => {
	it('exits with 0 for warnings and 1 for a problem, remedies below', async () => {
		const warning = {
			check: 'git',
			verdict: 'warning',
			found: 'not found',
			remedy: 'Get it.',
		} as const;
		const fine = await run(fakeState({ doctor: [warning] }), 'doctor', 'project');
		expect(fine.code).toBe(0);
		expect(fine.out).toMatch(/warning +git +not found\n +Get it\.\n/);
		const bad = { ...warning, verdict: 'problem' } as const;
		expect((await run(fakeState({ doctor: [bad] }), 'doctor', 'project')).code).toBe(1);
	});

	it('answers also where the folder cannot be opened', async () => {
		const { code, out } = await run(fakeState(), 'doctor', 'nowhere');
		expect(code).toBe(1);
		expect(out).toMatch(/ok +runtime +Node/);
		expect(out).toMatch(/problem +engine +There is no folder/);
	});
});
