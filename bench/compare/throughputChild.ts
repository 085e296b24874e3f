/**
 * Child process of the comparison: how many texts a second Lodestone's embed worker does, alone on the machine.
 *
 * Arguments: TOKENS (a token file) ROUNDS. Prints one JSON list of texts a second, one a round.
 */
import { STEP_TEXTS } from '../../src/engine/indexing/refiner';
import { EmbedClient } from '../../src/engine/threads/embedClient';
import { readTokenFile } from '../cost/tokenFile';
import { BENCH_RUNTIME, benchLogger } from '../runtime';

async function main([file = '', rounds = '3']: string[]): Promise<void> {
	const texts = readTokenFile(file);
	const client = new EmbedClient({ paths: BENCH_RUNTIME, logger: benchLogger });
	await client.embedBatch(texts.slice(0, STEP_TEXTS));
	const speeds: number[] = [];
	for (let round = 0; round < Number(rounds); round++) {
		const started = performance.now();
		for (let at = 0; at < texts.length; at += STEP_TEXTS)
			await client.embedBatch(texts.slice(at, at + STEP_TEXTS));
		speeds.push(texts.length / ((performance.now() - started) / 1000));
	}
	await client.dispose();
	process.stdout.write(`${JSON.stringify(speeds)}\n`);
	process.exit(0);
}

void main(process.argv.slice(2));
