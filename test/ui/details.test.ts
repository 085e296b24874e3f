import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detailsFolder, detailsSnapshot, NOW } from './detailsFixtures';
import { DetailsHarness, type DetailsPage } from './detailsHarness';
import type { ThemeName } from './webviewHost';

const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc'];
const AXE = readFileSync(
	join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'),
	'utf8',
);

let harness: DetailsHarness;
beforeAll(async () => void (harness = await DetailsHarness.start()));
afterAll(() => harness.stop());

async function violations({ page }: DetailsPage): Promise<string[]> {
	await page.evaluate(AXE);
	const results = await page.evaluate(() =>
		(window as unknown as { axe: { run: (options: unknown) => Promise<AxeResults> } }).axe.run({
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
		}),
	);
	return results.violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`,
	);
}

const ALARMED = detailsSnapshot({
	folder: detailsFolder({
		state: {
			type: 'degraded',
			cause: 'vectors-wrong',
			why: 'Stored vectors do not belong to their texts.',
		},
		sentence: 'Stored vectors do not belong to their texts.',
		alarms: [
			{
				code: 'vectors-wrong',
				severity: 'broken',
				sinceMs: NOW - 300_000,
				title: 'Vectors do not belong to their texts',
				what: '23 of 25 looked at are wrong.',
				remedy: 'These texts are embedded again in the background.',
				runbook: 'quality-fell',
			},
			{
				code: 'search-slow',
				severity: 'missed',
				sinceMs: NOW - 7_200_000,
				title: 'Searches take longer than wanted',
				what: '95 of 100 took up to 48 ms, 30 ms are wanted. Most of it: reading files.',
				remedy: 'Look at the trace; close what keeps the computer busy.',
				runbook: 'slow-queries',
			},
		],
	}),
	folders: [
		{ id: 'file:///w/driftbox', name: 'driftbox' },
		{ id: 'file:///w/atlas', name: 'atlas' },
	],
});

describe.each(THEMES)('the details page in %s', theme => {
	test('a healthy folder: no violation, no refusal, nothing beyond its edge', async () => {
		const view = await harness.open(detailsSnapshot(), { theme });
		await view.page.locator('summary').click();
		expect(await violations(view)).toEqual([]);
		expect(view.problems).toEqual([]);
		await view.shot(`5-details-${theme}`);
		await view.close();
	});

	test('alarms and several folders', async () => {
		const view = await harness.open(ALARMED, { theme });
		expect(await violations(view)).toEqual([]);
		await view.shot(`5-details-alarms-${theme}`);
		await view.close();
	});
});

test.each([320, 450, 640])('at %i px nothing leaves the page', async width => {
	const view = await harness.open(detailsSnapshot(), { width });
	const beyond = await view.page.evaluate(() => {
		const wide = document.querySelector('.wide');
		return [...document.querySelectorAll('main *')]
			.filter(element => !wide?.contains(element) && !element.classList.contains('sr'))
			.filter(element => element.getBoundingClientRect().right > innerWidth + 0.5)
			.map(element => element.outerHTML.slice(0, 100));
	});
	expect(beyond).toEqual([]);
	await view.shot(`5-details-${width}`);
	await view.close();
});

test('nothing known yet: says so instead of drawing empty charts', async () => {
	const empty = detailsFolder({
		report: {
			...detailsFolder().report!,
			quality: [],
			days: [],
			histogram: [],
			queries: [],
			checkedMs: 0,
		},
		events: [],
		skipped: [],
	});
	const view = await harness.open(detailsSnapshot({ folder: empty, indexes: [] }));
	const text = await view.page.locator('main').innerText();
	expect(text).toContain('Not measured yet.');
	expect(text).toContain('No search yet.');
	expect(text).toContain('Nothing is left out.');
	expect(await view.page.locator('svg.chart').count()).toBe(0);
	expect(await violations(view)).toEqual([]);
	await view.shot('5-details-empty');
	await view.close();
});

test('off, starting, stopped and no folder', async () => {
	const off = await harness.open(detailsSnapshot({ folder: detailsFolder({ enabled: false }) }));
	expect(await off.page.locator('.state').innerText()).toContain('turned off');
	await off.send(detailsSnapshot({ folder: detailsFolder({ state: undefined, sentence: '' }) }));
	expect(await off.page.locator('.state').innerText()).toContain('Reading the index');
	await off.send(detailsSnapshot({ engine: { ...ALARMED.engine, state: 'stopped', rssBytes: 0 } }));
	await off.page.getByRole('button', { name: 'Start Again' }).click();
	expect((await off.sent()).at(-1)).toMatchObject({ command: 'restartEngine' });
	await off.send(detailsSnapshot({ folder: undefined, folders: [] }));
	expect(await off.page.locator('h1').innerText()).toBe('No folder is open');
	expect(await violations(off)).toEqual([]);
	await off.close();
});

test('every button says what it does and sends its command', async () => {
	const view = await harness.open(ALARMED);
	const press = async (name: string | RegExp) => {
		await view.page.getByRole('button', { name }).first().click();
		return (await view.sent()).at(-1);
	};
	const folderId = 'file:///w/driftbox';
	const command = (name: string, text = '') => ({ type: 'command', command: name, folderId, text });
	expect(await press('Check Index')).toEqual(command('checkIndex'));
	expect(await press('Pause')).toEqual(command('pause'));
	expect(await press('Rebuild…')).toEqual(command('rebuildIndex'));
	expect(await press('Diagnose')).toEqual(command('diagnose'));
	expect(await press('Copy Report')).toEqual(command('copyDiagnostics'));
	expect(await press('Export JSON…')).toEqual(command('exportJson'));
	expect(await press(/What to do: Vectors/)).toEqual(command('openRunbook', 'quality-fell'));
	expect(await press('Show what is left out: Binary')).toEqual(command('showSkipped', 'binary'));
	expect(await press('Change Rule: Too large')).toEqual(command('openSetting', 'maxFileSize'));
	expect(await press(/Delete the index of .*atlas/)).toEqual(command('deleteIndex', 'atlas-77ab'));
	expect(
		await view.page.getByRole('button', { name: /Delete the index of .*driftbox/ }).count(),
	).toBe(0);
	await view.page.getByLabel('Folder', { exact: true }).selectOption('file:///w/atlas');
	expect((await view.sent()).at(-1)).toEqual(command('selectFolder', 'file:///w/atlas'));
	await view.close();
});

test('a new snapshot leaves the focus and what was unfolded', async () => {
	const view = await harness.open(detailsSnapshot());
	await view.page.locator('summary').click();
	await view.page.getByRole('button', { name: 'Copy Report' }).focus();
	await view.send(detailsSnapshot({ nowMs: NOW + 60_000, busy: 'checking' }));
	expect(await view.page.evaluate(() => document.activeElement?.textContent.trim())).toBe(
		'Copy Report',
	);
	expect(await view.page.locator('details[open]').count()).toBe(1);
	expect(await view.page.getByRole('button', { name: 'Checking…' }).isDisabled()).toBe(true);
	await view.close();
});

test('in German', async () => {
	const view = await harness.open(detailsSnapshot({ locale: 'de' }));
	expect(await view.page.locator('html').getAttribute('lang')).toBe('de');
	const text = await view.page.locator('main').innerText();
	expect(text).toContain(
		'Von 100 Fragen aus Ihrem Code fanden 93 ihre Stelle unter den ersten fünf.',
	);
	expect(text).not.toMatch(/\{\d\}|undefined|NaN/);
	await view.shot('5-details-de');
	await view.close();
});

test('names of folders and files are text, never markup', async () => {
	const evil = '<img src=x onerror=alert(1)>';
	const folder = detailsFolder({ name: evil, sentence: evil });
	const view = await harness.open(detailsSnapshot({ folder }));
	expect(await view.page.locator('main img').count()).toBe(0);
	expect(await view.page.locator('h1').innerText()).toContain(evil);
	expect(view.problems).toEqual([]);
	await view.close();
});
