import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions';
import { api, EXTENSION_ID, eventually, hitsOf, indexed, search } from './support';

suite('activation', () => {
	test('activates by itself within 50 ms', async () => {
		const extension = vscode.extensions.getExtension(EXTENSION_ID);
		assert.ok(extension);
		await eventually(() => extension.isActive, 'activation on start-up');
		const { activationMs } = await api();
		console.log(`activation: ${activationMs.toFixed(1)} ms`);
		assert.ok(activationMs < 50, `${activationMs} ms`);
	});

	test('registers every command of the manifest', async () => {
		const commands = new Set(await vscode.commands.getCommands(true));
		for (const command of Object.values(COMMANDS)) assert.ok(commands.has(command), command);
	});

	test('starts one engine and indexes the folder without being asked', async () => {
		const { services } = await api();
		await indexed();
		assert.equal(services.engine.state.type, 'running');
		const response = await search('retry failed uploads');
		assert.equal(response.groups[0]?.path, 'src/upload/uploadQueue.ts');
		assert.ok(hitsOf(response.groups).length > 0);
	});

	test('leaves out what git ignores', async () => {
		const response = await search('secretPlanNobodyFinds');
		assert.ok(response.groups.every(group => !group.path.startsWith('ignored/')));
	});

	test('says so in the status bar', async () => {
		const { services } = await api();
		await eventually(
			() => ['ready', 'indexing', 'degraded'].includes(services.statusBar.shown?.state ?? ''),
			'status bar',
		);
		assert.match(services.statusBar.shown?.text ?? '', /Lodestone/);
	});
});
