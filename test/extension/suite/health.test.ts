import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions';
import { api, eventually, search } from './support';

suite('health', () => {
	const run = (command: string) => vscode.commands.executeCommand(command);
	teardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

	test('details show coverage, traced searches and all indexes of the store', async () => {
		const { services } = await api();
		await search('where do we retry failed uploads');
		await run(COMMANDS.showDetails);
		const shown = () => services.details.shown;
		await eventually(() => shown()?.folder?.report !== undefined, 'a report');
		await eventually(() => (shown()?.folder?.report?.queries.length ?? 0) > 0, 'a traced search');
		const { folder, indexes } = shown()!;
		assert.ok((folder?.report?.folders.length ?? 0) > 0);
		assert.ok((folder?.report?.languages.length ?? 0) > 0);
		assert.ok(indexes.some(({ current, inUse }) => current && inUse));
	});

	test('“Check Index” measures quality on the workspace’s own code', async () => {
		const { services } = await api();
		await run(COMMANDS.checkIndex);
		await eventually(
			() => (services.details.shown?.folder?.report?.quality.length ?? 0) > 0,
			'a quality run',
		);
		const last = services.details.shown?.folder?.report?.quality.at(-1);
		assert.ok((last?.legs.hybrid.questions ?? 0) > 0);
		assert.equal(services.details.shown?.busy, '');
		const broken = services.details.shown.folder?.alarms.filter(
			({ severity }) => severity === 'broken',
		);
		assert.deepEqual(broken, []);
	});

	test('“Diagnose” opens a table in which the engine and the file watcher are looked at', async () => {
		await run(COMMANDS.diagnose);
		await eventually(
			() => vscode.window.activeTextEditor?.document.languageId === 'markdown',
			'the diagnosis',
		);
		const text = vscode.window.activeTextEditor?.document.getText() ?? '';
		for (const check of ['runtime', 'memory', 'model files', 'grammars', 'model', 'checksums'])
			assert.match(text, new RegExp(`\\| ok \\| ${check} \\|`), text);
		assert.match(text, /\| (?:ok|warning) \| file watcher \|/);
	});
});
