import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngineHandlers } from '../../../src/server/engineHandlers';
import type { EngineEvents, EngineInit, EngineMethods } from '../../../src/shared/engineProtocol';
import { createPortPair, createRpcClient, serveRpc } from '../../../src/shared/rpc';
import { createFakeEngine } from '../../support/vscode/fakeEngine';

const root = mkdtempSync(join(tmpdir(), 'lode-handlers-'));
writeFileSync(join(root, 'a.ts'), 'function retryUpload() {}\n');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const init: EngineInit = {
	storeRoot: root,
	runtime: { workers: root, grammars: root, models: root },
	threads: 2,
	niceness: 10,
	logLevel: 'warn',
};
const settings = { include: [], exclude: [], respectGitignore: true, maxFileBytes: 1e6 };
const signal = () => new AbortController().signal;

function setup() {
	const [a, b] = createPortPair();
	const server = serveRpc<EngineMethods, EngineEvents>(
		b,
		createEngineHandlers({
			createEngine: createFakeEngine,
			emit: (event, payload) => server.emit(event, payload),
		}),
	);
	return createRpcClient<EngineMethods, EngineEvents>(a);
}

describe('engineHandlers', () => {
	it('does nothing before it is initialized', async () => {
		const client = setup();
		await expect(client.call('open', { folderId: 'f', root, settings })).rejects.toMatchObject({
			code: 'bad-argument',
		});
		await expect(
			client.call('search', { folderId: 'f', request: { query: 'x' } }),
		).rejects.toMatchObject({
			code: 'not-found',
		});
	});

	it('serves folders by id, with everything passing as messages', async () => {
		const client = setup();
		const logs: string[] = [];
		const states: string[] = [];
		client.on('log', record => logs.push(record.message));
		client.on('status', ({ folderId, status }) => states.push(`${folderId} ${status.state.type}`));
		const info = await client.call('initialize', init);
		expect(info.pid).toBe(process.pid);
		expect((await client.call('open', { folderId: 'f', root, settings })).files).toBe(0);
		expect((await client.call('update', { folderId: 'f', refine: false })).files).toBe(1);
		const { groups } = await client.call('search', { folderId: 'f', request: { query: 'retry' } });
		expect(groups[0]?.path).toBe('a.ts');
		await client.call('setOverlay', {
			folderId: 'f',
			path: 'a.ts',
			text: 'function overlayText() {}',
		});
		const overlaid = await client.call('search', {
			folderId: 'f',
			request: { query: 'overlaytext' },
		});
		expect(overlaid.totalFiles).toBe(1);
		await client.call('setOverlay', { folderId: 'f', path: 'a.ts', text: undefined });
		expect(await client.call('usage', undefined)).toMatchObject({ folders: 1, pid: process.pid });
		await client.call('close', { folderId: 'f' });
		await expect(client.call('status', { folderId: 'f' })).rejects.toMatchObject({
			code: 'not-found',
		});
		expect(states).toContain('f ready');
		// Quieter than asked for: never crosses.
		expect(logs).toEqual([]);
	});

	it('opens and closes one id in turn, however fast they come', async () => {
		const client = setup();
		await client.call('initialize', init);
		const calls = [
			client.call('open', { folderId: 'f', root, settings }),
			client.call('close', { folderId: 'f' }),
			client.call('open', { folderId: 'f', root, settings }),
		];
		await Promise.all(calls);
		expect((await client.call('usage', undefined)).folders).toBe(1);
		await expect(
			client.call('update', { folderId: 'f' }, { signal: signal() }),
		).resolves.toMatchObject({ files: 1 });
	});
});
