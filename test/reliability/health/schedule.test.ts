import {
	appendFileSync,
	cpSync,
	mkdtempSync,
	realpathSync,
	readdirSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
	createEngine,
	type Engine,
	type EngineOptions,
	type Folder,
} from '../../../src/engine/engine';
import { SCHEDULE_MS } from '../../../src/engine/health/folderHealth';
import { silentLogger } from '../../../src/engine/ports';
import { storePaths } from '../../../src/engine/store/storePaths';
import { cutLinks } from '../../support/cutLinks';
import { RUNTIME } from '../../support/engineOn';
import { dropChunks, shuffleVectors } from '../../support/indexFaults';
import { FastEmbedder } from '../support/fastEmbedder';
import { record } from '../support/figures';
import { pick, random, SEED, times } from '../support/scale';
import { until } from '../support/until';
import { LOOK_MS, SimulatedTime } from './simulatedTime';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A folder that was just opened is left in peace for so long. */
const SETTLE = 60_000;

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-schedule-')));
/** Our own source is the workspace: real code with real comments. */
const root = join(base, 'work');
const healthy = join(base, 'healthy');
const began = Date.now() - 60 * DAY;
const engines: Engine[] = [];

async function engineOn(
	store: string,
	time: SimulatedTime,
	options: Partial<EngineOptions> = {},
): Promise<Engine> {
	const engine = await createEngine({
		storeRoot: store,
		runtime: RUNTIME,
		logger: silentLogger,
		background: true,
		healthClock: time.clock,
		...options,
	});
	// How fast this machine is does not belong here.
	engine.setObjectives({ searchMs: 60_000, saveMs: 60_000 });
	engines.push(engine);
	return engine;
}

const fast = (): Partial<EngineOptions> => ({
	embedder: () => Promise.resolve(new FastEmbedder()),
});

/** Waits, in real time, until the folder has nothing left to do. */
async function atRest(folder: Folder): Promise<void> {
	await until(() => {
		const { state, coverage } = folder.status();
		return state.type !== 'indexing' && coverage.refined === coverage.chunks;
	});
}

/** Opens the workspace and waits until it is refined and its graph is built, if it has one. */
async function open(engine: Engine, time: SimulatedTime, folderPath = root): Promise<Folder> {
	const folder = await engine.open(folderPath);
	await folder.update();
	time.rest = () => atRest(folder);
	await time.rest();
	return folder;
}

function setTime(path: string, ms: number): void {
	utimesSync(path, ms / 1_000, ms / 1_000);
}

/** Codes of the alarms raised from `fromMs` on; the report keeps the newest forty events. */
function raised(folder: Folder, fromMs: number): unknown[] {
	return folder
		.health()
		.events.filter(({ type, atMs }) => type === 'alarm' && atMs >= fromMs)
		.map(({ facts }) => facts['code']);
}

beforeAll(async () => {
	for (const name of ['lexical', 'scan'])
		cpSync(resolve('src/engine', name), join(root, name), { recursive: true });
	for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) setTime(join(entry.parentPath, entry.name), began - DAY);
	const engine = await engineOn(healthy, new SimulatedTime(began - HOUR), fast());
	const folder = await engine.open(root);
	await folder.update();
	await atRest(folder);
	await engine.dispose();
});
afterEach(async () => {
	for (const engine of engines.splice(0)) await engine.dispose();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A window on a copy of the healthy index. */
async function opened(options = fast()) {
	const time = new SimulatedTime(began);
	const store = mkdtempSync(join(base, 'store-'));
	// The fast embedder's vectors stand under the keys of the real one.
	if (options.embedder !== undefined) cpSync(healthy, store, { recursive: true });
	const engine = await engineOn(store, time, options);
	return { store, engine, folder: await open(engine, time), time };
}

describe('the schedule', () => {
	it('leaves a folder in peace at first, then makes each check when it is due, and no sooner', async () => {
		const { folder, time } = await opened();
		await time.pass(SETTLE - LOOK_MS);
		expect(folder.health()).toMatchObject({ checkedMs: 0, drift: [], quality: [] });
		// The three checks that were never made, one at a look.
		await time.pass(3 * LOOK_MS + SETTLE);
		const first = folder.health();
		expect([first.drift.length, first.quality.length]).toEqual([1, 1]);
		expect(first.checkedMs).toBeGreaterThan(began);
		for (let minute = 0; minute < 10; minute++) {
			await time.pass(60_000);
			expect(time.nowMs - folder.health().checkedMs).toBeLessThan(SCHEDULE_MS.staleness + LOOK_MS);
		}
		await time.pass(3 * SCHEDULE_MS.drift);
		const points = folder.health().drift.map(({ atMs }) => atMs);
		expect(points).toHaveLength(4);
		for (const [i, atMs] of points.slice(1).entries()) {
			const gap = atMs - points[i]!;
			expect(gap).toBeGreaterThanOrEqual(SCHEDULE_MS.drift);
			expect(gap).toBeLessThanOrEqual(SCHEDULE_MS.drift + 2 * LOOK_MS);
		}
		expect(folder.health().quality).toHaveLength(1);
		await time.pass(SCHEDULE_MS.drift);
		const runs = folder.health().quality.map(({ atMs }) => atMs);
		expect(runs).toHaveLength(2);
		expect(runs[1]! - runs[0]!).toBeLessThanOrEqual(SCHEDULE_MS.quality + 3 * LOOK_MS);
	});

	it('gives way: to a search that was just asked, and to a pause', async () => {
		const { folder, time } = await opened();
		await time.pass(SETTLE - LOOK_MS);
		time.nowMs += LOOK_MS;
		await folder.search({ query: 'ignore rules of git' });
		time.nowMs += 2_000;
		await time.look();
		expect(folder.health().checkedMs).toBe(0);
		time.nowMs += 1_000;
		await time.look();
		expect(folder.health().checkedMs).toBe(time.nowMs);
		folder.pause('user');
		await time.pass(DAY / 4);
		expect(folder.health()).toMatchObject({ drift: [], quality: [] });
		folder.resume();
		await time.pass(4 * LOOK_MS);
		const { drift, quality } = folder.health();
		expect([drift.length, quality.length]).toEqual([1, 1]);
	});

	it('makes up for what was missed while no window was open, and for a check that a closing window cut off', async () => {
		const { store, engine, folder, time } = await opened();
		await time.pass(3 * SETTLE);
		expect(folder.health().drift).toHaveLength(1);
		await engine.dispose();
		time.nowMs += 2 * HOUR;
		// Not due yet: opening again is no reason.
		const second = await engineOn(store, time, fast());
		const again = await open(second, time);
		await time.pass(3 * SETTLE);
		expect(again.health().drift).toHaveLength(1);
		time.nowMs += 5 * HOUR;
		// First the comparison with the disk, then the check that the closing window cuts off.
		await time.look();
		const cutOff = time.look();
		await second.dispose();
		await cutOff;
		const last = await open(await engineOn(store, time, fast()), time);
		expect(last.health().drift).toHaveLength(1);
		await time.pass(3 * SETTLE);
		expect(last.health().drift).toHaveLength(2);
	});
});

describe('a fault right after a check is noticed by the next one of its schedule', () => {
	const noticedAfter: Record<string, number> = {};

	/** Two checks of a healthy index, then the fault while no window is open, then as long as until the next check. */
	async function noticed(
		code: string,
		break_: (store: string, time: SimulatedTime) => void,
		options = fast(),
		after = options,
	): Promise<void> {
		const { store, engine, folder, time } = await opened(options);
		// A graph may still be built, which is work and takes real time.
		await until(async () => {
			await time.pass(LOOK_MS);
			return folder.health().drift.length === 1;
		});
		await time.pass(SCHEDULE_MS.drift + 2 * LOOK_MS);
		expect(folder.health().drift).toHaveLength(2);
		const checkedMs = folder.health().drift[1]!.atMs;
		expect(raised(folder, began)).toEqual([]);
		await engine.dispose();
		break_(store, time);
		const again = await open(await engineOn(store, time, after), time);
		await time.pass(SCHEDULE_MS.drift - (time.nowMs - checkedMs) + 2 * LOOK_MS);
		const alarm = again
			.health()
			.events.find(({ type, facts }) => type === 'alarm' && facts['code'] === code);
		expect(alarm, code).toBeDefined();
		noticedAfter[code] = alarm!.atMs - checkedMs;
		expect(noticedAfter[code]).toBeGreaterThanOrEqual(SCHEDULE_MS.drift);
	}

	it('chunks dropped', () => noticed('chunks-missing', store => dropChunks(store, root)));
	it('vectors shuffled', () => noticed('vectors-wrong', store => shuffleVectors(store, root)));
	it('links of the graph cut', () =>
		// The real model: neighbours of vectors without a meaning are no measure for a graph.
		noticed('graph-recall', store => cutLinks(storePaths(store, root).index), {
			graphMinRows: 100,
		}));
	it('a slow disk', () => noticed('disk-slow', (_store, time) => (time.diskMs = 900)));
	it('another model under the same name', () => {
		const other = new FastEmbedder();
		const turned = Object.assign(Object.create(other) as FastEmbedder, {
			embedTexts: async (texts: readonly string[]) => {
				const answer = await other.embedTexts(texts);
				return { ...answer, vectors: answer.vectors.map(value => -value) };
			},
		});
		return noticed('model-changed', () => undefined, fast(), {
			embedder: () => Promise.resolve(turned),
		});
	});
	it('files changed behind the watcher, an hour ago and just now', async () => {
		const { folder, time } = await opened();
		await time.pass(3 * SETTLE);
		const path = join(root, 'scan', readdirSync(join(root, 'scan'))[0]!);
		appendFileSync(path, '\nexport const persimmonOfAnHour = 1;\n');
		setTime(path, time.nowMs - HOUR);
		const changedMs = time.nowMs;
		await time.pass(SCHEDULE_MS.staleness + LOOK_MS);
		expect(raised(folder, changedMs)).toEqual(['stale-files']);
		const { events } = folder.health();
		noticedAfter['stale-files'] = events.find(({ type }) => type === 'alarm')!.atMs - changedMs;
		// Younger than the objective: brought up to date without an alarm.
		writeFileSync(join(root, 'scan', 'young.ts'), 'export const kumquatOfThisMinute = 1;\n');
		setTime(join(root, 'scan', 'young.ts'), time.nowMs);
		await time.pass(SCHEDULE_MS.staleness + 2 * LOOK_MS);
		for (const name of ['persimmonOfAnHour', 'kumquatOfThisMinute']) {
			const { groups } = await folder.search({ query: name, mode: 'keyword' });
			expect(groups.length, name).toBeGreaterThan(0);
		}
		expect(raised(folder, began)).toEqual(['stale-files']);
		rmSync(join(root, 'scan', 'young.ts'));
	});

	afterAll(() =>
		record('schedule', {
			'faults noticed within one schedule': `${Object.keys(noticedAfter).length} of 6`,
			'after, simulated minutes': Object.entries(noticedAfter)
				.map(([code, ms]) => `${code} ${(ms / 60_000).toFixed(1)}`)
				.join(', '),
		}),
	);
});

describe('healthy days of work', () => {
	it('raise no alarm: the real model, edits, searches, a window opened each morning', async () => {
		const days = times(2, 30);
		const next = random(SEED);
		const time = new SimulatedTime(began);
		const store = join(base, 'days');
		const mine = join(base, 'mine');
		cpSync(root, mine, { recursive: true, preserveTimestamps: true });
		const alarms: unknown[] = [];
		let checks = { drift: 0, quality: 0 };
		for (let day = 0; day < days; day++) {
			time.nowMs = began + day * DAY;
			const engine = await engineOn(store, time);
			const folder = await open(engine, time, mine);
			let seenMs = time.nowMs;
			for (let hour = 0; hour < 8; hour++) {
				const path = pick(next, readdirSync(join(mine, 'scan')));
				appendFileSync(
					join(mine, 'scan', path),
					`\n/** Counts the lines of part ${day} that hold a word, for hour ${hour}. */\nexport function countLines${day}x${hour}(text: string, word: string): number {\n\treturn text.split('\\n').filter(line => line.includes(word)).length;\n}\n`,
				);
				setTime(join(mine, 'scan', path), time.nowMs);
				await folder.update({ paths: [`scan/${path}`], refine: false });
				for (const query of ['ignore rules', 'walk a folder', 'stem a word'])
					await folder.search({ query });
				await time.pass(HOUR);
				alarms.push(...raised(folder, seenMs));
				seenMs = time.nowMs + 1;
			}
			const { drift, quality } = folder.health();
			checks = { drift: drift.length, quality: quality.length };
			expect(folder.status().health).toBe('OK');
			await engine.dispose();
		}
		record('schedule', {
			'healthy days of eight hours': days,
			'checks made': `drift ${checks.drift}, quality ${checks.quality}`,
			'false alarms': alarms.length,
		});
		expect(alarms).toEqual([]);
		// In the morning, what is due since the evening, and once more after six hours.
		expect(checks.drift).toBeGreaterThanOrEqual(Math.min(days * 2 - 1, 30));
		expect(checks.quality).toBeGreaterThanOrEqual(Math.min(days - 1, 20));
	});
});
