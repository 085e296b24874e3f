// npm run fuzz -- [--seconds N] [--seed N]: fuzzes the chunker until the time is over; a new seed each time unless one is given.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz, type FuzzReport } from './fuzzer';

/**
 * A process that says nothing for so much CPU time is busy for ever: each input is told, and none may take a second; before the first all
 * grammars are loaded and compiled, by threads of V8 too. Not time on the clock: a machine may be starved, or the process stopped.
 */
const SILENCE_MS = 120_000;

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

/** CPU time of a process in ms, all its threads together; on systems without `/proc` the time on the clock. */
function cpuMs(pid: number): number {
	try {
		// Behind the name in brackets: user and system time in ticks of 10 ms are the 12th and 13th. See proc_pid_stat(5).
		const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
			.replace(/^.*\) /s, '')
			.split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return performance.now();
	}
}

function run(seed: number, seconds: number): Promise<Part> {
	return new Promise(done => {
		const args = ['--child', '--seed', String(seed), '--seconds', String(seconds)];
		const process = fork(__filename, args, { stdio: 'inherit' });
		const state: { inputs: number; report: FuzzReport | undefined } = {
			inputs: 0,
			report: undefined,
		};
		let heardMs = 0;
		const timer = setInterval(() => {
			if (cpuMs(process.pid ?? 0) - heardMs > SILENCE_MS) process.kill('SIGKILL');
		}, 1_000);
		process.on('message', (said: number | FuzzReport) => {
			heardMs = cpuMs(process.pid ?? 0);
			if (typeof said === 'number') state.inputs = said;
			else state.report = said;
		});
		process.on('exit', () => {
			clearInterval(timer);
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
