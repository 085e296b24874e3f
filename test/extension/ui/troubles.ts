import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { writeSampleWorkspace } from '../../support/vscode/sampleWorkspace';
import { ask, askUntil, items, results, says, text, until, type Story } from './asking';
import type { Workbench, WorkbenchOptions } from './workbench';

/** A window of its own, in which something is wrong from the start or goes wrong. */
export interface Scene {
	readonly options: Omit<WorkbenchOptions, 'vsix'>;
	readonly story: Story;
	/** False where this machine cannot play it; the reason is printed. */
	readonly possible?: () => string | true;
	readonly after?: () => void;
}

/** Once the extension is there its command can be chosen. */
async function show(w: Workbench): Promise<Frame> {
	await w.status(/Lodestone/);
	await w.command('Lodestone: Show Search View');
	return w.view();
}

const SMALL_DISK = `/tmp/lode-disk-${process.pid}`;

function mountSmallDisk(): string | true {
	try {
		mkdirSync(SMALL_DISK, { recursive: true });
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', SMALL_DISK], {
			stdio: 'pipe',
		});
		return true;
	} catch {
		return 'no right to mount a small disk';
	}
}

/** Names that would be markup, an icon, a path or an escape sequence if anybody took them for more than text. */
const HOSTILE_NAMES = [
	'<img src=x onerror=alert(1)>.ts',
	'$(bug) ${workspaceFolder}.ts',
	'a\u202Egnp.ts',
	'line\nbreak.ts',
	'\u001b[31mred.ts',
	'quote\'s "and" [brackets] {braces}.ts',
	'%2e%2e%2fup.ts',
];

function writeHostileNames(workspace: string): void {
	writeSampleWorkspace(workspace);
	for (const [i, name] of HOSTILE_NAMES.entries())
		writeFileSync(
			join(workspace, name),
			`/** Peels the kumquat number ${i}. */\nexport function kumquatPeeler${i}(): string {\n\treturn '<b onmouseover=alert(${i})>';\n}\n`,
		);
	// One line of a megabyte, with the word at its end.
	const long = `export const kumquatTable = [${'"kumquat", '.repeat(90_000)}];\n`;
	writeFileSync(join(workspace, 'table.ts'), long);
}

function writeManyFiles(workspace: string): void {
	for (let folder = 0; folder < 500; folder++) {
		const path = join(workspace, `part${folder}`);
		mkdirSync(path, { recursive: true });
		for (let i = 0; i < 200; i++)
			writeFileSync(
				join(path, `unit${i}.ts`),
				`/** Adds the numbers of unit ${i} in part ${folder}. */\nexport function sum${folder}x${i}(a: number, b: number) {\n\treturn a + b + ${i};\n}\n`,
			);
	}
}

export const TROUBLES: readonly Scene[] = [
	{
		options: { env: { LODESTONE_ENGINE: '/nowhere/engineProcess.js' } },
		story: [
			'an engine that cannot start: said once, with what to do, and the window lives',
			async w => {
				const view = await show(w);
				await says(view, /cannot start here/, 90_000);
				await w.status(/stopped/);
				assert.match(await text(view), /Start Again/);
				assert.match(await text(view), /package that was made for this platform/);
				await w.page.waitForTimeout(1_500);
				await w.shot('trouble-engine-dark');
				const toasts = w.page.locator('.notification-toast', { hasText: 'Lodestone' });
				assert.equal(await toasts.count(), 1, 'one notification');
				await ask(w, 'retry failed uploads');
				await says(view, /cannot start here/);
			},
		],
	},
	{
		options: {
			prepare(extension) {
				// As a package for another platform would be, and without the WebAssembly that stands in for the binary.
				for (const name of ['onnxruntime-node', 'onnxruntime-web'])
					renameSync(
						join(extension, 'dist/node_modules', name),
						join(extension, 'dist/node_modules', `no-${name}`),
					);
			},
		},
		story: [
			'no model runs here: answers from words and drafts, and the view says what is missing',
			async w => {
				await show(w);
				const view = await askUntil(
					w,
					'retry failed uploads',
					async asked => (await items(asked)).some(item => item.includes('uploadQueue.ts')),
					'the file that answers',
				);
				await says(view, /Draft meaning only/);
				await w.status(/draft only/);
				assert.doesNotMatch(await text(view), /cannot start here/);
				await w.page.waitForTimeout(500);
				await w.shot('trouble-native-dark');
			},
		],
	},
	{
		possible: mountSmallDisk,
		options: { env: { LODESTONE_STORE: join(SMALL_DISK, 'store') } },
		after: () => void execFileSync('umount', ['-l', SMALL_DISK]),
		story: [
			'a full disk: the view says so and stays usable',
			async w => {
				const view = await show(w);
				await says(view, /disk|space/i, 90_000);
				await w.page.waitForTimeout(500);
				await w.shot('trouble-disk-dark');
				await ask(w, 'retry failed uploads');
				await w.page.waitForTimeout(2_000);
				assert.doesNotMatch(await text(view), /internal|undefined|\[object/i);
			},
		],
	},
	{
		options: {},
		story: [
			'a workspace folder that is deleted: no stale hit, no crash, and it says what is wrong',
			async w => {
				await show(w);
				let view = await ask(w, 'is the session token expired');
				await results(view, /token\.ts/);
				rmSync(w.workspace, { recursive: true, force: true });
				await until(async () => {
					view = await ask(w, 'retry failed uploads');
					await w.page.waitForTimeout(500);
					return (await items(view)).length === 0;
				}, 'hits of deleted files are gone');
				await says(view, /folder is gone|gone|No match|Nothing/i);
				await w.page.waitForTimeout(500);
				await w.shot('trouble-folder-dark');
				// Back again: found again, without a restart.
				mkdirSync(w.workspace, { recursive: true });
				writeSampleWorkspace(w.workspace);
				await w.command('Lodestone: Update Index');
				await until(async () => {
					view = await ask(w, 'is the session token expired');
					await w.page.waitForTimeout(500);
					return (await items(view)).some(item => item.includes('token.ts'));
				}, 'found again after the folder is back');
			},
		],
	},
	{
		options: { write: writeHostileNames },
		story: [
			'hostile file names and a line of a megabyte are text',
			async w => {
				let dialogs = 0;
				w.page.on('dialog', dialog => {
					dialogs++;
					void dialog.dismiss();
				});
				await show(w);
				const view = await ask(w, 'kumquatPeeler0');
				await results(view, /onerror=alert/);
				await ask(w, 'peel the kumquat');
				await results(view, /kumquatPeeler/);
				await w.page.waitForTimeout(800);
				await w.shot('trouble-names-dark');
				assert.equal(await view.locator('img, script[src=""]').count(), 0);
				assert.equal(dialogs, 0);
				const said = (await items(view)).join('\n');
				assert.doesNotMatch(said, /[\u001b\u202e]/, 'control characters are made visible');
				// Each can be opened by its row.
				const row = view.locator('[role=treeitem]', { hasText: 'kumquatPeeler' }).first();
				await row.focus();
				await w.page.keyboard.press('Enter');
				await w.page.waitForSelector('.tab.active', { timeout: 15_000 });
				await w.command('View: Close All Editors');
			},
		],
	},
	{
		options: { write: writeManyFiles },
		story: [
			'a folder with 100,000 files: answers while it is read, and the view stays quick',
			async w => {
				const view = await show(w);
				await until(
					async () => /Lodestone \d+ ?%/.test(await w.status(/Lodestone/)),
					'progress in the status bar',
				);
				await until(
					async () => {
						await ask(w, 'adds the numbers of a unit');
						await w.page.waitForTimeout(700);
						return (await items(view)).length > 0;
					},
					'an answer while the folder is read',
					180_000,
				);
				await says(view, /so far|are read|refined|incomplete/i);
				// The frame's own clock: from a key to the text in the box.
				const startedAt = Date.now();
				await view.locator('textarea').first().press('x');
				await w.page.waitForTimeout(0);
				assert.ok(Date.now() - startedAt < 5_000, 'a key is taken while it indexes');
				await w.shot('trouble-many-dark');
			},
		],
	},
];
