import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageVsix } from '../../../scripts/packageVsix.mjs';
import { setupVscode } from '../../../scripts/setupVscode.mjs';
import { ROOT } from '../buildSuite';
import { git } from '../../support/vscode/sampleWorkspace';
import { ask, results } from './asking';
import { Workbench } from './workbench';

/** A project that people can look up: this one's own source. */
function writeOwnSource(workspace: string): void {
	mkdirSync(workspace, { recursive: true });
	for (const part of ['src', 'docs', 'README.md'])
		cpSync(join(ROOT, part), join(workspace, part), { recursive: true });
	git(workspace, 'init', '-q', '-b', 'main');
	git(workspace, 'add', '-A');
	git(workspace, 'commit', '-q', '-m', 'First');
}

const SHOW = 'Lodestone: Show Search View';

/**
 * Pictures of what no story asserts, for a person to look at, and those for the README (`media/screenshots`).
 * `VSIX=FILE npx tsx test/extension/ui/look.ts`.
 */
async function main(): Promise<void> {
	setupVscode();
	const w = await Workbench.open({
		vsix: process.env['VSIX'] ?? packageVsix(),
		write: writeOwnSource,
		scale: 2,
		settings: {
			'workbench.colorTheme': 'Default Dark Modern',
			'workbench.tips.enabled': false,
			'editor.minimap.enabled': false,
			'editor.fontFamily': '"JetBrains Mono", monospace',
			'window.commandCenter': false,
			'workbench.layoutControl.enabled': false,
		},
	});
	const shot = (name: string) => w.shot(`look-${name}`);
	try {
		await w.status(/Lodestone/);
		// Its pictures need a wide editor.
		await w.page.setViewportSize({ width: 1680, height: 900 });
		await w.command('Lodestone: Open Walkthrough');
		for (const step of ['Ask in your own words', 'Find similar code', 'See what is indexed']) {
			await w.page.locator('.getting-started-step', { hasText: step }).first().click();
			await w.page.waitForTimeout(1_500);
			await shot(`walkthrough-${step.split(' ')[0]?.toLowerCase() ?? ''}`);
		}
		await w.page.setViewportSize({ width: 1280, height: 800 });
		await w.command('View: Close All Editors');
		await w.command(SHOW);
		await w.page.waitForTimeout(3_000);
		await shot('first-run');
		// Until all is refined: that is what the pictures are to show.
		await w.status(/Lodestone$/, 240_000);
		await w.page.locator('.statusbar-item', { hasText: 'Lodestone' }).first().hover();
		await w.page.waitForTimeout(2_000);
		await shot('tooltip');
		await w.page.mouse.move(900, 500);
		const question = 'restart the engine after a crash with back-off';
		let view = await ask(w, question);
		await results(view, /restartPolicy/);
		// Once more: the first answer waits for what is loaded with it.
		view = await ask(w, question);
		await w.page.waitForTimeout(2_000);
		await view.locator('[role=treeitem]', { hasText: 'restartPolicy' }).first().focus();
		await w.page.keyboard.press('ArrowDown');
		await w.page.keyboard.press('Space');
		await w.page.waitForTimeout(2_500);
		await shot('results');
		await view.locator('[role=treeitem][aria-level="2"]').first().click({ button: 'right' });
		await w.page.waitForTimeout(1_000);
		await shot('context-menu');
		await w.page.keyboard.press('Escape');
		await w.page.keyboard.press('Control+Alt+/');
		await w.page.waitForSelector('.quick-input-widget input');
		await w.page.keyboard.type('is this path ignored by git', { delay: 10 });
		await w.page.waitForTimeout(3_000);
		await w.page.keyboard.press('ArrowDown');
		await w.page.waitForTimeout(1_500);
		await shot('quick-pick');
		await w.page.keyboard.press('Escape');
		await w.command('Lodestone: Open Settings');
		await w.page.waitForTimeout(2_500);
		await shot('settings');
	} finally {
		await w.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
