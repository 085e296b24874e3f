// npm run fuzz -- [--seconds N] [--seed N]: fuzzes the chunker until the time is over; a new seed each time unless one is given.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzzer';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string' } },
	});
	const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
	const end = performance.now() + Number(values.seconds) * 1_000;
	console.log(`seed ${seed}, ${values.seconds} s`);
	const report = await fuzz(seed, inputs => {
		if (inputs % 500 === 0) console.log(`${inputs} inputs`);
		return performance.now() < end;
	});
	console.log(JSON.stringify(report, undefined, '\t'));
	process.exit(
		report.escaped.length + report.wrongSpans.length + report.stalls.length === 0 ? 0 : 1,
	);
}

void main();
