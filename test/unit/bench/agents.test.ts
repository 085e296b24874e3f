import { describe, expect, it } from 'vitest';
import { costToFirst, NEVER, summary } from '../../../bench/agents/costToFirst';
import { grep, keywordsOf, readWhole, readWindows } from '../../../bench/agents/grepAndRead';

const file = (path: string, text: string) => ({ path, text });

describe('an agent without an index', () => {
	it('greps for the words of the question that tell something, once each', () => {
		expect(keywordsOf('How does the Parser parse a token of the parser?')).toEqual([
			'parser',
			'parse',
			'token',
		]);
	});

	it('reads files with more distinct keywords first, shorter ones before longer', () => {
		const files = [
			file('none.ts', 'nothing'),
			file('long.ts', `token ${'x'.repeat(100)}`),
			file('short.ts', 'TOKEN token token'),
			file('both.ts', `parser ${'y'.repeat(500)} token`),
		];
		expect(grep(files, ['parser', 'token']).map(each => each.path)).toEqual([
			'both.ts',
			'short.ts',
			'long.ts',
		]);
	});

	it('can look at windows around the matches, joined where they touch', () => {
		const lines = Array.from({ length: 200 }, (_, i) =>
			i === 9 || i === 30 || i === 150 ? 'hit' : 'x',
		);
		const windows = [...readWindows([file('a.ts', lines.join('\n'))], ['hit'])];
		expect(windows.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
			[1, 56],
			[126, 176],
		]);
	});
});

describe('the cost of a question', () => {
	const files = [file('a.ts', 'a'.repeat(3_500)), file('b.ts', 'b'.repeat(700))];

	it('is all that was read, the place that answers included', () => {
		expect(costToFirst(readWhole(files), [{ path: 'b.ts' }])).toBe(1_000 + 200);
		expect(costToFirst(readWhole(files), [{ path: 'a.ts' }])).toBe(1_000);
	});

	it('is the most when nothing answers, or too late', () => {
		expect(costToFirst(readWhole(files), [{ path: 'c.ts' }])).toBe(NEVER);
		const huge = [file('x.ts', 'x'.repeat(4 * NEVER)), ...files];
		expect(costToFirst(readWhole(huge), [{ path: 'a.ts' }])).toBe(NEVER);
	});

	it('is summed up by mean, median and share', () => {
		expect(summary([100, 300, NEVER, 200])).toEqual({ mean: 8_150, median: 250, answered: 0.75 });
		expect(summary([])).toEqual({ mean: 0, median: 0, answered: 0 });
	});
});
