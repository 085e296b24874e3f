import { describe, expect, it } from 'vitest';
import { chooseLines, snippetText } from '../../../src/cli/snippetText';
import { styleFor } from '../../../src/cli/style';
import { fakeHit } from '../../support/fakeEngine';
import { fakeIo } from '../../support/fakeIo';

const plain = styleFor(fakeIo().out, 'never', {});
const coloured = styleFor(fakeIo().out, 'always', {});
const at = (line: number, from = 0, to = 1) => ({
	startLine: line,
	startColumn: from,
	endLine: line,
	endColumn: to,
});

describe('snippetText', () => {
	it('numbers lines from 1, right-aligned', () => {
		expect(snippetText(fakeHit(), plain, 8, Infinity)).toEqual([
			'10  export function refreshSession(id: string) {',
			'11  \treturn store.renew(id);',
			'12  }',
		]);
	});
	it('marks matched words', () => {
		expect(snippetText(fakeHit(), coloured, 1, Infinity)[0]).toBe(
			'\u001b[32m10\u001b[0m  export function \u001b[1;31mrefresh\u001b[0mSession(id: string) {',
		);
	});
	it('makes source inert, inside marks and around them', () => {
		const hit = fakeHit({
			matches: [at(9, 1, 4)],
			snippet: { startLine: 9, lines: ['\u001ba\u0007b\u202ec'], truncated: false },
			span: { startLine: 9, startColumn: 0, endLine: 9, endColumn: 5 },
		});
		expect(snippetText(hit, plain, 8, Infinity)).toEqual(['10  \\x1ba\\x07b\\u{202e}c']);
	});
	it('cuts long lines to the width, marks included', () => {
		const hit = fakeHit({
			matches: [at(0, 0, 500)],
			snippet: { startLine: 0, lines: ['x'.repeat(1000)], truncated: false },
			span: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1000 },
		});
		expect(snippetText(hit, plain, 8, 40)[0]).toHaveLength(40);
	});
	it('says how much it hides', () => {
		expect(snippetText(fakeHit(), plain, 1, Infinity).at(-1)).toBe(' …  2 more lines');
		expect(snippetText(fakeHit(), plain, 0, Infinity)).toEqual([]);
	});
	it('shows nothing for a file that is gone', () => {
		expect(snippetText(fakeHit({ snippet: undefined }), plain, 8, Infinity)).toEqual([]);
	});
});

describe('chooseLines', () => {
	const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
	it('takes all when it fits, without blank lines at the end', () => {
		expect(chooseLines(['a', 'b', '', ' '], 0, [], 8)).toEqual([{ from: 0, to: 1 }]);
	});
	it('takes the first lines when nothing is marked', () => {
		expect(chooseLines(lines, 100, [], 8)).toEqual([{ from: 0, to: 7 }]);
	});
	it('keeps the signature and goes where the marks are', () => {
		expect(chooseLines(lines, 100, [at(120), at(122), at(104)], 5)).toEqual([
			{ from: 0, to: 0 },
			{ from: 19, to: 22 },
		]);
	});
	it('never shows more than asked nor leaves the snippet', () => {
		for (let most = 1; most < 35; most++)
			for (const mark of [100, 101, 115, 128, 129, 400]) {
				const runs = chooseLines(lines, 100, [at(mark)], most);
				expect(runs.reduce((n, run) => n + run.to - run.from + 1, 0)).toBeLessThanOrEqual(most);
				for (const run of runs)
					expect(run.from >= 0 && run.to < 30 && run.from <= run.to).toBe(true);
				if (runs.length === 2) expect(runs[1]!.from).toBeGreaterThan(runs[0]!.to);
			}
	});
});
