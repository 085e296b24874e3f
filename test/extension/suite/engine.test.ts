import assert from 'node:assert/strict';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { EngineState } from '../../../src/extension/client/engineClient';
import { api, eventually, finds, indexed, search } from './support';

const pidOf = (state: EngineState) => (state.type === 'running' ? state.pid : 0);

suite('engine process', () => {
	suiteSetup(indexed);

	test('comes back after kill -9, with folders and unsaved text', async () => {
		const { services } = await api();
		const { engine } = services;
		const pid = pidOf(engine.state);
		assert.ok(pid > 0);
		assert.notEqual(pid, process.pid);
		process.kill(pid, 'SIGKILL');
		const response = await search('retry failed uploads');
		assert.equal(response.groups[0]?.path, 'src/upload/uploadQueue.ts');
		assert.notEqual(pidOf(engine.state), pid);
		await eventually(() => finds('delayFor'), 'search after the restart');
	});

	test('takes a new number of threads without losing anything', async () => {
		const { services } = await api();
		const before = pidOf(services.engine.state);
		const configuration = vscode.workspace.getConfiguration('lodestone');
		await configuration.update('threads', 1, vscode.ConfigurationTarget.Global);
		await eventually(
			() => services.engine.state.type === 'running' && services.engine.state.pid !== before,
			'engine with other settings',
		);
		await eventually(() => finds('delayFor'), 'search after the change');
		await configuration.update('threads', undefined, vscode.ConfigurationTarget.Global);
		await eventually(() => finds('delayFor'), 'search after the change back');
	});

	test('cancels a search at once', async () => {
		const { services } = await api();
		const folderId = services.folders.enabled[0]?.id ?? '';
		const controller = new AbortController();
		const call = services.engine.call(
			'search',
			{ folderId, request: { query: 'rate limiter' } },
			{ signal: controller.signal },
		);
		controller.abort();
		await assert.rejects(call, { code: 'cancelled' });
	});

	test('refuses what the engine does not know, and lives on', async () => {
		const { services } = await api();
		await assert.rejects(services.engine.call('status', { folderId: 'file:///nowhere' }), {
			code: 'not-found',
		});
		await eventually(() => finds('delayFor'), 'search afterwards');
	});
});
