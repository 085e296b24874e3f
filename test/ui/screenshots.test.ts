import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { group, hit, indexing, folder, results, uploadGroups } from './fixtures';
import { Harness, type View } from './harness';
import type { ThemeName } from './webviewHost';

const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc'];
const QUESTION = 'where do we retry failed uploads';

let harness: Harness;
beforeAll(async () => void (harness = await Harness.start()));
afterAll(() => harness.stop());

async function shoot(view: View, name: string): Promise<void> {
	await view.page.waitForTimeout(50);
	await view.shot(name);
	expect(view.problems).toEqual([]);
	await view.close();
}

describe.each(THEMES)('pictures in %s', theme => {
	test('results, with the first row focused', async () => {
		const view = await harness.open({ theme, height: 720 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.keyboard.press('ArrowDown');
		await view.page.keyboard.press('ArrowDown');
		await shoot(view, `1-results-${theme}`);
	});

	test('why this matched', async () => {
		const view = await harness.open({ theme, height: 900 });
		const groups = uploadGroups();
		const seq = await view.answer(QUESTION, results(groups));
		await view.page.keyboard.press('ArrowDown');
		await view.page.keyboard.press('ArrowDown');
		await view.page.keyboard.press('?');
		const first = groups[0];
		if (first === undefined) throw new Error('no group');
		await view.send('whyResult', {
			seq,
			folderId: first.folderId,
			path: first.path,
			chunkId: first.hits[0]?.chunkId ?? 0,
			error: '',
			reasons: [
				{ type: 'word', word: 'retry', where: ['name', 'code'] },
				{ type: 'word', word: 'upload', where: ['path', 'code'] },
				{ type: 'word', word: 'failed', where: ['name'] },
				{ type: 'nearest-lines', startLine: 42, endLine: 43, similarity: 0.71 },
				{ type: 'leg', leg: 'meaning', rank: 1, of: 40 },
				{ type: 'leg', leg: 'keyword', rank: 3, of: 61 },
				{ type: 'adjustment', what: 'name-answers', sign: 1 },
				{ type: 'adjustment', what: 'defines-name', sign: 1 },
				{ type: 'adjustment', what: 'test-file', sign: -1 },
			],
		});
		await view.page.locator('[data-key*="uploadQueue"].hit').nth(1).hover();
		await shoot(view, `1-why-${theme}`);
	});

	test.each([160, 220, 600])('results at %i px', async width => {
		const view = await harness.open({ theme, width, height: 720 });
		await view.answer(QUESTION, results(uploadGroups()));
		await shoot(view, `1-results-${width}-${theme}`);
	});

	test('a file row stays while its code is read', async () => {
		const view = await harness.open({ theme, height: 300 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.locator('.scroll').evaluate(scroll => (scroll.scrollTop = 70));
		await view.page.waitForTimeout(100);
		expect(await view.page.locator('.sticky .file-name').innerText()).toBe('uploadQueue.ts');
		await shoot(view, `1-sticky-${theme}`);
	});

	test('indexing', async () => {
		const coverage = { chunks: 9318, keyword: 9318, meaning: 9318, refined: 3448 };
		const folders = [folder(indexing(3448), { coverage })];
		const view = await harness.open({ theme, height: 620, snapshot: { folders } });
		const groups = uploadGroups()
			.slice(0, 2)
			.map(({ hits, ...rest }, i) => ({
				...rest,
				hits: hits.map((found, j) => ({
					...found,
					precision: i + j > 0 ? ('draft' as const) : ('refined' as const),
				})),
			}));
		await view.answer(
			QUESTION,
			results([...groups, ...uploadGroups().slice(9)], { basis: 'draft', coverage, elapsedMs: 11 }),
		);
		await shoot(view, `2-indexing-${theme}`);
	});

	test('first run, no folder, nothing to index', async () => {
		const first = await harness.open({ theme, height: 300 });
		await shoot(first, `3-first-run-${theme}`);
		const none = await harness.open({ theme, height: 200, snapshot: { folders: [] } });
		await shoot(none, `3-no-folder-${theme}`);
		const skipped = [
			{ reason: 'by .gitignore', files: 24 },
			{ reason: 'are binary', files: 5 },
			{ reason: 'are over 1 MB', files: 2 },
		];
		const empty = folder({ type: 'empty', why: '' }, { files: 0, filesSeen: 31, skipped });
		const nothing = await harness.open({ theme, height: 240, snapshot: { folders: [empty] } });
		await shoot(nothing, `3-nothing-${theme}`);
	});

	test('nothing convincing', async () => {
		const view = await harness.open({ theme, height: 330 });
		const weak = hit({
			symbol: 'refreshLogin',
			kind: 'function',
			from: 88,
			to: 104,
			strength: 'weak',
			code: ['function refreshLogin(id: string) {', '  const old = store.take(id);'],
		});
		await view.answer(
			'rotate the signing keys',
			results([group('src/auth/login.ts', 'typescript', weak)], {
				nothingConvincing: true,
				elapsedMs: 7,
			}),
		);
		await shoot(view, `3-not-convincing-${theme}`);
	});

	test('degraded and stopped', async () => {
		const degraded = await harness.open({
			theme,
			height: 480,
			snapshot: {
				problems: [
					{
						code: 'model-failed',
						severity: 'warning',
						title: '',
						message: 'The model could not start: this processor lacks AVX2.',
						remedy: 'Questions in plain words will find less.',
						actions: ['useSlowerEngine', 'showDetails'],
					},
				],
			},
		});
		await degraded.answer(
			QUESTION,
			results(uploadGroups().slice(3, 6), { basis: 'keyword', elapsedMs: 3 }),
		);
		await shoot(degraded, `3-degraded-${theme}`);
		const stopped = await harness.open({
			theme,
			height: 260,
			snapshot: {
				engine: 'stopped',
				problems: [
					{
						code: 'engine-stopped',
						severity: 'error',
						title: '',
						message:
							'It ran out of memory twice in five minutes, so it was not started again. Your files and the index on disk are unharmed.',
						remedy: '',
						actions: ['restartEngine', 'useLessMemory', 'openLog'],
					},
				],
			},
		});
		await stopped.ask(QUESTION);
		await shoot(stopped, `3-stopped-${theme}`);
	});

	test('filters', async () => {
		const view = await harness.open({ theme, height: 720 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.getByRole('button', { name: 'Filters' }).click();
		await view.page.getByLabel('Files to include').fill('src/**');
		await view.page.getByLabel('Files to exclude').fill('src/{upload');
		await view.page.getByRole('checkbox', { name: 'TypeScript' }).click();
		await view.page.getByRole('checkbox', { name: 'Function' }).click();
		const seq = (await view.lastSent('search'))?.seq ?? 0;
		await view.send('results', { ...results(uploadGroups().slice(0, 4)), seq, elapsedMs: 6 });
		await view.page.getByLabel('Files to exclude').focus();
		await shoot(view, `4-filters-${theme}`);
		const hidden = await harness.open({ theme, height: 240 });
		await hidden.answer(QUESTION, results(uploadGroups()));
		await hidden.page.getByRole('button', { name: 'Current file only' }).click();
		await hidden.page.getByRole('button', { name: 'Changed files only' }).click();
		const last = (await hidden.lastSent('search'))?.seq ?? 0;
		await hidden.send('results', { ...results([], { unfilteredFiles: 12 }), seq: last });
		await shoot(hidden, `4-limits-${theme}`);
	});
});
