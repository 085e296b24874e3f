import { expect, it } from 'vitest';
import { record } from '../support/figures';
import { SEED, times } from '../support/scale';
import { fuzz } from './fuzzer';

it('no exception escapes the chunker, no input stalls it, every span is right', async () => {
	const wanted = times(320, 20_000);
	const report = await fuzz(SEED, inputs => inputs < wanted);
	record('fuzz', {
		'inputs tried': report.inputs,
		'grammar traps': report.traps,
		'slowest input, CPU ms': Math.round(report.slowest.ms),
		'wrong spans': report.wrongSpans.length,
	});
	expect(report.escaped).toEqual([]);
	expect(report.wrongSpans).toEqual([]);
	// Parses are given up at 700 ms of CPU time, with the reading of their trees at 850; the rest is for cutting the text into windows.
	expect(report.stalls).toEqual([]);
});
