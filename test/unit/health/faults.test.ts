import { createHash } from 'node:crypto';
import {
	appendFileSync,
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '../../../src/engine/engine';
import { silentLogger } from '../../../src/engine/ports';
import { storePaths } from '../../../src/engine/store/storePaths';
import { EmbedClient } from '../../../src/engine/threads/embedClient';
import type { HealthReport } from '../../../src/shared/health/healthTypes';
import { RUNTIME } from '../../support/engineOn';
import { cutLinks } from '../../support/cutLinks';
import { dropChunks, shuffleVectors } from '../../support/indexFaults';

/** Our own source is the workspace: real code with real comments. */
const SOURCES = ['lexical', 'scan', 'store'];
const base = mkdtempSync(join(tmpdir(), 'lodestone-faults-'));
const root = join(base, 'work');
/** An index that was healthy for three runs; each fault is done to a copy of it. */
const healthy = join(base, 'healthy');
const engines: Engine[] = [];
const noticed: string[] = [];
let faults = 0;
let falseAlarms = 0;

async function engineOn(store: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
	const engine = await createEngine({
		storeRoot: store,
		runtime: RUNTIME,
		logger: silentLogger,
		healthClock: { seed: 7, diskMs: () => Promise.resolve(2) },
		...options,
	});
	engines.push(engine);
	return engine;
}

function copyOfHealthy(): string {
	const store = mkdtempSync(join(base, 'store-'));
	cpSync(healthy, store, { recursive: true });
	return store;
}

const broken = ({ alarms }: HealthReport): string[] =>
	alarms.filter(({ severity }) => severity === 'broken').map(({ code }) => code);
/** Alarms that were raised, mended ones included. */
const raised = ({ events }: HealthReport): unknown[] =>
	events.filter(({ type }) => type === 'alarm').map(({ facts }) => facts['code']);

/** One injected fault: counts it, and whether it was noticed. */
function notice(fault: string, seen: boolean, by: string): void {
	faults++;
	if (seen) noticed.push(`${fault}: ${by}`);
	expect(seen, `${fault} was not noticed by ${by}`).toBe(true);
}

/** As if written an hour ago: nothing here waits for a clock. */
function age(path: string): void {
	const then = Date.now() / 1000 - 3_600;
	utimesSync(path, then, then);
}

beforeAll(async () => {
	for (const name of SOURCES)
		cpSync(resolve('src/engine', name), join(root, name), { recursive: true });
	for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) age(join(entry.parentPath, entry.name));
	const engine = await engineOn(healthy);
	const folder = await engine.open(root);
	await folder.update();
	for (let run = 0; run < 3; run++) falseAlarms += broken(await folder.checkHealth()).length;
	await engine.dispose();
}, 240_000);

afterAll(async () => {
	for (const engine of engines) await engine.dispose();
	rmSync(base, { recursive: true, force: true });
	console.log(
		`injected faults noticed within one schedule: ${noticed.length} of ${faults}; false alarms on the healthy index: ${falseAlarms}\n${noticed.map(line => `  ${line}`).join('\n')}`,
	);
});

describe('a healthy index', () => {
	it('raises no alarm, run after run, and its questions are answered', async () => {
		expect(falseAlarms).toBe(0);
		const folder = await (await engineOn(copyOfHealthy())).open(root);
		const { quality, drift, events } = folder.health();
		expect(quality).toHaveLength(3);
		expect(drift).toHaveLength(3);
		const { hybrid } = quality[2]!.legs;
		expect(hybrid.questions).toBeGreaterThanOrEqual(40);
		expect(hybrid.recall5.value).toBeGreaterThan(0.5);
		// The set is kept: the same questions give the same answers.
		expect(quality[1]!.legs).toEqual(quality[2]!.legs);
		expect(events.some(({ type }) => type === 'alarm')).toBe(false);
		expect(folder.status().health).toBe('OK');
	});
});

describe('injected faults', () => {
	it('a model swapped for another of the same shape: nothing of the old one is compared', async () => {
		const store = copyOfHealthy();
		const models = join(base, 'models');
		cpSync(RUNTIME.models, models, { recursive: true });
		const bytes = readFileSync(join(models, 'model.onnx'));
		const middle = bytes.length >> 1;
		for (let i = 0; i < 1_000_000; i++) bytes[middle + i] = (bytes[middle + i] ?? 0) ^ 0x55;
		writeFileSync(join(models, 'model.onnx'), bytes);
		// Only the file: the checksum keeps it from being loaded, and the state says so.
		const refused = await engineOn(store, { runtime: { ...RUNTIME, models } });
		const folder = await refused.open(root);
		void folder.warmUp();
		// A search waits 600 ms for the model at most; on a busy machine reading the file takes longer, and words answer meanwhile.
		await vi.waitFor(
			async () => {
				const answer = await folder.search({ query: 'ignore rules of git' });
				expect(answer.degraded).toContain('checksum');
			},
			{ timeout: 20_000, interval: 100 },
		);
		notice('model file swapped', folder.status().health === 'DEGRADED', 'its checksum, DEGRADED');
		await refused.dispose();

		// The file and its manifest: another fingerprint, so all vectors go before any is compared.
		const manifest = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8')) as {
			files: { model: { sha256: string } };
		};
		manifest.files.model.sha256 = createHash('sha256').update(bytes).digest('hex');
		writeFileSync(join(models, 'manifest.json'), JSON.stringify(manifest));
		const swapped = await engineOn(store, { runtime: { ...RUNTIME, models } });
		const again = await swapped.open(root);
		expect(again.status().coverage).toMatchObject({ meaning: 0, refined: 0 });
		expect((await again.search({ query: 'ignore rules', limit: 3 })).groups).toHaveLength(3);
		const told = again
			.health()
			.events.some(
				({ type, facts }) => type === 'healed' && /model changed/.test(String(facts['what'])),
			);
		notice('model and manifest swapped', told, 'the fingerprint, vectors emptied at opening');
		await swapped.dispose();
	});

	it('a model that gives other vectors under the same name', async () => {
		const engine = await engineOn(copyOfHealthy(), { embedder: otherModel });
		const folder = await engine.open(root);
		const report = await folder.checkHealth(['drift']);
		notice('other vectors', broken(report).includes('model-changed'), 'model-changed');
		expect(folder.status().health).toBe('DEGRADED');
		await engine.dispose();
	});

	it('vectors shuffled: noticed, embedded again, sound afterwards', async () => {
		const store = copyOfHealthy();
		shuffleVectors(store, root);
		const engine = await engineOn(store);
		const folder = await engine.open(root);
		const judged = await folder.checkHealth(['quality']);
		notice('vectors shuffled, by quality', broken(judged).includes('quality-fell'), 'quality-fell');
		expect(judged.alarms[0]?.facts['leg']).toBe('meaning');
		const report = await folder.checkHealth(['drift']);
		notice('vectors shuffled', raised(report).includes('vectors-wrong'), 'vectors-wrong');
		const mended = await folder.checkHealth(['drift', 'quality']);
		expect(broken(mended)).toEqual([]);
		expect(mended.drift.at(-1)?.selfSimilarity).toBeGreaterThan(0.98);
		expect(folder.status()).toMatchObject({ health: 'OK' });
		await engine.dispose();
	});

	it('a fifth of the chunks dropped: noticed twice, read again', async () => {
		const store = copyOfHealthy();
		dropChunks(store, root);
		const engine = await engineOn(store);
		const folder = await engine.open(root);
		const before = folder.status().chunks;
		const judged = await folder.checkHealth(['quality']);
		notice('chunks dropped, by quality', broken(judged).includes('quality-fell'), 'quality-fell');
		const report = await folder.checkHealth(['drift']);
		notice('chunks dropped', raised(report).includes('chunks-missing'), 'chunks-missing');
		expect(folder.status().chunks).toBeGreaterThan(before * 1.1);
		expect(broken(await folder.checkHealth(['drift', 'quality']))).toEqual([]);
		await engine.dispose();
	});

	it('links of the graph cut: noticed, built anew', async () => {
		const store = copyOfHealthy();
		const options = { graphMinRows: 100 };
		const first = await engineOn(store, options);
		const whole = await first.open(root);
		await whole.update();
		const sound = await whole.checkHealth(['drift']);
		expect(broken(sound)).toEqual([]);
		expect(sound.drift.at(-1)?.graphRecall).toBeGreaterThan(0.95);
		await first.dispose();
		cutLinks(storePaths(store, root).index);
		const engine = await engineOn(store, options);
		const folder = await engine.open(root);
		const report = await folder.checkHealth(['drift']);
		notice('links cut', raised(report).includes('graph-recall'), 'graph-recall');
		const mended = await folder.checkHealth(['drift']);
		expect(mended.drift.at(-1)?.graphRecall).toBeGreaterThan(0.95);
		expect(broken(mended)).toEqual([]);
		await engine.dispose();
	});

	it('a slow disk', async () => {
		const clock = { seed: 7, diskMs: () => Promise.resolve(900) };
		const engine = await engineOn(copyOfHealthy(), { healthClock: clock });
		const folder = await engine.open(root);
		const { alarms } = await folder.checkHealth(['drift']);
		notice(
			'slow disk',
			alarms.some(({ code }) => code === 'disk-slow'),
			'disk-slow',
		);
		// An objective is missed; answers are right all the same.
		expect(folder.status().health).toBe('OK');
		await engine.dispose();
	});

	it('files changed behind the watcher: caught up with, and a reader that cannot says STALE', async () => {
		const store = copyOfHealthy();
		const writer = await engineOn(store);
		const folder = await writer.open(root);
		const other = await engineOn(store);
		const reading = await other.open(root);
		expect(reading.status().writer).toBe('other');
		for (const name of readdirSync(join(root, 'scan')).slice(0, 6)) {
			appendFileSync(join(root, 'scan', name), '\nexport const gleamingPersimmon = 1;\n');
			age(join(root, 'scan', name));
		}
		await reading.checkHealth(['staleness']);
		notice('files changed, reader', reading.status().health === 'STALE', 'STALE');
		const report = await folder.checkHealth(['staleness']);
		notice('files changed, writer', raised(report).includes('stale-files'), 'stale-files');
		expect(report.events.some(({ type }) => type === 'caught-up')).toBe(true);
		expect(folder.status().health).toBe('OK');
		const { groups } = await folder.search({ query: 'gleamingPersimmon' });
		expect(groups.length).toBeGreaterThanOrEqual(6);
		await other.dispose();
		await writer.dispose();
	});
});

/** The real model with its vectors turned around: unit length, same shape, other meaning. */
async function otherModel(): Promise<EmbedClient> {
	const client = new EmbedClient({ paths: RUNTIME, logger: silentLogger });
	await client.ready;
	return new Proxy(client, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name, target);
			if (typeof value !== 'function') return value;
			const method = value.bind(target) as (...args: unknown[]) => unknown;
			if (name === 'embedTexts')
				return async (...args: unknown[]) => {
					const answer = (await method(...args)) as { vectors: Float32Array };
					return { ...answer, vectors: answer.vectors.reverse() };
				};
			if (name === 'embedBatch' || name === 'embedQuery')
				return async (...args: unknown[]) => ((await method(...args)) as Float32Array).reverse();
			return method;
		},
	});
}
