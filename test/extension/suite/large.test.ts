import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import { measured, quantile } from './measures';
import { api, eventually, indexed } from './support';

const LARGE = process.env['LODESTONE_TEST_LARGE'];

suite('a large folder', () => {
	test('is indexed without holding up the extension host', async function () {
		if (LARGE === undefined) this.skip();
		this.timeout(20 * 60_000);
		await indexed();
		const { services } = await api();
		const delay = monitorEventLoopDelay({ resolution: 1 });
		const startedAt = performance.now();
		const uri = vscode.Uri.file(LARGE);
		assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri }));
		await eventually(() => services.folders.enabled.length === 2, 'large folder added');
		delay.enable();
		const signal = new AbortController().signal;
		const ask = async () => {
			const from = performance.now();
			const answer = await services.searcher.ask({
				query: 'parse the configuration file',
				filters: { ...NO_FILTERS, folders: [uri.toString()] },
				limit: 20,
				signal,
			});
			return { files: answer.totalFiles, ms: performance.now() - from };
		};
		const first = await eventually(async () => (await ask()).files > 0, 'first result', 5 * 60_000);
		measured('large folder: first result after opening', first);
		const times: number[] = [];
		const large = () => services.folders.byId(uri.toString())?.snapshot;
		await eventually(
			async () => {
				times.push((await ask()).ms);
				await new Promise(resolve => setTimeout(resolve, 500));
				const snapshot = large();
				return (snapshot?.status?.files ?? 0) > 0 && snapshot?.progress === undefined;
			},
			'large folder read',
			15 * 60_000,
		);
		delay.disable();
		measured('large folder: all files searchable', (performance.now() - startedAt) / 1000, 's');
		measured('large folder: files', large()?.status?.files ?? 0, 'files');
		measured('large folder: search while indexing p50', quantile(times, 0.5));
		measured('large folder: search while indexing p95', quantile(times, 0.95));
		// The histogram counts its own resolution of 1 ms in.
		measured('large folder: event-loop delay p50', delay.percentile(50) / 1e6 - 1);
		measured('large folder: event-loop delay p99', delay.percentile(99) / 1e6 - 1);
		measured('large folder: event-loop delay max', delay.max / 1e6 - 1);
		assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
	});
});
