import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { group, hit, line, results, uploadGroups } from './fixtures';
import { Harness, type View } from './harness';

const QUESTION = 'where do we retry failed uploads';

let harness: Harness;
let view: View;
beforeAll(async () => void (harness = await Harness.start()));
afterAll(() => harness.stop());
beforeEach(async () => void (view = await harness.open({ scale: 1 })));
afterEach(async () => {
	expect(view.problems).toEqual([]);
	await view.close();
});

/** The label of what has the focus. */
async function focused(): Promise<string> {
	return view.page.evaluate(() => {
		const { activeElement } = document;
		return (
			activeElement?.getAttribute('aria-label') ??
			activeElement?.querySelector('.sr')?.textContent ??
			''
		);
	});
}
const press = (key: string): Promise<void> => view.page.keyboard.press(key);
const items = (): Promise<readonly (string | null)[]> =>
	view.page.locator('[role=treeitem] > .sr').evaluateAll(all => all.map(item => item.textContent));

describe('keyboard', () => {
	test('from the question through the list and back, without a mouse', async () => {
		const seq = await view.answer(QUESTION, results(uploadGroups()));
		expect(await focused()).toBe('Search code by meaning');
		await press('ArrowDown');
		expect(await focused()).toBe('uploadQueue.ts, src/upload, 2 results');
		await press('ArrowDown');
		expect(await focused()).toBe('retryFailed, method, lines 41 to 58, strong match');
		await press('Enter');
		expect(await view.lastSent('open')).toMatchObject({
			seq,
			folderId: 'driftbox',
			path: 'src/upload/uploadQueue.ts',
			how: 'here',
			span: { startLine: 40 },
		});
		await press('Control+Enter');
		expect(await view.lastSent('open')).toMatchObject({ how: 'side' });
		await press(' ');
		expect(await view.lastSent('open')).toMatchObject({ how: 'preview' });
		await press('?');
		expect(await view.lastSent('expandWhy')).toMatchObject({
			seq,
			path: 'src/upload/uploadQueue.ts',
		});
		expect(await view.page.getByRole('region', { name: 'Why this matched' }).count()).toBe(1);
		await press('?');
		await press('Shift+Enter');
		expect(await view.lastSent('similar')).toMatchObject({ path: 'src/upload/uploadQueue.ts' });
		await press('Control+c');
		expect(await view.lastSent('copyMarkdown')).toMatchObject({
			seq,
			hit: { path: 'src/upload/uploadQueue.ts' },
		});
		await press('ArrowLeft');
		await press('ArrowLeft');
		expect(await view.page.locator('[role=treeitem]').first().getAttribute('aria-expanded')).toBe(
			'false',
		);
		expect(await focused()).toBe('uploadQueue.ts, src/upload, 2 results');
		await press('End');
		expect(await focused()).toBe('4 weaker matches');
		await press('ArrowRight');
		expect((await items()).slice(-4)).toContain('socket.ts, src/net, 1 result');
		await press('Home');
		await press('Escape');
		expect(await focused()).toBe('Search code by meaning');
	});

	test('one tab stop in the tree; Tab goes on to the toggles', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		const stops = view.page.locator('lodestone-results [tabindex="0"]');
		expect(await stops.count()).toBe(1);
		await press('Tab');
		expect(await focused()).toBe('Filters');
		for (let i = 0; i < 3; i++) await press('Tab');
		expect(await focused()).toBe('uploadQueue.ts, src/upload, 2 results');
		expect(await stops.count()).toBe(1);
	});

	test('Esc clears the box, and an answer that was on its way stays away', async () => {
		const seq = await view.ask('retry');
		await press('Escape');
		expect(await view.page.locator('textarea.question').inputValue()).toBe('');
		await view.send('results', { ...results(uploadGroups()), seq });
		expect(await items()).toEqual([]);
		expect(await view.lastSent('cancel')).toEqual({ seq });
	});

	test('history: Enter remembers, Up and Down walk', async () => {
		for (const text of ['first question', 'second question']) {
			await view.answer(text, results([]));
			await press('Enter');
		}
		expect(await view.lastSent('setHistory')).toEqual({
			history: ['second question', 'first question'],
		});
		const box = view.page.locator('textarea.question');
		await box.fill('half a thou');
		await press('ArrowUp');
		expect(await box.inputValue()).toBe('second question');
		await press('ArrowUp');
		expect(await box.inputValue()).toBe('first question');
		await press('ArrowDown');
		await press('ArrowDown');
		expect(await box.inputValue()).toBe('half a thou');
		await press('Escape');
		await view.page.getByRole('button', { name: 'first question' }).click();
		expect(await view.lastSent('search')).toMatchObject({ query: 'first question' });
	});

	test('F4 from the host goes through the hits and scrolls them into view', async () => {
		await view.page.setViewportSize({ width: 320, height: 260 });
		await view.answer(QUESTION, results(uploadGroups()));
		for (let i = 0; i < 4; i++) await view.send('nextResult', { open: true });
		await expect.poll(focused).toBe('requeue_failed, function, lines 30 to 47, likely match');
		expect(await view.lastSent('open')).toMatchObject({
			path: 'worker/jobs/requeue.py',
			how: 'preview',
		});
		expect(await view.page.locator('.item:focus').isVisible()).toBe(true);
		await view.send('prevResult', { open: true });
		expect(await view.lastSent('open')).toMatchObject({ path: 'src/net/backoff.ts' });
	});
});

describe('mouse', () => {
	test('a click previews, a double click opens, Ctrl opens to the side, a file row folds', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		const row = view.page.getByRole('treeitem', { name: /^nextDelay/ });
		await row.click();
		expect(await view.lastSent('open')).toMatchObject({
			path: 'src/net/backoff.ts',
			how: 'preview',
		});
		await row.dblclick();
		expect(await view.lastSent('open')).toMatchObject({ how: 'here' });
		await row.click({ modifiers: ['Control'] });
		expect(await view.lastSent('open')).toMatchObject({ how: 'side' });
		await view.page.getByRole('treeitem', { name: /^backoff.ts/ }).click();
		expect(await row.count()).toBe(0);
	});

	test('row actions do what they say and do not open the row as well', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		const row = view.page.getByRole('treeitem', { name: /^nextDelay/ });
		await row.hover();
		await row.getByTitle('Find similar code').click();
		expect(await view.lastSent('similar')).toMatchObject({ path: 'src/net/backoff.ts' });
		expect(await view.lastSent('open')).toBeUndefined();
		await row.getByTitle('Why this matched').click();
		await view.page.getByRole('button', { name: 'Close' }).click();
		expect(await view.page.locator('.why').count()).toBe(0);
	});

	test('a row is taken off by its button or by Delete, and the keyboard stays in the list', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		const rows = view.page.getByRole('treeitem');
		const before = await rows.count();
		const next = view.page.getByRole('treeitem', { name: /^nextDelay/ });
		await next.focus();
		await view.page.keyboard.press('Delete');
		expect(await next.count()).toBe(0);
		expect(await view.lastSent('dismiss')).toMatchObject({ path: 'src/net/backoff.ts' });
		expect(await rows.count()).toBeLessThan(before);
		const focused = () =>
			view.page.evaluate(() => document.activeElement?.getAttribute('role') ?? '');
		await expect.poll(focused).toBe('treeitem');
		const file = view.page.getByRole('treeitem', { name: /^uploadQueue.ts/ });
		await file.hover();
		await file.getByTitle('Dismiss (Delete)').click();
		expect(await file.count()).toBe(0);
		expect(await view.lastSent('open')).toBeUndefined();
	});

	test('each row tells the context menu which it is', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		const contexts = await view.page
			.locator('[data-vscode-context]')
			.evaluateAll(all => all.map(each => each.getAttribute('data-vscode-context') ?? ''));
		const [first, second] = contexts.map(text => JSON.parse(text) as Record<string, unknown>);
		expect(first).toMatchObject({ webviewSection: 'file', path: 'src/upload/uploadQueue.ts' });
		expect(second).toMatchObject({ webviewSection: 'hit', path: 'src/upload/uploadQueue.ts' });
		expect(second?.['chunkId']).toBeTypeOf('number');
	});

	test('a better order does not move the row under the pointer, and comes in when the pointer leaves', async () => {
		const groups = uploadGroups().filter(({ hits }) =>
			hits.every(({ strength }) => strength !== 'weak'),
		);
		const seq = await view.answer(
			QUESTION,
			results(groups, { stage: 'partial', basis: 'keyword' }),
		);
		const row = view.page.getByRole('treeitem', { name: /^nextDelay/ });
		await row.hover();
		const before = await row.boundingBox();
		await view.send('results', { ...results([...groups].reverse()), seq });
		expect(await row.boundingBox()).toEqual(before);
		await view.page.mouse.move(100, 10);
		await expect.poll(async () => (await items())[0]).toBe('outbox.py, worker/jobs, 1 result');
	});
});

describe('searching', () => {
	test('keyword answers first, then refined; the line says which, and it is spoken once', async () => {
		const seq = await view.ask(QUESTION);
		const text = view.page.locator('.status-text .wide-only');
		expect(await text.innerText()).toBe('Searching…');
		await view.send('results', {
			...results(uploadGroups(), { stage: 'partial', basis: 'keyword', elapsedMs: 4 }),
			seq,
		});
		expect(await text.innerText()).toBe('12 files so far · keyword only · 4 ms');
		const spoken = view.page.locator('.head [role=status]');
		await view.page.waitForTimeout(700);
		expect(await spoken.innerText()).toBe('');
		await view.send('results', { ...results(uploadGroups()), seq });
		expect(await text.innerText()).toBe('12 files · refined by meaning · 9 ms');
		await expect
			.poll(() => spoken.innerText(), { timeout: 3000 })
			.toBe('12 files found, refined by meaning. Press Down for the list.');
	});

	test('typing fast asks once', async () => {
		await view.snapshot({ settings: { autoSearch: true, debounceMs: 250, resultsLimit: 50 } });
		await view.page
			.locator('textarea.question')
			.pressSequentially('retry the upload', { delay: 2 });
		await expect.poll(() => view.lastSent('search')).toMatchObject({ query: 'retry the upload' });
		const searches = (await view.sent()).filter(({ type }) => type === 'search');
		expect(searches.length).toBeLessThan(4);
	});

	test('filters are sent, counted, and cleared', async () => {
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.getByRole('button', { name: 'Filters' }).click();
		await view.page.getByRole('checkbox', { name: 'Python' }).click();
		await view.page.getByRole('checkbox', { name: 'Docs' }).click();
		await view.page.getByLabel('Files to include').fill('worker/**, *.{py,pyi}');
		await view.page.getByRole('button', { name: 'Search only in open editors' }).click();
		expect(await view.lastSent('search')).toMatchObject({
			filters: {
				include: 'worker/**, *.{py,pyi}',
				languages: ['python'],
				kinds: ['section', 'text', 'cell'],
				openEditors: true,
			},
		});
		await view.page.getByLabel('Files to exclude').fill('a/{b');
		expect(await view.page.getByLabel('Files to exclude').getAttribute('aria-invalid')).toBe(
			'true',
		);
		expect(await view.page.locator('.fault').innerText()).toBe(
			'The brace is never closed. The last valid filter stays in force.',
		);
		await view.page.getByRole('button', { name: 'All 7' }).click();
		expect(await view.page.getByRole('checkbox', { name: 'HTML' }).count()).toBe(1);
		await view.page.getByRole('button', { name: 'Clear filters' }).click();
		expect(await view.lastSent('search')).toMatchObject({
			filters: { include: '', languages: [], kinds: [] },
		});
		expect(await view.page.getByLabel('Files to exclude').inputValue()).toBe('');
	});

	test('buttons of messages run only named commands', async () => {
		await view.snapshot({ folders: [] });
		await view.page.getByRole('button', { name: 'Open Folder…' }).click();
		expect(await view.lastSent('runCommand')).toEqual({
			command: 'openFolder',
			folderId: '',
			text: '',
		});
	});

	test('a search that failed for a standing trouble is not told twice', async () => {
		const problem = {
			code: 'engine-stopped',
			severity: 'error',
			title: 'The search engine stopped',
			message: 'It stopped several times.',
			remedy: '',
			actions: ['restartEngine'],
		} as const;
		await view.snapshot({ engine: 'stopped', problems: [problem] });
		const seq = await view.ask(QUESTION);
		await view.send('error', { ...problem, message: 'It stops.', seq });
		expect(await view.page.locator('.note').count()).toBe(1);
		expect(await view.page.locator('main').innerText()).not.toMatch(/reading the index/i);
	});

	test('nothing found says what to do next', async () => {
		await view.answer('zzz', results([]));
		await view.page.getByRole('button', { name: 'Search as plain text' }).click();
		expect(await view.lastSent('runCommand')).toMatchObject({
			command: 'plainTextSearch',
			text: 'zzz',
		});
	});
});

describe('state', () => {
	test('survives hiding and reloading: question, filters, folds, selection and scroll', async () => {
		await view.page.setViewportSize({ width: 320, height: 300 });
		await view.answer(QUESTION, results(uploadGroups()));
		await view.page.getByRole('button', { name: 'Changed files only' }).click();
		const { seq = 0 } = (await view.lastSent('search')) ?? {};
		await view.send('results', { ...results(uploadGroups()), seq });
		await view.page.getByRole('treeitem', { name: /^backoff.ts/ }).click();
		await view.page.locator('.scroll').evaluate(scroll => (scroll.scrollTop = 150));
		await view.page.waitForTimeout(300);
		const saved = await view.saved();
		const again = await harness.open({ saved, height: 300, scale: 1 });
		expect(await again.page.locator('textarea.question').inputValue()).toBe(QUESTION);
		const asked = await again.lastSent('search');
		expect(asked).toMatchObject({ query: QUESTION, filters: { changedFiles: true } });
		expect(asked?.seq).toBeGreaterThan(seq);
		await again.send('results', { ...results(uploadGroups()), seq: asked?.seq ?? 0 });
		const scroll = again.page.locator('.scroll');
		await expect.poll(() => scroll.evaluate(element => element.scrollTop)).toBe(150);
		const folded = again.page.getByRole('treeitem', { name: /^backoff.ts/ });
		expect(await folded.getAttribute('aria-expanded')).toBe('false');
		expect(await folded.getAttribute('aria-selected')).toBe('true');
		expect(again.problems).toEqual([]);
		await again.close();
	});

	test('German from the first snapshot on', async () => {
		await view.snapshot({ locale: 'de' });
		await view.answer(QUESTION, results(uploadGroups()));
		expect(await view.page.locator('.status-text .wide-only').innerText()).toBe(
			'12 Dateien · nach Bedeutung verfeinert · 9 ms',
		);
		expect(await view.page.evaluate(() => document.documentElement.lang)).toBe('de');
		await view.page.setViewportSize({ width: 320, height: 640 });
		await view.shot('8-german-dark');
	});
});

describe('bad input', () => {
	test('markup, escape sequences and direction overrides in results are text', async () => {
		const evil = '<img src=x onerror="window.pwned=1">';
		const found = hit({
			symbol: evil,
			scope: evil,
			from: 1,
			to: 2,
			code: [evil, '\u001b[31mred\u001b[0m', 'a\u202eb', '${alert(1)}'],
		});
		await view.answer(
			evil,
			results([group(`src/${evil}/${evil}.ts`, evil, found)], { warnings: [evil], degraded: evil }),
		);
		expect(await view.page.locator('img').count()).toBe(0);
		expect(await view.page.evaluate(() => 'pwned' in window)).toBe(false);
		const code = await view.page.locator('.code').innerText();
		expect(code).toContain(evil);
		expect(code).toContain('\u241b[31mred');
		expect(code).toContain('a\ufffdb');
		expect(await view.page.locator('.symbol').innerText()).toBe(evil);
	});

	test('a line of a megabyte is cut and drawn in good time', async () => {
		const base = hit({ symbol: 'pack', from: 1, to: 1, code: ['x'] });
		const huge = {
			...base,
			snippet: { startLine: 0, lines: [line('x'.repeat(1_000_000))], truncated: true },
		};
		const before = Date.now();
		await view.answer(
			'q',
			results([
				group('pack.js', 'javascript', {
					...huge,
					snippet: {
						...huge.snippet,
						lines: [{ text: 'x'.repeat(1_000_000), colours: [], marks: [] }],
					},
				}),
			]),
		);
		expect((await view.page.locator('.code').innerText()).length).toBeLessThan(1100);
		expect(Date.now() - before).toBeLessThan(5000);
		expect(await view.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
	});

	test('a refused message changes nothing, is reported once, and the view goes on', async () => {
		const seq = await view.answer(QUESTION, results(uploadGroups()));
		for (const bad of [
			undefined,
			5,
			{ type: 'eval', data: 'x' },
			{ type: 'results', data: { seq } },
		]) {
			await view.sendRaw(bad);
			await view.sendRaw(bad);
		}
		const reports = (await view.sent()).filter(({ type }) => type === 'viewError');
		expect(reports).toHaveLength(3);
		expect((await items())[0]).toBe('uploadQueue.ts, src/upload, 2 results');
		await press('ArrowDown');
		expect(await focused()).toBe('uploadQueue.ts, src/upload, 2 results');
	});
});
