import { readFileSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import { packageVsix } from '../../../scripts/packageVsix.mjs';
import { setupVscode } from '../../../scripts/setupVscode.mjs';
import { ROOT } from '../buildSuite';
import { ask, BOX, items, results, until, type Story } from './asking';
import { installAndUninstall, LIFECYCLE } from './lifecycle';
import { TROUBLES } from './troubles';
import { Workbench } from './workbench';

const QUESTION = 'where do we retry failed uploads';
const STORIES: readonly Story[] = [
	[
		'is ready soon after the folder opens',
		async w => {
			await w.status(/Lodestone/);
			await w.command('Lodestone: Show Search View');
			await w.view();
			await w.page.waitForTimeout(1_000);
			await w.shot('first-run-dark');
		},
	],
	[
		'answers a question while it is typed, in the colours of the theme',
		async w => {
			const view = await w.view();
			await view.locator(BOX).first().focus();
			await w.page.keyboard.type(QUESTION, { delay: 15 });
			await results(view, /uploadQueue\.ts/);
			await results(view, /retryFailed/);
			await until(async () => (await colours(view)) > 10, 'coloured snippets');
			await w.shot('results-dark');
		},
	],
	[
		'walks and opens by keyboard, here and to the side',
		async w => {
			await w.page.keyboard.press('ArrowDown');
			await w.page.keyboard.press('ArrowDown');
			await w.page.keyboard.press('Enter');
			await w.page.waitForSelector('.tab.active[data-resource-name="uploadQueue.ts"]', {
				timeout: 15_000,
			});
			await (await w.view()).locator('[role=treeitem][tabindex="0"]').first().focus();
			await w.page.keyboard.press('Control+Enter');
			await until(
				async () => (await w.page.locator('.editor-group-container').count()) >= 2,
				'second group',
			);
			await w.shot('opened-dark');
			await w.command('View: Close All Editors');
		},
	],
	[
		'F4 goes to the next result',
		async w => {
			await (await w.view()).locator(BOX).first().focus();
			await w.page.keyboard.press('F4');
			await w.page.waitForSelector('.tab.active', { timeout: 15_000 });
			await w.command('View: Close All Editors');
		},
	],
	[
		'keeps question and answer when the view is hidden and the window reloaded',
		async w => {
			await w.command('View: Show Explorer');
			await w.page.waitForTimeout(500);
			await w.command('Lodestone: Show Search View');
			await results(await w.view(), /retryFailed/);
			await w.page.reload();
			await w.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
			const view = await w.view();
			await results(view, /retryFailed/);
			assert.equal(await view.locator(BOX).first().inputValue(), QUESTION);
		},
	],
	[
		'has no accessibility violation',
		async w => {
			const view = await w.view();
			// Not by a script element: the page's policy forbids it, and a debugger is not bound by that.
			await view.evaluate(axe.source);
			// Text, not functions: this file is compiled without the page's types.
			const violations = await view.evaluate<readonly string[]>(`axe
				.run(document, { resultTypes: ['violations'] })
				.then(report => report.violations.flatMap(rule => rule.nodes.map(
					node => rule.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary)))`);
			// VS Code's own frame page lacks a main landmark; the view is part of a page that has one.
			assert.deepEqual(
				violations.filter(
					each => !/^(?:region|landmark-one-main|page-has-heading-one):/.test(each),
				),
				[],
			);
		},
	],
	[
		'shows hostile text as text',
		async w => {
			let dialogs = 0;
			w.page.on('dialog', dialog => {
				dialogs++;
				void dialog.dismiss();
			});
			const view = await ask(w, 'evilMarkup');
			await results(view, /evilMarkup/);
			await w.page.waitForTimeout(500);
			assert.equal(await view.locator('img, script[src=""]').count(), 0);
			assert.equal(dialogs, 0);
		},
	],
	[
		'says when nothing is found, and the next step',
		async w => {
			const view = await ask(w, '"zzzz qqqq no such words anywhere"');
			await until(
				async () =>
					(await items(view)).length === 0 ||
					/convincing|Nothing/i.test((await view.locator('body').textContent()) ?? ''),
				'nothing found',
			);
			await w.shot('nothing-dark');
		},
	],
	[
		'finds from the quick pick with a preview',
		async w => {
			await w.page.keyboard.press('Control+Alt+/');
			await w.page.waitForSelector('.quick-input-widget input');
			await w.page.keyboard.type('token bucket slows clients', { delay: 10 });
			// The highlighted row, not any: the first answer, by words, may have another one on top.
			await w.page.waitForSelector(
				'.quick-input-list .monaco-list-row.focused:has-text("RateLimiter")',
				{ timeout: 15_000 },
			);
			await w.shot('quick-pick-dark');
			await w.page.keyboard.press('Control+Enter');
			await w.page.waitForSelector('.tab[data-resource-name="outbox.py"]', { timeout: 15_000 });
			await w.command('View: Close All Editors');
		},
	],
	[
		'finds an edit right after it is saved',
		async w => {
			const path = join(w.workspace, 'src/net/backoff.ts');
			writeFileSync(
				path,
				`${readFileSync(path, 'utf8')}\nexport function persimmonJitter(): number {\n\treturn Math.random();\n}\n`,
			);
			const view = await w.view();
			await until(async () => {
				await ask(w, 'persimmonJitter');
				await w.page.waitForTimeout(300);
				return (await items(view)).some(item => item.includes('persimmonJitter'));
			}, 'saved edit');
		},
	],
	[
		'shows the index in a tab',
		async w => {
			await w.command('Lodestone: Show Index Details');
			await w.page.waitForSelector('.tab.active:has-text("Lodestone Index")', { timeout: 15_000 });
			await w.page.waitForTimeout(2_000);
			await w.shot('details-dark');
			await w.command('View: Close All Editors');
		},
	],
	[
		'follows the theme: light and high contrast',
		async w => {
			for (const [theme, name] of [
				['Default Light Modern', 'light'],
				['Default High Contrast', 'hc'],
			] as const) {
				await w.theme(theme);
				await w.command('Lodestone: Show Search View');
				// Asked anew: the editor writes a view's state only now and then.
				const view = await ask(w, QUESTION);
				await results(view, /retryFailed/);
				await until(async () => (await colours(view)) > 10, `colours of ${theme}`);
				await w.shot(`results-${name}`);
			}
			await w.theme('Default Dark Modern');
		},
	],
	[
		'stays usable when the engine dies for good, and comes back when told',
		async w => {
			for (let i = 0; i < 8 && !(await w.stopped()); i++) {
				await until(async () => w.killEngine() || (await w.stopped()), 'engine to kill', 30_000);
				await w.page.waitForTimeout(500);
			}
			await w.status(/stopped/, 60_000);
			await w.page.waitForTimeout(1_000);
			await w.shot('stopped-dark');
			await w.command('Lodestone: Restart Search Engine');
			await until(async () => !(await w.stopped()), 'engine back', 30_000);
			await results(await ask(w, 'is the token expired'), /isExpired/);
		},
	],
];

/** Different text colours inside the snippets. */
function colours(view: Frame): Promise<number> {
	return view.evaluate<number>(`(() => {
		const seen = new Set();
		const walk = root => {
			for (const element of root.querySelectorAll('*')) {
				if (element.shadowRoot) walk(element.shadowRoot);
				if (element.childElementCount === 0 && element.closest('[class*=snippet],[class*=code]'))
					seen.add(getComputedStyle(element).color);
			}
		};
		walk(document);
		return seen.size;
	})()`);
}

/** Plays one story; a failure is printed and leaves a picture. */
/** In the form of Vitest's JSON reports, which scripts/testSummary.mjs reads. */
interface Assertion {
	readonly status: 'passed' | 'failed';
	readonly title: string;
	readonly failureMessages: readonly string[];
}

async function play(w: Workbench, [title, story]: Story): Promise<Assertion> {
	const startedAt = performance.now();
	try {
		await story(w);
		console.log(`  ✔ ${title} (${Math.round(performance.now() - startedAt)} ms)`);
		return { status: 'passed', title, failureMessages: [] };
	} catch (error) {
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.log(`  ✘ ${title}\n    ${detail}`);
		await w.shot(`failed-${title.replace(/\W+/g, '-').slice(0, 40)}`).catch(() => undefined);
		await w.page.keyboard.press('Escape').catch(() => undefined);
		return { status: 'failed', title, failureMessages: [detail] };
	}
}

const settings = { 'workbench.colorTheme': 'Default Dark Modern' };

/**
 * The stories of a person with the installed package, in a clean VS Code in a real browser: everyday ones in one window, then
 * those in which something is wrong, each in a window of its own. `npm run test:installed -- WORD` plays those with the word.
 */
async function main(): Promise<number> {
	setupVscode();
	const vsix = process.env['VSIX'] ?? packageVsix();
	const word = process.argv[2] ?? '';
	const wanted = ([title]: Story) => title.includes(word);
	const played: Assertion[] = [];
	const everyday = STORIES.filter(wanted);
	if (everyday.length > 0) {
		const w = await Workbench.open({ vsix, settings });
		try {
			for (const story of everyday) played.push(await play(w, story));
		} finally {
			await w.close();
		}
	}
	for (const { story, options, possible, after } of [...TROUBLES, ...LIFECYCLE].filter(each =>
		wanted(each.story),
	)) {
		const can = possible?.() ?? true;
		if (can !== true) {
			console.log(`  - ${story[0]}: left out, ${can}`);
			continue;
		}
		try {
			const w = await Workbench.open({ vsix, settings, ...options });
			try {
				played.push(await play(w, story));
			} finally {
				await w.close();
			}
		} finally {
			after?.();
		}
	}
	if ('installs and uninstalls'.includes(word)) {
		installAndUninstall(vsix);
		const title = 'installs, installs over itself and uninstalls';
		console.log(`  ✔ ${title}`);
		played.push({ status: 'passed', title, failureMessages: [] });
	}
	const failed = played.filter(({ status }) => status === 'failed').length;
	const passed = played.length - failed;
	const summary = {
		numPassedTests: passed,
		numFailedTests: failed,
		testResults: [{ assertionResults: played }],
	};
	writeFileSync(join(ROOT, 'test-results/installed.json'), JSON.stringify(summary));
	console.log(
		`${passed} passed, ${failed} failed; screenshots in ${join(ROOT, 'test-results/installed')}`,
	);
	return failed === 0 && passed > 0 ? 0 : 1;
}

main().then(
	code => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(2);
	},
);
