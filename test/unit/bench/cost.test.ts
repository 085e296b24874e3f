import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexCost, QueryCost } from '../../../bench/bench';
import { benchReport, benchText } from '../../../bench/cost/benchReport';
import { PhaseClock } from '../../../bench/cost/phaseClock';
import { percentiles, quantile, spread } from '../../../bench/cost/statistics';
import { readTokenFile, sampleSteps, writeTokenFile } from '../../../bench/cost/tokenFile';
import type { IndexProgress, SearchTrace } from '../../../src/shared/types';

describe('statistics', () => {
	it('interpolates quantiles', () => {
		expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
		expect(quantile([1], 0.99)).toBe(1);
		expect(quantile([], 0.5)).toBeNaN();
		expect(percentiles(Array.from({ length: 101 }, (_, i) => i))).toEqual({
			p50: 50,
			p95: 95,
			p99: 99,
		});
		expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, n: 3 });
	});
});

describe('token files', () => {
	it('come back as they were written', () => {
		const folder = mkdtempSync(join(tmpdir(), 'lodestone-tokens-'));
		const file = join(folder, 't.bin');
		fc.assert(
			fc.property(fc.array(fc.uint16Array({ minLength: 1, maxLength: 20 })), texts => {
				writeTokenFile(file, texts);
				expect(readTokenFile(file)).toEqual(texts);
			}),
			{ numRuns: 30 },
		);
		rmSync(folder, { recursive: true });
	});
	it('are sampled by whole steps from the whole', () => {
		const texts = Array.from({ length: 1000 }, (_, i) => i);
		const sample = sampleSteps(texts, 64, 256);
		expect(sample).toHaveLength(256);
		for (let i = 0; i < 256; i += 64) expect(sample[i]! % 64).toBe(0);
		expect(sample.at(-1)).toBeGreaterThan(700);
		expect(sampleSteps(texts, 64, 5000)).toEqual(texts);
	});
});

describe('PhaseClock', () => {
	it('adds up phases that come back', () => {
		const at = (phase: IndexProgress['phase']): IndexProgress => ({
			phase,
			files: 0,
			filesDone: 0,
			chunks: 0,
			refined: 0,
			rate: 0,
			secondsLeft: undefined,
		});
		const clock = new PhaseClock();
		clock.see(at('reading'), 0);
		clock.see(at('reading'), 900);
		clock.see(at('refining'), 1000);
		clock.see(at('reading'), 4000);
		clock.stop(4500);
		expect(clock.seconds).toEqual({ reading: 1.5, refining: 3 });
	});
});

describe('benchReport', () => {
	const trace = (totalMs: number): SearchTrace => ({
		tokeniseMs: 0.1,
		embedMs: 1,
		keywordMs: 0.5,
		vectorMs: 0.5,
		fuseMs: 0.1,
		rankMs: 0.2,
		hydrateMs: 0.3,
		totalMs,
		candidates: 5,
		admitted: 7,
		chunks: 7,
		vectorSearch: 'exact',
	});
	const index: IndexCost = {
		files: 100,
		chunks: 1000,
		texts: 900,
		tokens: 45_000,
		embedded: 900,
		walkSeconds: 0.1,
		firstAnswerMs: 500.4,
		draftSeconds: 2,
		refineSeconds: 4,
		embedSeconds: 3,
		embedCpuSeconds: 9,
		phases: { 'building-graph': 0.5 },
		bare: [
			{ tokens: 5000, texts: 100, seconds: 0.25, cpuSeconds: 0.8 },
			{ tokens: 5000, texts: 100, seconds: 0.5, cpuSeconds: 1 },
		],
		peakRssMb: 280.4,
		threads: 2,
	};
	const queries: QueryCost = {
		openMs: 100,
		reopenMs: 300,
		traces: [1, 2, 3].map(trace),
		wallMs: [1, 2, 3],
		peakRssMb: 200,
		bytes: { catalogue: 1_000_000, vectors: 400_000, graph: 100_000, total: 1_500_000 },
	};
	const report = benchReport(
		index,
		queries,
		[queries, { ...queries, reopenMs: 500 }, { ...queries, reopenMs: 400 }],
		{ recallAt10: 0.995, rows: 900, buildSeconds: 0.5 },
	);
	it('has the keys that scripts rely on', () => {
		expect(report).toMatchObject({
			// 15,000 tokens/s against the mean of 20,000 and 10,000.
			throughputRatio: 1,
			cpuRatio: 0.9,
			chunksPerSecond: 300,
			queryMs: { p50: 2, p95: 2.9, p99: 2.98 },
			peakRssMb: 280,
			bytesPerChunk: 1500,
			recallAt10: 0.995,
			firstAnswerMs: 500,
			draftSeconds: 2,
			refinedSeconds: 6,
			reopenMs: 400,
		});
	});
	it('says null where there is nothing to say', () => {
		const none = benchReport(
			{ ...index, bare: [], embedSeconds: 0, firstAnswerMs: null },
			queries,
			[queries],
			{ recallAt10: null, rows: 0, buildSeconds: 0 },
		);
		expect(none).toMatchObject({
			throughputRatio: null,
			chunksPerSecond: null,
			firstAnswerMs: null,
			recallAt10: null,
			bare: null,
		});
		expect(benchText('x', none)).toContain('- × bare');
	});
	it('is readable', () => {
		const text = benchText('/corpus', report);
		expect(text).toContain('all refined                6.0 s');
		expect(text).toContain('reopen, unchanged          400 ms (300–500, n = 3)');
		expect(text).not.toContain('NaN');
	});
});
