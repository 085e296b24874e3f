// npm run fuzz -- [--seconds N] [--seed N]: fuzzes the chunker until the time is over; a new seed each time unless one is given.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { fuzz, type FuzzReport } from './fuzzer';

/** A process that says nothing for so long is busy for ever: each input is told, and none may take a second. */
const SILENCE_MS = 60_000;

const { values } = parseArgs({
	options: {
		seconds: { type: 'string', default: '600' },
		seed: { type: 'string' },
		child: { type: 'boolean', default: false },
	},
});

/** Until the time is over or a grammar trapped: its memory cannot be trusted from then on, and the product ends the thread. */
async function child(seed: number, end: number): Promise<void> {
	const report = await fuzz(seed, (inputs, traps) => {
		process.send?.(inputs);
		return traps === 0 && performance.now() < end;
	});
	process.send?.(report, () => process.exit(0));
}

interface Part {
	readonly inputs: number;
	/** Undefined when the process had to be ended. */
	readonly report: FuzzReport | undefined;
}

function run(seed: number, seconds: number): Promise<Part> {
	return new Promise(done => {
		const args = ['--child', '--seed', String(seed), '--seconds', String(seconds)];
		const process = fork(__filename, args, { stdio: 'inherit' });
		const state: { inputs: number; report: FuzzReport | undefined } = {
			inputs: 0,
			report: undefined,
		};
		let timer = setTimeout(() => process.kill('SIGKILL'), SILENCE_MS);
		process.on('message', (said: number | FuzzReport) => {
			clearTimeout(timer);
			timer = setTimeout(() => process.kill('SIGKILL'), SILENCE_MS);
			if (typeof said === 'number') state.inputs = said;
			else state.report = said;
		});
		process.on('exit', () => {
			clearTimeout(timer);
			done(state);
		});
	});
}

async function main(): Promise<void> {
	const first = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
	const seconds = Number(values.seconds);
	const end = performance.now() + seconds * 1_000;
	if (values.child) {
		await child(first, end);
		return;
	}
	console.log(`seed ${first}, ${seconds} s`);
	let [inputs, traps] = [0, 0];
	let slowest = { name: '', ms: 0 };
	const failures: string[] = [];
	for (let seed = first; performance.now() < end; seed++) {
		const part = await run(seed, (end - performance.now()) / 1_000);
		const { report } = part;
		inputs += report?.inputs ?? part.inputs;
		if (report === undefined) {
			failures.push(`seed ${seed}: no answer after input ${part.inputs}`);
			continue;
		}
		traps += report.traps;
		if (report.slowest.ms > slowest.ms) slowest = report.slowest;
		failures.push(...report.escaped, ...report.wrongSpans, ...report.stalls);
		console.log(`${inputs} inputs, ${traps} traps`);
	}
	console.log(JSON.stringify({ inputs, traps, slowest, failures }, undefined, '\t'));
	process.exit(failures.length === 0 ? 0 : 1);
}

void main();
