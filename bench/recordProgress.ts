/**
 * Records a run for the tests of the time left: `npx tsx bench/recordProgress.ts FOLDER OUT.json [draft]`, after `npm run build`.
 *
 * Indexes FOLDER from nothing as a script does (`draft`: without refining) and writes when how much was done. The numbers are raw: the estimates are made anew by the
 * test, from the estimator as it is then.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultFolderSettings } from '../src/engine/engineTypes';
import { walkFolder } from '../src/engine/scan/walkFolder';
import type { IndexProgress } from '../src/shared/types';
import { benchEngine } from './benchEngine';

const MOST_EVENTS = 400;

/** Evenly chosen, the last one always among them. */
function thinned<T>(events: readonly T[]): T[] {
	const step = Math.ceil(events.length / MOST_EVENTS);
	return events.filter((_, i) => i % step === 0 || i === events.length - 1);
}

async function main([folderName = '', out = '', only = '']: string[]): Promise<void> {
	const root = resolve(folderName);
	const sizes: number[] = [];
	for await (const batch of walkFolder(root, defaultFolderSettings))
		sizes.push(...batch.files.map(({ size }) => size));
	const store = mkdtempSync(join(tmpdir(), 'lodestone-record-'));
	const engine = await benchEngine(store);
	const folder = await engine.open(root);
	const started = performance.now();
	const reading: [ms: number, files: number, done: number, scanning: number][] = [];
	const refining: [ms: number, refined: number][] = [];
	const see = (p: IndexProgress): void => {
		const ms = Math.round(performance.now() - started);
		if (p.phase === 'refining') refining.push([ms, p.refined]);
		else if (p.phase === 'scanning' || p.phase === 'reading')
			reading.push([ms, p.files, p.filesDone, p.phase === 'scanning' ? 1 : 0]);
	};
	const { chunks } = await folder.update({ refine: only !== 'draft', onProgress: see });
	const { coverage } = folder.status();
	await folder.close();
	await engine.dispose();
	rmSync(store, { recursive: true, force: true });
	const record = {
		note: `${sizes.length} files, ${chunks} chunks, load ${(loadavg()[0] ?? 0).toFixed(1)} at the end`,
		sizes,
		reading: thinned(reading),
		refining: { total: coverage.refined, events: thinned(refining) },
	};
	writeFileSync(out, JSON.stringify(record));
	process.exit(0);
}

void main(process.argv.slice(2));
