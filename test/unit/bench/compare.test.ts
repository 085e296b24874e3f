import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compareText, rowOf } from '../../../bench/compare/compareReport';
import { causeIn, peakRssOfTree, runChild, type Run } from '../../../bench/compare/contender';
import type { EvalQuery } from '../../../bench/score/types';

const question = (query: string, path: string): EvalQuery => ({
	id: query,
	repo: '.',
	query,
	language: '-',
	category: '-',
	targets: [{ path }],
});
const run = (over: Partial<Run> = {}): Run => ({
	searchableSeconds: 2,
	peakRssMb: 100,
	indexBytes: 5_000_000,
	pieces: 7,
	queryMs: [1, 3, 10, 30],
	answers: [],
	...over,
});

describe('comparison', () => {
	it('gives medians with their spread, each round of queries on its own', () => {
		const runs = [run(), run({ searchableSeconds: 4, queryMs: [2, 4, 20, 40] })];
		const row = rowOf({ name: 'x', note: '', runs }, 2, []);
		expect(row.searchableSeconds).toEqual({ median: 3, low: 2, high: 4, n: 2 });
		// Rounds: [1, 3], [10, 30], [2, 4], [20, 40].
		expect(row.queryP50).toEqual({ median: 11.5, low: 2, high: 30, n: 4 });
		expect(row.indexMb).toBe(5);
		expect(row.quality).toBeUndefined();
	});

	it('scores answers by their distinct files', () => {
		const questions = [question('first', 'a.ts'), question('second', 'b.ts')];
		const at = (path: string) => ({ path, startLine: 1, endLine: 2 });
		// Two pieces of one file before the right one: the second file, not the third place.
		const answers = [[at('a.ts')], [at('z.ts'), at('z.ts'), at('b.ts')]];
		const { quality } = rowOf({ name: 'x', note: '', runs: [run({ answers })] }, 1, questions);
		expect(quality).toEqual({
			questions: 2,
			ndcg10: Math.round(((1 + 1 / Math.log2(3)) / 2) * 1000) / 1000,
			recall5: 1,
		});
	});

	it('says why a contender is missing', () => {
		const row = rowOf({ name: 'gone', note: 'n', runs: [], missing: 'no such package' }, 1, []);
		expect(row.queryMs).toBeUndefined();
		expect(compareText('/x', [row], [])).toContain('| gone | not measured: no such package |');
	});

	it('reads a child and its memory', async () => {
		const program = `
			const block = Buffer.alloc(80e6, 1);
			console.log('noise');
			console.log(JSON.stringify({ event: 'searchable', pieces: 3 }));
			setTimeout(() => console.log(JSON.stringify({ event: 'done', indexBytes: block.length, queryMs: [1], answers: [] })), 300);`;
		const result = await runChild(process.execPath, ['-e', program]);
		expect(result).toMatchObject({ pieces: 3, indexBytes: 80e6, queryMs: [1] });
		expect(result.searchableSeconds).toBeGreaterThan(0);
		expect(result.peakRssMb).toBeGreaterThan(process.platform === 'linux' ? 80 : -1);
	});

	it('passes on what a child died of', async () => {
		const failing = runChild(process.execPath, ['-e', 'throw new RangeError("too far")']);
		await expect(failing).rejects.toThrow('RangeError: too far');
		expect(causeIn('Traceback\n  File x\nOSError: no')).toBe('OSError: no');
	});

	it.runIf(process.platform === 'linux')('counts the memory of descendants', async () => {
		const child = spawn('sh', ['-c', 'sleep 5 & wait']);
		await new Promise(resolve => setTimeout(resolve, 200));
		const tree = peakRssOfTree(child.pid ?? 0);
		child.kill();
		expect(tree).toBeGreaterThan(0);
		expect(peakRssOfTree(2 ** 30)).toBe(0);
	});
});
