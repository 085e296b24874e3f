/**
 * Child process of the bench: opens an unchanged index, asks, and prints how long it took, stage by stage.
 *
 * Arguments: CORPUS STORE QUERIES ROUNDS (0 rounds: only reopen) [drafts] (refines nothing).
 */
import { storePaths } from '../../src/engine/store/storePaths';
import type { SearchTrace } from '../../src/shared/types';
import { untilModelIsReady } from '../evalRepository';
import { benchEngine } from '../benchEngine';
import { benchQueries } from './benchQueries';
import { peakRssMb } from './processMemory';

async function main([
	corpus = '',
	store = '',
	count = '200',
	rounds = '3',
	drafts = '',
]: string[]): Promise<void> {
	const started = performance.now();
	const engine = await benchEngine(store);
	const folder = await engine.open(corpus);
	const openMs = performance.now() - started;
	const summary = await folder.update({ refine: drafts !== 'drafts' });
	const reopenMs = performance.now() - started;
	const traces: SearchTrace[] = [];
	const wallMs: number[] = [];
	if (Number(rounds) > 0) {
		await untilModelIsReady(folder);
		const queries = benchQueries(storePaths(store, folder.root).catalogue, Number(count));
		for (const query of queries.slice(0, 20)) await folder.search({ query });
		for (let round = 0; round < Number(rounds); round++) {
			for (const query of queries) {
				const asked = performance.now();
				const { trace } = await folder.search({ query });
				wallMs.push(performance.now() - asked);
				traces.push(trace);
			}
		}
	}
	// Taken here, after the indexing process has ended: it folds SQLite's log into the file when it closes.
	const { bytes } = folder.status();
	const result = {
		openMs,
		reopenMs,
		embedded: summary.embedded,
		traces,
		wallMs,
		peakRssMb: peakRssMb(),
		bytes,
	};
	await folder.close();
	await engine.dispose();
	process.stdout.write(`${JSON.stringify(result)}\n`);
	process.exit(0);
}

void main(process.argv.slice(2));
