/**
 * Child process of the bench: what a question costs while the index is refined. Makes drafts, lets the engine refine in the
 * background as an editor's engine does (low priority, duty cycle), and asks with a pause after each answer, as a person would.
 *
 * Arguments: CORPUS STORE QUERIES. Prints one JSON object.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { storePaths } from '../../src/engine/store/storePaths';
import { untilModelIsReady } from '../evalRepository';
import { benchEngine } from '../benchEngine';
import { benchQueries } from './benchQueries';
import { peakRssMb } from './processMemory';
import { percentiles } from './statistics';

const PAUSE_MS = 100;
const WARM_UP = 20;
/** As the extension starts the engine: src/extension/services.ts. */
const NICENESS = 10;
const PROCESSOR_SHARE = 0.8;

async function main([corpus = '', store = '', count = '200']: string[]): Promise<void> {
	const engine = await benchEngine(store, {
		background: true,
		niceness: NICENESS,
		processorShare: PROCESSOR_SHARE,
	});
	const folder = await engine.open(corpus);
	await folder.update({ refine: false });
	await untilModelIsReady(folder);
	const queries = benchQueries(storePaths(store, folder.root).catalogue, Number(count) + WARM_UP);
	for (const query of queries.slice(0, WARM_UP)) await folder.search({ query });
	const before = folder.status().coverage;
	const started = performance.now();
	const wallMs: number[] = [];
	const embedMs: number[] = [];
	for (const query of queries.slice(WARM_UP)) {
		// What is asked after refinement has ended does not count.
		if (folder.status().state.type !== 'indexing') break;
		const asked = performance.now();
		const { trace } = await folder.search({ query });
		wallMs.push(performance.now() - asked);
		embedMs.push(trace.embedMs);
		await sleep(PAUSE_MS);
	}
	const seconds = (performance.now() - started) / 1000;
	const after = folder.status().coverage;
	const result = {
		chunks: after.chunks,
		queries: wallMs.length,
		queryMs: percentiles(wallMs),
		embedMs: percentiles(embedMs),
		refinedMeanwhile: after.refined - before.refined,
		refinedPerSecond: Math.round((after.refined - before.refined) / seconds),
		duty: engine.duty,
		peakRssMb: Math.round(peakRssMb()),
	};
	process.stdout.write(`${JSON.stringify(result)}\n`);
	// In order: a process that ends while its worker is inside ONNX Runtime is aborted by the native code.
	await engine.dispose();
	process.exit(0);
}

void main(process.argv.slice(2));
