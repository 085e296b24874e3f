import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { threadCpuMs } from '../../../src/engine/chunk/threadClock';
import { FileTermCollector } from '../../../src/engine/lexical/fileTerms';
import { newChunker, problemsOf } from '../../unit/chunk/support';
import { pick, random } from '../support/scale';
import { enlarge, mutate, noise, samples } from './mutate';

export interface FuzzReport {
	readonly inputs: number;
	/** Inputs whose chunking threw: none may, but for a trap of a grammar, which the pool answers with windows. */
	readonly escaped: readonly string[];
	readonly traps: number;
	readonly wrongSpans: readonly string[];
	/** CPU ms of the slowest input, and its name. */
	readonly slowest: { readonly name: string; readonly ms: number };
	/** Inputs over a second of CPU. */
	readonly stalls: readonly string[];
}

/**
 * Of CPU time of the thread: neither the machine's load nor V8's optimising compiler, which has threads of its own, is in it. A function
 * of a grammar is compiled where it is first called, so a stall is what a second run takes too.
 */
const STALL_MS = 1_000;

/**
 * Feeds the chunker changed files, pieces of one language under the name of another, and noise. What breaks is kept in
 * `test-results/fuzz`.
 *
 * @param goOn Asked after each input with the numbers of inputs and of traps so far.
 */
export async function fuzz(
	seed: number,
	goOn: (inputs: number, traps: number) => boolean,
): Promise<FuzzReport> {
	const all = samples();
	let chunker = await newChunker();
	for (const { name, text } of all) await chunker.chunk(name, text, { deadlineMs: 20_000 });
	const next = random(seed);
	const escaped: string[] = [];
	const wrongSpans: string[] = [];
	const stalls: string[] = [];
	let traps = 0;
	let inputs = 0;
	let slowest = { name: '', ms: 0 };
	do {
		// In turns through all languages, so that a short run has seen each.
		const sample = all[inputs % all.length] ?? pick(next, all);
		const kind = next();
		const text =
			kind < 0.83
				? mutate(sample, all, next)
				: kind < 0.85
					? enlarge(mutate(sample, all, next), next)
					: kind < 0.92
						? pick(next, all).text
						: noise(next);
		inputs++;
		try {
			const started = threadCpuMs();
			const file = await chunker.chunk(sample.name, text);
			let ms = threadCpuMs() - started;
			if (ms > STALL_MS) {
				const restarted = threadCpuMs();
				await chunker.chunk(sample.name, text);
				ms = Math.min(ms, threadCpuMs() - restarted);
			}
			if (ms > slowest.ms) slowest = { name: sample.name, ms };
			if (ms > STALL_MS) stalls.push(keep(`stall-${inputs}-${sample.name}`, text));
			const problems = problemsOf(text, file);
			if (problems !== '')
				wrongSpans.push(`${keep(`span-${inputs}-${sample.name}`, text)}: ${problems}`);
			const terms = new FileTermCollector();
			for (const chunk of file.chunks)
				terms.addChunk(
					text.slice(chunk.startOffset, chunk.endOffset),
					chunk.definitions,
					chunk.scope,
				);
			terms.finish();
		} catch (error) {
			if (error instanceof Error && error.name === 'GrammarTrap') {
				traps++;
				chunker = await fresh();
			} else {
				const what = error instanceof Error ? error.message : String(error);
				escaped.push(`${keep(`escaped-${inputs}-${sample.name}`, text)}: ${what}`);
				chunker = await fresh();
			}
		}
	} while (goOn(inputs, traps));
	return { inputs, escaped, traps, wrongSpans, slowest, stalls };
}

/** After a trap the runtime's memory cannot be trusted, as in the pool. */
function fresh(): Promise<Chunker> {
	return newChunker();
}

function keep(name: string, text: string): string {
	const folder = resolve('test-results/fuzz');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, name), text);
	return name;
}
