import { afterEach, describe, expect, it, vi } from 'vitest';
import type {
	EngineCall,
	EngineClient,
	EngineState,
} from '../../../src/extension/client/engineClient';
import { FolderIndex } from '../../../src/extension/workspace/folderIndex';
import { LodestoneError } from '../../../src/shared/errors';
import { Emitter } from '../../../src/shared/lifecycle';
import { status } from './samples';

const settings = {
	enabled: true,
	include: [],
	exclude: [],
	respectGitignore: true,
	maxFileBytes: 1024,
};

/** An engine client that notes its calls; `answers` may fail or hang. */
function engine(answers: Partial<Record<string, () => unknown>> = {}) {
	const calls: { readonly method: string; readonly params: Record<string, unknown> }[] = [];
	const hooks: ((call: EngineCall) => Promise<void>)[] = [];
	const events = { status: new Emitter<unknown>(), progress: new Emitter<unknown>() };
	const call = ((method: string, params: Record<string, unknown>) => {
		calls.push({ method, params });
		const answer = answers[method];
		if (answer) return Promise.resolve().then(answer);
		if (method === 'open') return Promise.resolve(status());
		if (method === 'update') return Promise.resolve({ files: 1 });
		return Promise.resolve(undefined);
	}) as unknown as EngineCall;
	const state: EngineState = { type: 'running', pid: 1 };
	const client = {
		state,
		call,
		on: (event: 'status' | 'progress', listener: (payload: unknown) => void) =>
			events[event].event(listener),
		onConnect(hook: (call: EngineCall) => Promise<void>) {
			hooks.push(hook);
			return { dispose: () => undefined };
		},
	} as unknown as EngineClient;
	const connect = () => Promise.all(hooks.map(hook => hook(call)));
	const methods = () => calls.map(each => each.method);
	return { client, calls, connect, events, methods };
}

let index: FolderIndex | undefined;
afterEach(() => index?.dispose());
function create(client: EngineClient, over: Partial<typeof settings> = {}) {
	index = new FolderIndex({
		id: 'f',
		name: 'driftbox',
		root: '/w',
		settings: { ...settings, ...over },
		engine: client,
		logger: { log: () => undefined },
	});
	return index;
}

describe('FolderIndex', () => {
	it('opens and scans at each start of the engine, unsaved text and pause included', async () => {
		const { client, calls, connect, methods } = engine();
		const folder = create(client);
		await folder.setPaused('user');
		await folder.setOverlay('a.ts', 'dirty');
		expect(methods()).toEqual([]);
		await connect();
		expect(methods()).toEqual(['open', 'setOverlay', 'pause', 'update']);
		expect(calls[0]?.params).toMatchObject({ root: '/w', settings: { maxFileBytes: 1024 } });
		expect(calls[0]?.params['settings']).not.toHaveProperty('enabled');
		await connect();
		expect(methods().slice(4)).toEqual(['open', 'setOverlay', 'pause', 'update']);
	});

	it('updates what changed, and everything when rules or the branch changed', async () => {
		const { client, calls, connect } = engine();
		const folder = create(client);
		await connect();
		folder.fileChanged('src/a.ts', true);
		folder.fileChanged('node_modules/x/y.js', true);
		await folder.idle();
		folder.fileChanged('src/.gitignore');
		await folder.idle();
		const updates = calls
			.filter(({ method }) => method === 'update')
			.map(({ params }) => params['paths']);
		expect(updates).toEqual([undefined, ['src/a.ts'], undefined]);
	});

	it('reads nothing while it is turned off', async () => {
		const { client, connect, methods } = engine();
		const folder = create(client, { enabled: false });
		await connect();
		folder.fileChanged('src/a.ts', true);
		folder.everythingChanged();
		await folder.idle();
		expect(methods()).toEqual(['close']);
		await folder.applySettings(settings);
		await vi.waitFor(() => expect(methods()).toContain('update'));
	});

	it('keeps a failure with its remedy until an update works', async () => {
		let fails = true;
		const update = () => {
			if (fails) throw new LodestoneError('disk-full', 'The disk is full.', 'Free some space.');
			return { files: 1 };
		};
		const { client, connect } = engine({ update });
		const folder = create(client);
		await connect();
		await vi.waitFor(() => expect(folder.snapshot.failure?.code).toBe('disk-full'));
		expect(folder.snapshot.failure?.remedy).toBe('Free some space.');
		fails = false;
		folder.fileChanged('a.ts', true);
		await folder.idle();
		expect(folder.snapshot.failure).toBeUndefined();
	});

	it('shows progress only while an update runs', async () => {
		let finish: () => void = () => undefined;
		const update = () => new Promise(resolve => (finish = () => resolve({ files: 1 })));
		const { client, connect, events } = engine({ update });
		const folder = create(client);
		const progress = { phase: 'reading', files: 9, filesDone: 1, chunks: 0, refined: 0, rate: 0 };
		await connect();
		events.progress.fire({ folderId: 'f', progress });
		events.progress.fire({ folderId: 'other', progress: { ...progress, files: 1 } });
		expect(folder.snapshot.progress?.files).toBe(9);
		await vi.waitFor(() => {
			finish();
			expect(folder.snapshot.progress).toBeUndefined();
		});
		events.progress.fire({ folderId: 'f', progress });
		expect(folder.snapshot.progress).toBeUndefined();
	});
});
