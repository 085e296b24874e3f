/**
 * Child process of the bench: indexes a folder from nothing in one engine, drafts first, then refined, and prints what it
 * cost. Before, twice during and after refinement, while this process rests, the bare model runs over a sample of the same
 * token batches: the speed of a shared machine drifts.
 *
 * Arguments: CORPUS STORE SAMPLE (texts of the bare runs).
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Folder } from '../../src/engine/engineTypes';
import { STEP_TEXTS } from '../../src/engine/indexing/refiner';
import { walkFolder } from '../../src/engine/scan/walkFolder';
import { Catalogue } from '../../src/engine/store/catalogue';
import { storePaths } from '../../src/engine/store/storePaths';
import { defaultThreads } from '../../src/engine/threads/embedClient';
import { benchEngine } from '../benchEngine';
import { BENCH_RUNTIME } from '../runtime';
import { InterleavedRefinement } from './interleaved';
import { PhaseClock } from './phaseClock';
import { peakRssMb } from './processMemory';
import { sampleSteps, writeTokenFile } from './tokenFile';

/** As the embed worker cuts its work. */
const TOKEN_BUDGET = 512;
/** Words one of which is in any code base. */
const FIRST_WORDS = ['return', 'class', 'function', 'import', 'test', 'value'];

interface BareRun {
	readonly tokens: number;
	readonly texts: number;
	readonly seconds: number;
	readonly cpuSeconds: number;
}

async function main([corpus = '', store = '', sample = '0']: string[]): Promise<void> {
	const walkSeconds = await timeWalk(corpus);
	const started = performance.now();
	const engine = await benchEngine(store);
	const folder = await engine.open(corpus);
	const clock = new PhaseClock();
	const first = watchFirstAnswer(folder, started);
	const drafted = await folder.update({ refine: false, onProgress: p => clock.see(p) });
	clock.stop();
	const draftSeconds = (performance.now() - started) / 1000;
	const firstAnswerMs = first.stop();

	const texts = pendingTexts(store, folder.root);
	const tokenFile = join(store, 'bench-tokens.bin');
	writeTokenFile(tokenFile, sampleSteps(texts, STEP_TEXTS, Number(sample)));
	const bare: BareRun[] = [];
	const runBareOnce = async (): Promise<void> => {
		if (Number(sample) > 0 && texts.length > 0) bare.push(await runBare(tokenFile));
	};
	await runBareOnce();
	const bareBefore = performance.now();
	const interleaved = new InterleavedRefinement(folder, texts.length, [1 / 3, 2 / 3], async () => {
		const rested = performance.now();
		await runBareOnce();
		restedMs += performance.now() - rested;
	});
	let restedMs = 0;
	const cpuBefore = process.cpuUsage();
	const refined = await folder.update({
		onProgress: p => {
			clock.see(p);
			interleaved.see(p);
		},
	});
	const cpu = process.cpuUsage(cpuBefore);
	clock.stop();
	const refineSeconds = (performance.now() - bareBefore - restedMs) / 1000;
	await runBareOnce();

	const tokens = texts.reduce((sum, ids) => sum + ids.length, 0);
	const result = {
		files: refined.files,
		chunks: refined.chunks,
		texts: texts.length,
		tokens,
		embedded: refined.embedded,
		skipped: drafted.skipped,
		walkSeconds,
		firstAnswerMs,
		draftSeconds,
		refineSeconds,
		embedSeconds: interleaved.activeSeconds,
		embedCpuSeconds: (cpu.user + cpu.system) / 1e6,
		phases: clock.seconds,
		bare,
		peakRssMb: peakRssMb(),
		threads: defaultThreads(),
	};
	await folder.close();
	await engine.dispose();
	process.stdout.write(`${JSON.stringify(result)}\n`);
	process.exit(0);
}

async function timeWalk(corpus: string): Promise<number> {
	const started = performance.now();
	const rules = { include: [], exclude: [], respectGitignore: true, maxFileBytes: 1024 * 1024 };
	let files = 0;
	for await (const batch of walkFolder(corpus, rules)) files += batch.files.length;
	if (files === 0) throw new Error(`There is nothing to index in ${corpus}.`);
	return (performance.now() - started) / 1000;
}

/** Asks again and again until the words leg answers. */
function watchFirstAnswer(folder: Folder, started: number): { stop: () => number | null } {
	let answeredMs: number | null = null;
	let asking = false;
	const timer = setInterval(() => {
		if (asking) return;
		asking = true;
		const query = FIRST_WORDS.join(' ');
		folder
			.search({ query, mode: 'keyword', limit: 1 })
			.then(({ groups }) => {
				if (groups.length === 0) return;
				answeredMs ??= performance.now() - started;
				clearInterval(timer);
			})
			.catch(() => undefined)
			.finally(() => (asking = false));
	}, 100);
	return {
		stop: () => {
			clearInterval(timer);
			return answeredMs;
		},
	};
}

function pendingTexts(store: string, root: string): Uint16Array[] {
	const catalogue = Catalogue.open(storePaths(store, root).catalogue, { readOnly: true });
	try {
		return catalogue.pendingSlots().flatMap(slot => catalogue.pendingIds(slot) ?? []);
	} finally {
		catalogue.close();
	}
}

async function runBare(tokenFile: string): Promise<BareRun> {
	const args = [
		join(__dirname, 'bareStage.js'),
		tokenFile,
		BENCH_RUNTIME.models,
		String(defaultThreads()),
		String(STEP_TEXTS),
		String(TOKEN_BUDGET),
	];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	return JSON.parse(stdout) as BareRun;
}

void main(process.argv.slice(2));
