import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import { LoopWatch, startProfile, type LoopDelay } from './loopDelay';
import { measured, quantile } from './measures';
import { api, eventually, fileUri, write } from './support';

/** Set by `npm run measure:editor -- FOLDER`, which opens the window on a copy of that folder. */
const MEASURE = process.env['LODESTONE_TEST_MEASURE'] === '1';
const PROFILE = process.env['LODESTONE_TEST_PROFILE'];
const BASELINE_MS = 15_000;
const REFINING_MS = 45_000;

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

function tell(name: string, delay: LoopDelay): void {
	measured(`event-loop delay ${name} p50`, delay.p50);
	measured(`event-loop delay ${name} p99`, delay.p99);
	measured(`event-loop delay ${name} max`, delay.max);
	measured(`event-loop delay ${name}, time beyond 10 ms`, delay.lateShare * 100, '%');
	console.log(`${name}: ${JSON.stringify(delay)}`);
}

suite('a large folder in the editor', () => {
	test('is searchable soon and does not hold up the extension host', async function () {
		if (!MEASURE) this.skip();
		this.timeout(20 * 60_000);
		const profile = PROFILE === undefined ? undefined : startProfile();
		const opening = new LoopWatch();
		const { services, activationMs, activatedAtMs } = await api();
		measured('activation', activationMs);
		const { signal } = new AbortController();
		const ask = async () => {
			const from = performance.now();
			const query = 'parse the configuration file';
			const answer = await services.searcher.ask({
				query,
				filters: NO_FILTERS,
				limit: 20,
				signal,
			});
			return { files: answer.totalFiles, ms: performance.now() - from };
		};
		const since = () => (performance.now() - activatedAtMs) / 1000;
		await eventually(async () => (await ask()).files > 0, 'first result', 5 * 60_000);
		measured('first result after activation', since(), 's');
		const snapshot = () => services.folders.all[0]?.snapshot;
		const times: number[] = [];
		await eventually(
			async () => {
				times.push((await ask()).ms);
				await pause(500);
				const now = snapshot();
				return (now?.status?.files ?? 0) > 0 && now?.progress === undefined;
			},
			'all files read',
			15 * 60_000,
		);
		measured('all files searchable after activation', since(), 's');
		measured('files', snapshot()?.status?.files ?? 0, '');
		measured('chunks', snapshot()?.status?.chunks ?? 0, '');
		measured('search while reading p50', quantile(times, 0.5));
		measured('search while reading p95', quantile(times, 0.95));
		tell('while opening and reading', opening.stop());

		const saves = await saveTimes();
		console.log(`saves: ${saves.map(Math.round).join(' ')}`);
		measured('save to searchable p50', quantile(saves, 0.5));
		measured('save to searchable p95', quantile(saves, 0.95));

		const refined = snapshot()?.status?.coverage.refined ?? 0;
		const refining = new LoopWatch();
		const stopAt = performance.now() + REFINING_MS;
		while (
			performance.now() < stopAt &&
			(snapshot()?.status?.coverage.refined ?? 0) < (snapshot()?.status?.coverage.chunks ?? 0)
		)
			await pause(250);
		tell('while refining', refining.stop());
		measured('refined meanwhile', (snapshot()?.status?.coverage.refined ?? 0) - refined, 'chunks');

		await vscode.commands.executeCommand(COMMANDS.pause);
		await pause(2_000);
		const idle = new LoopWatch();
		await pause(BASELINE_MS);
		tell('idle, the same host', idle.stop());
		await vscode.commands.executeCommand(COMMANDS.resume);

		if (profile && PROFILE !== undefined) {
			const { busy, owners, profile: text } = await profile.stop();
			writeFileSync(PROFILE, text);
			for (const each of busy) console.log(`busy: ${JSON.stringify(each)}`);
			for (const { owner, ms, longestMs } of owners) {
				measured(`host time, ${owner}`, ms);
				measured(`host time, ${owner}, longest`, longestMs);
			}
		}
		assert.ok((snapshot()?.status?.files ?? 0) > 0);
	});

	/** New text in one new file, again and again, as somebody does who works while the index is made. */
	async function saveTimes(): Promise<readonly number[]> {
		const { services } = await api();
		const folderId = services.folders.enabled[0]?.id ?? '';
		await write('lodestoneMeasure.ts', '// begin\n');
		const document = await vscode.workspace.openTextDocument(fileUri('lodestoneMeasure.ts'));
		const editor = await vscode.window.showTextDocument(document);
		const times: number[] = [];
		for (let i = 0; i < 40; i++) {
			const word = `savedMarker${i}Qx`;
			await editor.edit(edit => edit.insert(new vscode.Position(0, 0), `function ${word}() {}\n`));
			await document.save();
			times.push(
				await eventually(async () => {
					const request = { query: word, mode: 'keyword' as const, limit: 3 };
					const { groups } = await services.engine.call('search', { folderId, request });
					return groups.some(group =>
						[group.best, ...group.more].some(hit =>
							hit.snippet?.lines.some(line => line.includes(word)),
						),
					);
				}, `saved ${word}`),
			);
			await pause(200);
		}
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		return times;
	}
});
