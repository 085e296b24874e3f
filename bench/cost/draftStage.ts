/**
 * Child process of the bench: indexes a folder from nothing, drafts only, and prints what it cost.
 *
 * Arguments: CORPUS STORE.
 */
import { benchEngine } from '../benchEngine';
import { peakRssMb } from './processMemory';

async function main([corpus = '', store = '']: string[]): Promise<void> {
	const started = performance.now();
	const engine = await benchEngine(store);
	const folder = await engine.open(corpus);
	const { files, chunks } = await folder.update({ refine: false });
	const { user, system } = process.cpuUsage();
	const result = {
		files,
		chunks,
		seconds: (performance.now() - started) / 1000,
		cpuSeconds: (user + system) / 1e6,
		peakRssMb: peakRssMb(),
	};
	await folder.close();
	await engine.dispose();
	process.stdout.write(`${JSON.stringify(result)}\n`);
	process.exit(0);
}

void main(process.argv.slice(2));
