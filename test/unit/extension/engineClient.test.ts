import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
	createEngineClient,
	type EngineClient,
	type EngineState,
} from '../../../src/extension/client/engineClient';
import { createEngineLauncher } from '../../../src/extension/client/engineLauncher';
import { createRestartPolicy } from '../../../src/extension/client/restartPolicy';
import type { EngineInit } from '../../../src/shared/engineProtocol';

const folder = mkdtempSync(join(tmpdir(), 'lode-client-'));
const modulePath = join(folder, 'fake.cjs');
const workspace = join(folder, 'ws');
const init: EngineInit = {
	storeRoot: folder,
	runtime: { workers: folder, grammars: folder, models: folder },
	threads: 0,
	niceness: 0,
	logLevel: 'info',
};
const settings = { include: [], exclude: [], respectGitignore: true, maxFileBytes: 1e6 };
let client: EngineClient | undefined;

beforeAll(async () => {
	await build({
		entryPoints: ['test/support/vscode/fakeEngineProcess.ts'],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		outfile: modulePath,
		logLevel: 'error',
	});
	const { mkdirSync } = await import('node:fs');
	mkdirSync(workspace);
	writeFileSync(join(workspace, 'a.ts'), 'function retryUpload() {}\n');
});
afterEach(() => {
	client?.dispose();
	vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(maxRestarts = 5) {
	const states: EngineState[] = [];
	const logs: string[] = [];
	client = createEngineClient({
		launch: createEngineLauncher(modulePath, { maxHeapMb: 256 }),
		init: () => init,
		logger: { log: (level, message) => logs.push(`${level}: ${message}`) },
		policy: createRestartPolicy({ maxRestarts, windowMs: 60_000, firstDelayMs: 5, maxDelayMs: 20 }),
	});
	client.onDidChangeState(state => states.push(state));
	const hook = vi.fn(async (call: EngineClient['call']) => {
		await call('open', { folderId: 'f', root: workspace, settings });
		await call('update', { folderId: 'f' });
	});
	client.onConnect(hook);
	return { client, states, logs, hook };
}
const search = (query: string, signal?: AbortSignal) =>
	client!.call('search', { folderId: 'f', request: { query } }, { signal });

describe('engineClient', () => {
	it('starts at the first call, restores folders first, forwards events', async () => {
		const { client, states, hook } = start();
		const logged = vi.fn();
		client.on('log', logged);
		expect(client.state.type).toBe('off');
		const response = await search('retry upload');
		expect(response.groups.map(group => group.path)).toEqual(['a.ts']);
		expect(hook).toHaveBeenCalledOnce();
		expect(states.map(state => state.type)).toEqual(['starting', 'running']);
		expect(logged).toHaveBeenCalledWith(expect.objectContaining({ message: 'fake engine up' }));
	});

	it('survives kill -9: requests in flight are answered by the next process', async () => {
		const { client, hook } = start();
		await search('retry');
		const first = client.state.type === 'running' ? client.state.pid : 0;
		const controller = new AbortController();
		const hanging = search('hang!', controller.signal);
		process.kill(first, 'SIGKILL');
		const response = await search('retry');
		expect(response.totalFiles).toBe(1);
		expect(hook).toHaveBeenCalledTimes(2);
		expect(client.state).toMatchObject({ type: 'running' });
		expect(client.state).not.toMatchObject({ pid: first });
		// Sent again to the new process, where it hangs on until its caller gives up.
		controller.abort();
		await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
	});

	it('starts again by itself after a crash without a caller', async () => {
		const { client } = start();
		await search('retry');
		const first = client.state.type === 'running' ? client.state.pid : 0;
		process.kill(first, 'SIGKILL');
		await vi.waitFor(() => {
			expect(client.state).toMatchObject({ type: 'running' });
			expect(client.state).not.toMatchObject({ pid: first });
		}, 5000);
	});

	it('an engine that ends to free memory is started again at once, and that is no crash', async () => {
		const { client, states, logs, hook } = start(0);
		await search('retry');
		const first = client.state.type === 'running' ? client.state.pid : 0;
		await search('restart!');
		await vi.waitFor(() => {
			expect(client.state).toMatchObject({ type: 'running' });
			expect(client.state).not.toMatchObject({ pid: first });
		}, 5000);
		expect((await search('retry')).totalFiles).toBe(1);
		expect(hook).toHaveBeenCalledTimes(2);
		expect(states.map(state => state.type)).not.toContain('failed');
		expect(logs.join()).not.toContain('error');
	});

	it('sends a request that kills the engine at most twice', async () => {
		const { hook } = start();
		await expect(search('crash!')).rejects.toMatchObject({ code: 'engine-stopped' });
		expect((await search('retry')).totalFiles).toBe(1);
		expect(hook.mock.calls.length).toBeLessThanOrEqual(3);
	});

	it('gives up after too many crashes, says so, and starts again when told', async () => {
		vi.stubEnv('FAKE_ENGINE', 'dies');
		const { client, states } = start(2);
		await expect(search('retry')).rejects.toMatchObject({ code: 'engine-stopped' });
		await vi.waitFor(() => expect(client.state.type).toBe('failed'), 5000);
		expect(states.filter(state => state.type === 'running')).toEqual([]);
		await expect(search('retry')).rejects.toMatchObject({ code: 'engine-stopped' });
		vi.unstubAllEnvs();
		await client.restart();
		expect((await search('retry')).totalFiles).toBe(1);
	});

	it('reports a module that is missing as such', async () => {
		client = createEngineClient({
			launch: createEngineLauncher(join(folder, 'absent.cjs'), { maxHeapMb: 256 }),
			init: () => init,
			logger: { log: () => undefined },
			policy: createRestartPolicy({
				maxRestarts: 0,
				windowMs: 1000,
				firstDelayMs: 1,
				maxDelayMs: 1,
			}),
		});
		await expect(search('retry')).rejects.toMatchObject({ code: 'engine-stopped' });
		await vi.waitFor(
			() => expect(client!.state).toMatchObject({ type: 'failed', code: 'native-missing' }),
			5000,
		);
	});

	it('names the editor that is needed where Node has no SQLite, and does not try again', async () => {
		const old = join(folder, 'old.cjs');
		// What Node 20 writes when the engine is loaded.
		writeFileSync(
			old,
			`console.error("Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:sqlite\\n  code: 'ERR_UNKNOWN_BUILTIN_MODULE'"); process.exit(1);`,
		);
		let launched = 0;
		const launch = createEngineLauncher(old, { maxHeapMb: 256 });
		client = createEngineClient({
			launch: () => {
				launched++;
				return launch();
			},
			init: () => init,
			logger: { log: () => undefined },
		});
		await expect(search('retry')).rejects.toMatchObject({ code: 'engine-stopped' });
		await vi.waitFor(() =>
			expect(client!.state).toMatchObject({ type: 'failed', code: 'sqlite-missing' }),
		);
		expect(client.state).toHaveProperty('why', expect.stringContaining('VS Code 1.101'));
		expect(launched).toBe(1);
	});

	it('lets the process end by itself when disposed', async () => {
		const { client } = start();
		await search('retry');
		const pid = client.state.type === 'running' ? client.state.pid : 0;
		client.dispose();
		await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 5000);
	});
});
