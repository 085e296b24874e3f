import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder, group, hit, indexing, results, uploadGroups } from './fixtures';
import { Harness, type OpenOptions, type View } from './harness';
import type { ThemeName } from './webviewHost';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let harness: Harness;
beforeAll(async () => void (harness = await Harness.start()));
afterAll(() => harness.stop());

interface AxeResult {
	readonly violations: readonly {
		readonly id: string;
		readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
	}[];
}

/** Violations of every rule axe knows, best practices included; each with the element and what is wrong. */
async function violations(view: View): Promise<readonly string[]> {
	// Through the debugger's world, so that the page's policy need not be loosened for the test.
	await view.page.evaluate(AXE);
	const found = await view.page.evaluate(async () => {
		const { axe } = window as unknown as { axe: { run: (options: unknown) => Promise<AxeResult> } };
		// The page is a part of VS Code's window: its own heading and title come from there.
		return axe.run({ rules: { 'page-has-heading-one': { enabled: false } } });
	});
	return found.violations.flatMap(({ id, nodes }) =>
		nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
	);
}

const QUESTION = 'where do we retry failed uploads';
type Scene = readonly [
	name: string,
	options: OpenOptions,
	arrange: (view: View) => Promise<unknown>,
];
const SCENES: readonly Scene[] = [
	['first run', { snapshot: { history: ['an old question'] } }, () => Promise.resolve()],
	['no folder', { snapshot: { folders: [] } }, () => Promise.resolve()],
	[
		'results with the focus on a hit',
		{},
		async view => {
			await view.answer(QUESTION, results(uploadGroups()));
			await view.page.keyboard.press('ArrowDown');
			await view.page.keyboard.press('ArrowDown');
		},
	],
	[
		'results with the pointer on a hit',
		{},
		async view => {
			await view.answer(QUESTION, results(uploadGroups()));
			await view.page.getByRole('treeitem', { name: /^onUploadFailed/ }).hover();
		},
	],
	[
		'everything open, at 220 px',
		{ width: 220 },
		async view => {
			await view.answer(QUESTION, results(uploadGroups()));
			await view.send('expandAll', {});
		},
	],
	[
		'why, filters and a bad pattern',
		{ height: 1000 },
		async view => {
			const groups = uploadGroups();
			const seq = await view.answer(QUESTION, results(groups));
			await view.page.keyboard.press('ArrowDown');
			await view.page.keyboard.press('ArrowDown');
			await view.page.keyboard.press('?');
			const [first] = groups;
			await view.send('whyResult', {
				seq,
				folderId: 'driftbox',
				path: first?.path ?? '',
				chunkId: first?.hits[0]?.chunkId ?? 0,
				error: '',
				reasons: [
					{ type: 'word', word: 'retry', where: ['name'] },
					{ type: 'nearest-lines', startLine: 42, endLine: 43, similarity: 0.7 },
					{ type: 'leg', leg: 'meaning', rank: 1, of: 40 },
					{ type: 'adjustment', what: 'test-file', sign: -1 },
				],
			});
			await view.page.getByRole('button', { name: 'Filters' }).click();
			await view.page.getByLabel('Files to exclude').fill('a/{b');
			await view.page.getByRole('checkbox', { name: 'Class' }).click();
		},
	],
	[
		'indexing, degraded, weak only',
		{
			height: 900,
			snapshot: {
				folders: [
					folder(indexing(3448), {
						coverage: { chunks: 9318, keyword: 9318, meaning: 9318, refined: 3448 },
					}),
				],
				problems: [
					{
						code: 'model-failed',
						severity: 'warning',
						title: '',
						message: 'No AVX2.',
						remedy: '',
						actions: ['showDetails'],
					},
					{
						code: 'disk-full',
						severity: 'error',
						title: '',
						message: 'No room.',
						remedy: 'Free some.',
						actions: ['openLog'],
					},
				],
			},
		},
		view => {
			const weak = hit({
				symbol: 'x',
				from: 1,
				to: 9,
				strength: 'weak',
				precision: 'draft',
				unsaved: true,
				code: ['x()'],
			});
			return view.answer(
				QUESTION,
				results([group('a/b.xyz', 'xyz', weak)], { nothingConvincing: true, basis: 'keyword' }),
			);
		},
	],
	[
		'everything hidden by filters',
		{},
		async view => {
			await view.page.getByRole('button', { name: 'Current file only' }).click();
			await view.answer(QUESTION, results([], { unfilteredFiles: 12 }));
		},
	],
];

describe.each<ThemeName>(['dark', 'light', 'hc'])('axe finds nothing in %s', theme => {
	test.each(SCENES)('%s', async (_, options, arrange) => {
		const view = await harness.open({ scale: 1, ...options, theme, reducedMotion: true });
		await arrange(view);
		expect(await violations(view)).toEqual([]);
		await view.close();
	});
});

function spinning(view: View): Promise<number> {
	return view.page.evaluate(
		() => document.getAnimations().filter(found => found instanceof CSSAnimation).length,
	);
}

describe('narrow, zoomed, still', () => {
	test.each([160, 220, 320, 600])('nothing leaves the view at %i px', async width => {
		const view = await harness.open({ width, height: 400, scale: 1 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.getByRole('button', { name: 'Filters' }).click();
		const wider = await view.page.evaluate(() =>
			[...document.querySelectorAll<HTMLElement>('lodestone-view *')]
				.filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
				.filter(element => element.closest('.code, .sr') === null)
				.map(element => element.className),
		);
		expect(wider).toEqual([]);
		expect(
			await view.page.evaluate(() => document.documentElement.scrollWidth),
		).toBeLessThanOrEqual(width);
		await view.close();
	});

	test('at 200 % zoom in a small panel the list can still be reached and read', async () => {
		const view = await harness.open({ width: 160, height: 200, scale: 2 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.keyboard.press('ArrowDown');
		await view.page.keyboard.press('ArrowDown');
		const box = await view.page.locator('.item:focus').boundingBox();
		expect(box?.y).toBeGreaterThanOrEqual(0);
		expect(box?.y ?? 999).toBeLessThan(180);
		await view.shot('9-zoom-dark');
		await view.close();
	});

	test('with reduced motion nothing moves', async () => {
		const view = await harness.open({
			reducedMotion: true,
			snapshot: { folders: [folder(indexing(100))] },
		});
		expect(await spinning(view)).toBe(0);
		await view.close();
		const lively = await harness.open({ snapshot: { folders: [folder(indexing(100))] } });
		expect(await spinning(lively)).toBe(1);
		await lively.close();
	});

	test('in high contrast the selected row has an outline and no lost colours', async () => {
		const view = await harness.open({ theme: 'hc', scale: 1 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.keyboard.press('ArrowDown');
		const outline = await view.page
			.locator('.item:focus')
			.evaluate(row => getComputedStyle(row).outlineColor);
		expect(outline).toBe('rgb(243, 133, 24)');
		await view.close();
	});
});
