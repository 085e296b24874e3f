import { describe, expect, it } from 'vitest';
import { answerText, fitSpans, type AgentHit } from '../../../src/shared/agent/agentAnswer';
import { hitText, linesOf } from '../../../src/shared/agent/spanText';
import { estimateTokens } from '../../../src/shared/agent/tokens';
import type { SearchHit } from '../../../src/shared/types';
import { fakeHit } from '../../support/fakeEngine';

const hitOf = (startLine: number, endLine: number, more: Partial<SearchHit> = {}): SearchHit =>
	fakeHit({ span: { startLine, startColumn: 0, endLine, endColumn: 0 }, ...more });
const source = (count: number) =>
	Array.from({ length: count }, (_, i) => `const value${i} = ${i};`);
const agentHit = (count: number, path = 'a.ts'): AgentHit => ({
	folder: '',
	hit: hitOf(0, count - 1, { path }),
	text: { startLine: 0, lines: source(count), whole: true },
});

describe('hitText', () => {
	const file = source(30);
	const snippet = { startLine: 12, lines: file.slice(12, 16), truncated: true };

	it('gives the whole span while the file says what was verified', () => {
		expect(hitText(hitOf(10, 20, { snippet }), file)).toEqual({
			startLine: 10,
			lines: file.slice(10, 21),
			whole: true,
		});
	});

	it('gives the verified snippet alone once the file differs, is gone, or is shorter', () => {
		const moved = ['// new first line', ...file];
		for (const lines of [moved, undefined, file.slice(0, 18)])
			expect(hitText(hitOf(10, 20, { snippet }), lines)).toEqual({
				startLine: 12,
				lines: snippet.lines,
				whole: false,
			});
	});

	it('takes a line that the engine cut as the same line', () => {
		const long = ['x'.repeat(900), 'y'];
		const cut = { startLine: 0, lines: ['x'.repeat(400), 'y'], truncated: false };
		expect(hitText(hitOf(0, 1, { snippet: cut }), long)?.lines[0]).toHaveLength(900);
	});

	it('gives nothing where nothing was verified', () => {
		expect(hitText(hitOf(0, 1, { snippet: undefined }), file)).toBeUndefined();
	});

	it('splits lines as the editor does', () => {
		expect(linesOf('a\r\nb\rc\nd')).toEqual(['a', 'b', 'c', 'd']);
	});
});

describe('fitSpans', () => {
	it('keeps the whole answer within the budget, whatever it is', () => {
		const hits = [
			agentHit(200, 'a.ts'),
			agentHit(5, 'b.ts'),
			agentHit(80, 'c.ts'),
			agentHit(9, 'd.ts'),
		];
		for (const budget of [100, 300, 700, 1_500, 9_000]) {
			const { results, omitted } = fitSpans(hits, budget);
			const text = answerText({ results, omitted: 0, notes: [], health: [] });
			expect(estimateTokens(text)).toBeLessThanOrEqual(budget * 1.1);
			expect(results.length + omitted).toBe(hits.length);
		}
	});

	it('does not let one long span push the others out', () => {
		const { results } = fitSpans([agentHit(2_000, 'long.ts'), agentHit(5, 'short.ts')], 1_000);
		expect(results.map(({ path, complete }) => [path, complete])).toEqual([
			['long.ts', false],
			['short.ts', true],
		]);
		expect(results[0]?.text.split('\n').length).toBeGreaterThan(20);
	});

	it('gives headings where source no longer fits, and counts what is left out', () => {
		const hits = Array.from({ length: 40 }, (_, i) => agentHit(30, `f${i}.ts`));
		// What is left after the last whole lines differs from budget to budget; some leave room for a heading alone.
		const budgets = Array.from({ length: 60 }, (_, i) => 100 + i);
		const { results, omitted } =
			budgets
				.map(budget => fitSpans(hits, budget))
				.find(each => each.results.at(-1)?.text === '') ?? fitSpans([], 100);
		expect(results.at(-1)).toMatchObject({ text: '', textStartLine: 0, complete: false });
		expect(omitted).toBeGreaterThan(0);
	});
});

describe('answerText', () => {
	it('fences source so that it cannot end its own block', () => {
		const lines = ['```', 'not the end', '````'];
		const hit = hitOf(0, 2);
		const { results } = fitSpans(
			[{ folder: '', hit, text: { startLine: 0, lines, whole: true } }],
			900,
		);
		const text = answerText({ results, omitted: 0, notes: [], health: [] });
		expect(text).toContain(`\`\`\`\`\`${hit.language}\n${lines.join('\n')}\n\`\`\`\`\``);
	});

	it('says when nothing was found, and what the index lacks', () => {
		const text = answerText({
			results: [],
			omitted: 0,
			notes: ['A note.'],
			health: [
				{
					folder: 'shop',
					state: 'UPDATING',
					detail: 'Being indexed.',
					files: 3,
					chunks: 9,
					searchableByWords: 50,
					searchableByMeaning: 40,
					refined: 0,
					updatedAt: '',
					answeredBy: 'this window',
				},
			],
		});
		expect(text).toContain('Nothing found.');
		expect(text).toContain('Note: A note.');
		expect(text).toMatch(/Index of shop: UPDATING\..*by words 50 %/);
	});
});
